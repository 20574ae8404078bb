import { and, or, type Rule, type Signal } from '../admission/rules.ts'
import type { SamplingPolicy } from '../admission/sampling-policy.ts'
import { changedSignalsOf, type SignalValues, signalsOf } from '../admission/signal-code.ts'
import type { Ternary } from '../events/event.ts'
import type { RuleName } from '../features/row.ts'
import { expectedReviews, type Reviews } from './expected-reviews.ts'
import { type PoolForecast, poolForecast } from './pool-forecast.ts'
import type { DayCell, JudgedConversation, OpenCell, SignalCell, Span } from './rule-history.ts'
import { type Precision, precisionOf } from './rule-precision.ts'

/** What a back-test rests on. Signals carry the changed low confidence as one digit more. */
export interface BackTestData extends Span {
  readonly cells: readonly SignalCell[]
  readonly days: readonly DayCell[]
  readonly judged: readonly JudgedConversation[]
  readonly unanswered: readonly OpenCell[]
}

/** How many conversations a table, or a rule, sends to the draw. */
export interface PoolSize {
  /** Eligible and flagged. */
  readonly flagged: number
  /** It cannot be told yet: a window is still open. */
  readonly undecided: number
  readonly precision: Precision
}

export interface RuleOutcome extends PoolSize {
  readonly reason: RuleName
  /** Flagged by this rule and by no other. */
  readonly alone: number
}

/** Conversations that two rules flag together; on the diagonal each rule's own. Symmetric. */
export interface Overlap {
  readonly reasons: readonly RuleName[]
  readonly conversations: readonly (readonly number[])[]
}

export interface TableOutcome extends PoolSize {
  readonly rules: readonly RuleOutcome[]
  readonly overlap: Overlap
  readonly reviews: Reviews
  /** How many it will flag on the first whole day after the span; null = too few days are settled. */
  readonly nextDay: PoolForecast | null
}

/** A rule table under a sampling policy. */
export interface Regime {
  readonly rules: readonly Rule[]
  readonly policy: SamplingPolicy
}

export const MOVES = ['added', 'dropped', 'kept'] as const
/** What the changed table does to a conversation that either of the two flags. */
export type Move = (typeof MOVES)[number]

export interface MoveOutcome {
  readonly conversations: number
  readonly precision: Precision
  /** Signals of these conversations, from which examples are found. */
  readonly signals: readonly number[]
}

export interface BackTest {
  readonly conversations: number
  readonly eligible: number
  /** How often the model was at fault in eligible conversations at all. */
  readonly base: Precision
  readonly before: TableOutcome
  readonly after: TableOutcome
  readonly moves: Readonly<Record<Move, MoveOutcome>>
}

/** Some conversations that look alike, and how the tables judge them. */
interface Judged {
  readonly signals: number
  readonly conversations: number
  readonly eligible: Ternary
  readonly before: Verdict
  readonly after: Verdict
}

interface Verdict {
  /** Enters the draw: eligible and flagged. */
  readonly drawn: Ternary
  readonly rules: readonly Ternary[]
}

/**
 * What another rule table would have made of the past: how many conversations it would have sent to the draw, how many of
 * these the present one does not, how its rules overlap, what reviewing them costs under the sampling policy, and how often
 * people found the model at fault there.
 *
 * It judges the signals as they stand now. A conversation whose windows are open is undecided; nothing is folded anew. What
 * people said weighs by 1 over its inclusion probability, so that conversations that no rule has ever flagged speak through
 * the few of them in the control stratum.
 *
 * @param before what is in force; `after` the change, which sees low confidence as the changed digit says. Equal ones give equal
 * outcomes and no move.
 */
export function backTest(data: BackTestData, before: Regime, after: Regime): BackTest {
  const judged = judgeAll(data, before.rules, after.rules)
  const among = (is: (one: Judged) => boolean): MoveOutcome => {
    const signals = new Set([...judged.values()].filter(is).map((one) => one.signals))
    return { conversations: countOf(judged, is), precision: precisionOf(data, signals), signals: [...signals] }
  }
  const eligible = among((one) => one.eligible === true)
  return {
    conversations: countOf(judged, () => true),
    eligible: eligible.conversations,
    base: eligible.precision,
    before: tableOutcome(data, judged, before, 'before'),
    after: tableOutcome(data, judged, after, 'after'),
    moves: {
      added: among((one) => one.after.drawn === true && one.before.drawn !== true),
      dropped: among((one) => one.before.drawn === true && one.after.drawn !== true),
      kept: among((one) => one.before.drawn === true && one.after.drawn === true),
    },
  }
}

/** Each pattern of signals is judged once, however many conversations have it. */
function judgeAll(
  { cells }: BackTestData,
  before: readonly Rule[],
  after: readonly Rule[],
): ReadonlyMap<number, Judged> {
  const sizes = new Map<number, number>()
  for (const { signals, conversations } of cells) sizes.set(signals, (sizes.get(signals) ?? 0) + conversations)
  return new Map(
    [...sizes].map(([signals, conversations]) => {
      const values = signalsOf(signals)
      const verdicts = { before: verdictOf(values, before), after: verdictOf(changedSignalsOf(signals), after) }
      return [signals, { signals, conversations, eligible: values.eligible, ...verdicts }]
    }),
  )
}

function verdictOf(values: SignalValues, rules: readonly Rule[]): Verdict {
  const each = rules.map(({ all }) => and(['eligible' as Signal, ...all].map((signal) => values[signal])))
  return { drawn: or(each), rules: each }
}

function tableOutcome(
  data: BackTestData,
  judged: ReadonlyMap<number, Judged>,
  { rules, policy }: Regime,
  table: 'before' | 'after',
): TableOutcome {
  const sizeOf = (is: (verdict: Verdict) => Ternary): PoolSize => {
    const signals = [...judged.values()].filter((one) => is(one[table]) === true).map((one) => one.signals)
    return {
      flagged: countOf(judged, (one) => is(one[table]) === true),
      undecided: countOf(judged, (one) => is(one[table]) === null),
      precision: precisionOf(data, new Set(signals)),
    }
  }
  const reasonsOf = (signals: number): RuleName[] =>
    rules.filter((_, i) => judged.get(signals)![table].rules[i] === true).map((rule) => rule.reason)
  const verdictOfCell = (signals: number): Ternary => {
    const { eligible, [table]: verdict } = judged.get(signals)!
    return eligible === true ? verdict.drawn : null
  }
  return {
    ...sizeOf((verdict) => verdict.drawn),
    rules: rules.map(({ reason }, i) => ({
      reason,
      ...sizeOf((verdict) => verdict.rules[i]!),
      alone: countOf(judged, (one) => one[table].rules.every((holds, j) => (holds === true) === (i === j))),
    })),
    overlap: overlapOf(judged, rules, table),
    reviews: expectedReviews(data, { reasonsOf, drawn: verdictOfCell }, policy),
    nextDay: poolForecast(data, verdictOfPattern(rules, table)),
  }
}

/** A row may have come between the two counts: a pattern is judged wherever it is met. */
function verdictOfPattern(rules: readonly Rule[], table: 'before' | 'after'): (signals: number) => Ternary {
  const read = table === 'before' ? signalsOf : changedSignalsOf
  const known = new Map<number, Ternary>()
  return (signals) => {
    const verdict = known.get(signals) ?? (known.has(signals) ? null : verdictOf(read(signals), rules).drawn)
    known.set(signals, verdict)
    return verdict
  }
}

function overlapOf(judged: ReadonlyMap<number, Judged>, rules: readonly Rule[], table: 'before' | 'after'): Overlap {
  const both = (i: number, j: number): number =>
    countOf(judged, (one) => one[table].rules[i] === true && one[table].rules[j] === true)
  return {
    reasons: rules.map((rule) => rule.reason),
    conversations: rules.map((_, i) => rules.map((_, j) => both(i, j))),
  }
}

function countOf(judged: ReadonlyMap<number, Judged>, is: (one: Judged) => boolean): number {
  let count = 0
  for (const one of judged.values()) if (is(one)) count += one.conversations
  return count
}
