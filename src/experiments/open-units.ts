import type { Bounded } from '../stats/independent-difference.ts'
import { kaplanMeier, type SurvivalStep, stepAt, type TimedCount } from '../stats/kaplan-meier.ts'
import { normalQuantile } from '../stats/normal.ts'

/** What is known of one arm's units and when they converted. Times are milliseconds from the end of the conversation. */
export interface ArmDelays {
  /** All closed units: events = conversions by their delay, censored = those without one by their age, the window's length at most. */
  readonly counts: readonly TimedCount[]
  /** Mature units, and how many of them converted. */
  readonly mature: { readonly units: number; readonly converted: number }
  /** Open units that have converted already. */
  readonly openConverted: number
  /** Open units that have not, by age. */
  readonly waiting: readonly { readonly age: number; readonly units: number }[]
  /** Users come with several units: by how much more the mature rate varies than that of as many independent units. */
  readonly designEffect: number
}

/** What the open units of an arm will bring, were their delays those of the others. An estimate, and no ground for a decision. */
export interface OpenForecast {
  readonly open: number
  readonly converted: number
  /** How many of those that wait will still convert, with a 95 % interval for one look. */
  readonly expected: Bounded
  /** The rate of mature and open units together, once all are mature. */
  readonly rate: Bounded
}

/** Fewer conversions than this say nothing of delays. */
const LEAST_CONVERSIONS = 20

/**
 * What open units will bring. A unit that has waited for `age` without converting converts in the rest of its window with
 * probability 1 - S(window) / S(age), where S is the share that has not converted by then. S is taken from all units as far
 * as each has been watched, so that a young arm is not judged by its quick successes.
 *
 * The interval holds the noise of S (delta method: the logarithms of S have Greenwood's independent increments) and of the coming
 * conversions themselves, both times the design effect.
 *
 * @param window length of the conversion window with its grace
 * @returns null while there are too few conversions, or nobody has been watched for the whole window
 * Source: O. Chapelle, Modeling delayed feedback in display advertising, KDD 2014, whose exponential delays are replaced by the
 * product-limit estimate.
 */
export function forecastOpen(arm: ArmDelays, window: number): OpenForecast | null {
  const { counts, mature, openConverted, waiting, designEffect } = arm
  const events = counts.reduce((sum, each) => sum + each.events, 0)
  if (events < LEAST_CONVERSIONS || mature.units === 0) return null
  const steps = kaplanMeier(counts)
  const last = stepAt(steps, window)
  const units = waiting.reduce((sum, each) => sum + each.units, 0)
  const parts = waiting.map(({ age, units }) => part(stepAt(steps, age), last, units)).sort((a, b) => a.from - b.from)
  const estimate = parts.reduce((sum, each) => sum + each.units * each.chance, 0)
  const coming = parts.reduce((sum, each) => sum + each.units * each.chance * (1 - each.chance), 0)
  const variance = Math.max(1, designEffect) * (coming + noiseOfSurvival(parts, last.logVariance))
  const half = normalQuantile(0.975) * Math.sqrt(variance)
  const expected = { estimate, low: Math.max(0, estimate - half), high: Math.min(units, estimate + half) }
  const open = units + openConverted
  const total = mature.units + open
  const rateOf = (more: number): number => (mature.converted + openConverted + more) / total
  const rate = { estimate: rateOf(estimate), low: rateOf(expected.low), high: rateOf(expected.high) }
  return { open, converted: openConverted, expected, rate }
}

interface Part {
  /** Greenwood's sum at the age: the noise between it and the window's end is the rest. */
  readonly from: number
  readonly units: number
  readonly chance: number
}

const part = (at: SurvivalStep, last: SurvivalStep, units: number): Part => ({
  from: at.logVariance,
  units,
  chance: at.survival > 0 ? 1 - last.survival / at.survival : 0,
})

/** Variance of the sum of units x S(window) / S(age): of two ages, the noise that both have in common is that of the later one. */
function noiseOfSurvival(parts: readonly Part[], end: number): number {
  let [before, variance] = [0, 0]
  for (const { from, units, chance } of parts) {
    const slope = units * (1 - chance)
    variance += (slope * slope + 2 * slope * before) * Math.max(0, end - from)
    before += slope
  }
  return variance
}
