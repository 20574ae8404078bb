import type { Rule } from '../admission/rules.ts'
import type { Stratum } from '../pool/sample.ts'
import { eBenjaminiHochberg } from '../stats/false-discovery.ts'
import type { Bounded } from '../stats/independent-difference.ts'
import { independentRatio } from '../stats/independent-ratio.ts'
import type { SignalCount } from './signal-history.ts'
import {
  anyOf,
  faultRate,
  type GroupRate,
  type JudgedSeen,
  rateAmong,
  type Sample,
  sampleOf,
  valuesOf,
  without,
} from './signal-worth-sample.ts'
import { moreThan } from './signal-worth-tests.ts'
import { allTraits, type ReadConversation, readCount, readSeen, type Trait } from './signal-worth-traits.ts'

/** What the worth of signals rests on. */
export interface WorthData {
  readonly judged: readonly JudgedSeen[]
  /** All eligible conversations, by what they look like. */
  readonly counts: readonly SignalCount[]
  /** Conversations of each stratum, drawn or not. */
  readonly strata: ReadonlyMap<Stratum, number>
}

/** A share with its 95 % interval; null = nothing can be said. */
export type Share = Bounded | null

/** What is left when the other rules have had theirs. */
export interface Alone {
  /** Judged conversations that no other rule flags, and those at fault. */
  readonly judged: number
  readonly atFault: number
  /** All conversations that no other rule flags; null = it cannot be counted. */
  readonly conversations: number | null
  /** The same as a share of eligible conversations in which it is known. */
  readonly share: number | null
  readonly precision: Share
  /** Share of all faults that nothing else catches. */
  readonly recall: Share
}

export interface Worth {
  readonly trait: Trait
  /** Share of eligible conversations in which it is true, among those in which it is known. */
  readonly share: number | null
  /** Judged conversations in which it is true; at fault; not known. */
  readonly judged: number
  readonly atFault: number
  readonly unknown: number
  /** How many of equal weight the true ones are worth. */
  readonly effectiveSize: number
  readonly precision: Share
  /** Precision over the base rate. */
  readonly lift: Share
  /** Share of the faults that it catches, share times lift; null without a judged control stratum: who was not flagged is unknown. */
  readonly recall: Share
  readonly alone: Alone
  /** Evidence that faults are more frequent where it is true (e-value), and the false discovery rate at which it counts. */
  readonly evidence: number
  readonly adjusted: number
}

export interface SignalWorth {
  /** How often the model was at fault at all. */
  readonly base: GroupRate
  /** Of what the rules in force flag: precision, and share of the faults. */
  readonly pool: { readonly precision: GroupRate; readonly recall: Share }
  /** Of what they do not flag. */
  readonly unflagged: GroupRate
  readonly controlJudged: number
  readonly all: readonly Worth[]
}

/** What one trait is in the sample, for those who look further. */
export interface Measured {
  readonly worth: Worth
  readonly values: Uint8Array
  /** True, and no other rule in force: 0, 1, 2 = not known. */
  readonly aloneValues: Uint8Array
}

export interface MeasuredWorth extends SignalWorth {
  readonly sample: Sample
  readonly flagged: Uint8Array
  readonly measured: readonly Measured[]
}

/** Effect that the evidence bets on: ten points more faults. */
export const TYPICAL = 0.1
/** Of what counts as found, at most this share may be chance. */
export const FALSE_SHARE = 0.05

/**
 * What each rule, signal, threshold, outcome, and each pair is worth in finding the model's faults. Judged conversations stand
 * for all by their weight; those in which a trait is not known are left out of its figures. Intervals are of 95 %, each by
 * itself; what counts as found is decided by e-values over all of them at once, which holds whatever ties them together and
 * however often one looks (e-BH).
 *
 * @param rules those in force
 */
export function signalWorth(data: WorthData, rules: readonly Rule[]): MeasuredWorth {
  const sample = sampleOf(data.judged, data.strata)
  const controlJudged = data.judged.filter(({ stratum }) => stratum === 'control').length
  const traits = allTraits(rules)
  const inSample = columnsOf(
    data.judged.map(({ seen }) => readSeen(seen)),
    traits,
    rules.length,
  )
  const inCounts = columnsOf(data.counts.map(readCount), traits, rules.length)
  const measured = traits.map((trait, i): Measured => {
    const [values, aloneValues] = [inSample.values[i]!, inSample.alone[i]!]
    const counted = trait.countable ? countOf(data.counts, inCounts.values[i]!, inCounts.alone[i]!) : null
    return { worth: measure(trait, { sample, controlJudged, values, aloneValues, counted }), values, aloneValues }
  })
  const { adjusted } = eBenjaminiHochberg(
    measured.map(({ worth }) => worth.evidence),
    FALSE_SHARE,
  )
  const told = measured.map((each, i) => ({ ...each, worth: { ...each.worth, adjusted: adjusted[i]! } }))
  const { flagged } = inSample
  return {
    base: faultRate(sample, () => true),
    pool: {
      precision: faultRate(sample, (unit) => flagged[unit] === 1),
      recall: poolRecall(data, { sample, flagged, allFlagged: inCounts.flagged, controlJudged }),
    },
    unflagged: faultRate(sample, (unit) => flagged[unit] === 0),
    controlJudged,
    all: told.map(({ worth }) => worth),
    ...{ sample, flagged, measured: told },
  }
}

/** Share of the faults that the rules in force catch together. */
function poolRecall(
  { counts }: WorthData,
  {
    sample,
    flagged,
    allFlagged,
    controlJudged,
  }: { sample: Sample; flagged: Uint8Array; allFlagged: Uint8Array; controlJudged: number },
): Share {
  if (controlJudged === 0) return null
  const { share } = countOf(counts, allFlagged, allFlagged)
  return times(share, liftOf(...splitBy(sample, flagged), share))
}

/** All traits of some conversations; each by itself, and without what the (other) rules flag. */
function columnsOf(all: readonly ReadConversation[], traits: readonly Trait[], ruleCount: number) {
  const values = traits.map((trait) => valuesOf(all, trait))
  const ofRules = values.slice(0, ruleCount)
  const flagged = anyOf(ofRules, all.length)
  const alone = values.map((each, i) =>
    without(each, i < ruleCount ? anyOf(ofRules.toSpliced(i, 1), all.length) : flagged),
  )
  return { values, alone, flagged }
}

/** Over all conversations in which it is known; shares are null when it is known in none. */
interface Counted {
  readonly share: number | null
  readonly alone: number
  readonly aloneShare: number | null
}

interface Columns {
  readonly sample: Sample
  readonly controlJudged: number
  readonly values: Uint8Array
  readonly aloneValues: Uint8Array
  readonly counted: Counted | null
}

function measure(trait: Trait, { sample, controlJudged, values, aloneValues, counted }: Columns): Worth {
  const [yes, no] = splitBy(sample, values)
  const [alone, rest] = splitBy(sample, aloneValues)
  const share = counted === null ? weightShare(sample, values) : counted.share
  const recallOf = (own: GroupRate, others: GroupRate, q: number | null, of: Uint8Array): Share => {
    if (controlJudged === 0) return null
    return counted === null ? shareOfFaults(sample, of) : times(q, liftOf(own, others, q))
  }
  return {
    trait,
    share,
    judged: yes.units,
    atFault: yes.hits,
    unknown: values.reduce((sum, value) => sum + Number(value === 2), 0),
    effectiveSize: yes.effectiveSize,
    precision: shareOf(yes),
    lift: liftOf(yes, no, share),
    recall: recallOf(yes, no, share, values),
    alone: {
      judged: alone.units,
      atFault: alone.hits,
      conversations: counted?.alone ?? null,
      share: counted === null ? weightShare(sample, aloneValues) : counted.aloneShare,
      precision: shareOf(alone),
      recall: recallOf(alone, rest, counted?.aloneShare ?? null, aloneValues),
    },
    evidence: moreThan(yes, no, TYPICAL),
    adjusted: 1,
  }
}

/** How often the model was at fault where something is true, and where it is false. */
export function splitBy(sample: Sample, values: Uint8Array): [GroupRate, GroupRate] {
  return [faultRate(sample, (unit) => values[unit] === 1), faultRate(sample, (unit) => values[unit] === 0)]
}

/** Of all faults, the share that lies where something is true: how often it is, times how much more often faults are there. */
const times = (q: number | null, lift: Share): Share =>
  q === 0
    ? { estimate: 0, low: 0, high: 0 }
    : q === null || lift === null
      ? null
      : { estimate: q * lift.estimate, low: q * lift.low, high: Math.min(1, q * lift.high) }

/** Share of the faults in which something is true, among those in which it is known, where only the sample tells. */
function shareOfFaults(sample: Sample, values: Uint8Array): Share {
  const caught = rateAmong(
    sample,
    (unit) => sample.faults[unit] === 1 && values[unit] !== 2,
    (unit) => values[unit] === 1,
  )
  return shareOf(caught)
}

export const shareOf = ({ estimate, low, high, units }: GroupRate): Share =>
  units === 0 ? null : { estimate, low, high }

/** Base rate = q p + (1 - q) r for the share q with the trait, so that the lift p / base is 1 / (q + (1 - q) r / p). */
function liftOf(yes: GroupRate, no: GroupRate, q: number | null): Share {
  if (q === null || yes.units === 0 || no.units === 0) return null
  const ratio = independentRatio(yes, no)
  if (Number.isNaN(ratio.estimate)) return null
  const lift = (of: number): number => (of === 0 ? 0 : 1 / (q + (1 - q) / of))
  return { estimate: lift(ratio.estimate), low: lift(ratio.low), high: lift(ratio.high) }
}

/** Counted over all conversations. */
function countOf(counts: readonly SignalCount[], values: Uint8Array, alone: Uint8Array): Counted {
  let [yes, known, only, knownAlone] = [0, 0, 0, 0]
  counts.forEach(({ conversations }, cell) => {
    if (values[cell] !== 2) known += conversations
    if (values[cell] === 1) yes += conversations
    if (alone[cell] !== 2) knownAlone += conversations
    if (alone[cell] === 1) only += conversations
  })
  return {
    share: known === 0 ? null : yes / known,
    alone: only,
    aloneShare: knownAlone === 0 ? null : only / knownAlone,
  }
}

function weightShare({ weights }: Sample, values: Uint8Array): number | null {
  let [yes, known] = [0, 0]
  values.forEach((value, unit) => {
    if (value === 2) return
    known += weights[unit]!
    if (value === 1) yes += weights[unit]!
  })
  return known === 0 ? null : yes / known
}
