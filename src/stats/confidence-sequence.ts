import type { Estimate } from './bootstrap.ts'
import { clopperPearson } from './clopper-pearson.ts'
import type { Interval } from './interval.ts'
import type { Moments } from './moments.ts'
import { normalCdf } from './normal.ts'

export interface SequenceOptions {
  /** Probability that the truth is ever left out, however often one looks. With one side: by the lower bound alone, or the upper. */
  readonly alpha: number
  /** Number of independent units (for a difference: of both sides together) at which the interval shall be narrowest. */
  readonly tunedFor: number
  /** 2 = both bounds at once; 1 = each bound by itself holds with alpha, for questions that have one direction. */
  readonly sides?: 1 | 2
}

/**
 * An interval that may be looked at after every unit: with probability 1 - alpha, in the limit of many units, the true mean
 * lies in all of them at once. It costs about a half more width than an interval for one look.
 *
 * The limit needs many units. So a rate (`effectiveSize` given, see rateMoments) gets the exact bounds whose tails are those
 * of the sequence at this moment: a few successes do not pass for many. Any other mean should have some ten units that are
 * not 0 before it is judged.
 *
 * @returns no bounds with fewer than two units
 * Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, Time-uniform central limit theory and asymptotic
 * confidence sequences, Annals of Statistics 52 (2024), 2613-2640: theorem 2.2; one-sided, appendix B.
 */
export function confidenceSequence(moments: Moments, options: SequenceOptions): Interval {
  if (moments.n < 2) return UNBOUNDED
  const { below, above } = reach(moments, sequenceDeviations(moments.n, options))
  return bounds(moments.mean, below, above)
}

/**
 * The same for the difference of the means of two groups of independent units, second minus first, such as users who were
 * assigned at random. The groups may be of unequal size and grow unevenly. Of two rates, each side's exact bounds are joined.
 *
 * @returns estimate NaN while a group is empty; no bounds while one has fewer than two units
 * Source: as above, theorem 3.1 without covariates; R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, for joining.
 */
export function differenceSequence(first: Moments, second: Moments, options: SequenceOptions): Estimate {
  const estimate = second.mean - first.mean
  if (first.n < 2 || second.n < 2) return { estimate, ...UNBOUNDED }
  const deviations = sequenceDeviations(first.n + second.n, options)
  const [one, other] = [reach(first, deviations), reach(second, deviations)]
  return {
    estimate,
    ...bounds(estimate, Math.hypot(other.below, one.above), Math.hypot(other.above, one.below)),
  }
}

const UNBOUNDED: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

const bounds = (estimate: number, below: number, above: number): Interval =>
  Number.isFinite(below) && Number.isFinite(above) ? { low: estimate - below, high: estimate + above } : UNBOUNDED

/** How far the bounds lie from the mean, so many standard errors away. */
function reach({ n, mean, variance, effectiveSize }: Moments, deviations: number): { below: number; above: number } {
  if (effectiveSize === undefined) {
    const half = deviations * Math.sqrt(variance / n)
    return { below: half, above: half }
  }
  const { low, high } = clopperPearson(mean * effectiveSize, effectiveSize, normalCdf(-deviations))
  return { below: mean - low, above: high - mean }
}

/** Standard errors of a mean of n units that the bounds lie away from it. */
const sequenceDeviations = (n: number, options: SequenceOptions): number => Math.sqrt(n) * sequenceRadius(n, options)

/** Half the width after n units of variance 1: with tuning r, sqrt(2 (n r^2 + 1) / (n r)^2 x ln(sqrt(n r^2 + 1) / alpha)). */
export function sequenceRadius(n: number, { alpha, tunedFor, sides = 2 }: SequenceOptions): number {
  const x = (n * tunedPoint(sides === 1 ? Math.min(1, 2 * alpha) : alpha)) / tunedFor
  const boundary = sides === 1 ? Math.log1p(Math.sqrt(x + 1) / (2 * alpha)) : Math.log(Math.sqrt(x + 1) / alpha)
  return Math.sqrt((2 * (x + 1) * boundary) / (n * x))
}

/** The n r^2 at which the width is least: x = ln(1 + x) - 2 ln(alpha). */
function tunedPoint(alpha: number): number {
  let x = -2 * Math.log(alpha)
  for (let i = 0; i < TUNING_STEPS; i++) x = Math.log1p(x) - 2 * Math.log(alpha)
  return Math.max(x, 1e-6)
}

const TUNING_STEPS = 60
