import type { Rule } from '../admission/rules.ts'
import { eBenjaminiHochberg } from '../stats/false-discovery.ts'
import { FALSE_SHARE, type Measured, type MeasuredWorth, splitBy, TYPICAL, type Worth } from './signal-worth.ts'
import { faultRate, type GroupRate } from './signal-worth-sample.ts'
import { lessThan, moreThan } from './signal-worth-tests.ts'
import { SINGLE_SIGNALS } from './signal-worth-traits.ts'

export const GROUNDS = ['catches_nothing_more', 'no_better_than_chance', 'catches_more'] as const
/** Why something is proposed. */
export type Ground = (typeof GROUNDS)[number]

/** A change of the rules that the verdicts speak for. A person decides. */
export interface Proposal {
  readonly action: 'retire' | 'add' | 'lower_bar'
  readonly ground: Ground
  readonly worth: Worth
  /** E-value, and the false discovery rate at which it counts, among all proposals of its kind. */
  readonly evidence: number
  readonly adjusted: number
}

/** A rule that alone catches less than this share of the faults adds nothing. */
export const LEAST_ADDED = 0.02
/** What a rule alone flags is better than chance when faults are at least so many times as frequent there as among the unflagged. */
export const LEAST_LIFT = 1.5
const MOST_ADDED = 5

/**
 * Proposes rules to retire, signals and pairs worth a rule, and a higher threshold of low confidence. Proposed is only what
 * e-values hold up over all that was tried (e-BH at 5 %), at whatever moment one looks.
 *
 * - retire: what the rule alone flags holds less than 2 % of the faults and is no more precise than the pool; or it is at most
 *   1.5 times as often at fault as conversations that no rule flags.
 * - add: among conversations that no rule flags, faults are more frequent where it is true; it would catch at least 2 % of
 *   the faults, at no less than half the precision of the present pool. A pair only where neither signal by itself would do.
 */
export function proposals(found: MeasuredWorth, rules: readonly Rule[]): Proposal[] {
  return found.controlJudged === 0 ? [] : [...retirements(found), ...additions(found, rules)]
}

function retirements(found: MeasuredWorth): Proposal[] {
  const { measured, sample, unflagged } = found
  const tried = measured
    .filter(({ worth }) => worth.trait.kind === 'rule')
    .flatMap(({ worth, aloneValues }) => {
      const [alone, rest] = splitBy(sample, aloneValues)
      const little = isPrecise(worth, found) ? 0 : catchesLittle(alone, rest, worth.alone.share)
      return [
        { worth, ground: 'catches_nothing_more' as const, evidence: little },
        { worth, ground: 'no_better_than_chance' as const, evidence: lessThan(alone, unflagged, TYPICAL, LEAST_LIFT) },
      ]
    })
  const told = tested(tried, 'retire')
  return told.filter(({ worth }, i) => told.findIndex((other) => other.worth === worth) === i)
}

/**
 * Evidence that less than the least share m of the faults lies where it is true alone. For the share q of such conversations
 * that is where faults elsewhere are more than q (1 - m) / (m (1 - q)) times as frequent as there.
 */
function catchesLittle(alone: GroupRate, rest: GroupRate, q: number | null): number {
  if (q === null) return 1
  if (q === 0) return Number.MAX_VALUE // nothing is flagged by it alone: that is counted, not estimated
  return moreThan(rest, alone, TYPICAL, (q * (1 - LEAST_ADDED)) / (LEAST_ADDED * (1 - q)))
}

/** What little it adds is better than the pool: it costs nothing to keep. */
const isPrecise = ({ alone: { precision } }: Worth, { pool }: MeasuredWorth): boolean =>
  precision !== null && precision.estimate > pool.precision.estimate

function additions(found: MeasuredWorth, rules: readonly Rule[]): Proposal[] {
  const candidates = found.measured.filter((each) => isCandidate(each, rules))
  const tried = candidates.map((each) => ({
    worth: each.worth,
    ground: 'catches_more' as const,
    // An e-value that is set to 0 by what one sees stays one.
    evidence: isLarge(each.worth, found) ? evidenceOfAlone(each, found) : 0,
  }))
  const told = tested(tried, 'add').map((each) =>
    each.worth.trait.kind === 'threshold' ? { ...each, action: 'lower_bar' as const } : each,
  )
  const singles = new Set(
    told.filter(({ worth }) => worth.trait.kind === 'signal').map(({ worth }) => worth.trait.name),
  )
  const byGain = told
    .filter(({ worth: { trait } }) => trait.kind !== 'pair' || !trait.parts.some((part) => singles.has(part)))
    .sort((a, b) => gain(b) - gain(a))
  const firstThreshold = byGain.find(({ action }) => action === 'lower_bar')
  return byGain.filter((each) => each.action === 'add' || each === firstThreshold).slice(0, MOST_ADDED)
}

const gain = ({ worth }: Proposal): number => worth.alone.recall?.estimate ?? 0

/** A rule can ask for signals only; one that asks for just these is there already. */
function isCandidate({ worth: { trait } }: Measured, rules: readonly Rule[]): boolean {
  if (trait.kind === 'threshold') return rules.some(({ all }) => all.includes('low_confidence'))
  if (trait.kind !== 'signal' && trait.kind !== 'pair') return false
  return trait.parts.every((part) => (SINGLE_SIGNALS as readonly string[]).includes(part))
}

const isLarge = ({ alone: { precision, recall } }: Worth, { pool }: MeasuredWorth): boolean =>
  precision !== null &&
  recall !== null &&
  recall.estimate >= LEAST_ADDED &&
  (pool.precision.units === 0 || precision.estimate >= pool.precision.estimate / 2)

/** Against the conversations that no rule flags and in which it is false. */
function evidenceOfAlone({ values, aloneValues }: Measured, { sample, flagged }: MeasuredWorth): number {
  const alone = faultRate(sample, (unit) => aloneValues[unit] === 1)
  const rest = faultRate(sample, (unit) => flagged[unit] === 0 && values[unit] === 0)
  return moreThan(alone, rest, TYPICAL)
}

function tested(
  tried: readonly Pick<Proposal, 'worth' | 'ground' | 'evidence'>[],
  action: Proposal['action'],
): Proposal[] {
  const { rejected, adjusted } = eBenjaminiHochberg(
    tried.map(({ evidence }) => evidence),
    FALSE_SHARE,
  )
  return tried
    .map((each, i) => ({ ...each, action, adjusted: adjusted[i]! }))
    .filter((_, i) => rejected[i])
    .sort((a, b) => b.evidence - a.evidence)
}
