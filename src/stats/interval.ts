import { normalQuantile } from './normal.ts'

/** Both ends of a confidence interval, in the unit of what was estimated. */
export interface Interval {
  low: number
  high: number
}

/**
 * Wilson score interval of a rate.
 *
 * @param k successes, 0 <= k <= n
 * @param n units
 * @param level confidence, two-sided
 * @param designEffect variance inflation by clustering (see designEffect); n is divided by it
 * @returns [0, 1] when n is 0: nothing is known
 * Source: E. B. Wilson, JASA 22 (1927), 209-212; effective n as in L. Kish, Survey Sampling (1965).
 * @example wilson(8, 10) // { low: 0.4902, high: 0.9433 }
 */
export function wilson(k: number, n: number, level = 0.95, designEffect = 1): Interval {
  if (!(n > 0)) return { low: 0, high: 1 }
  return wilsonOfRate(k / n, n / designEffect, level)
}

/** Wilson interval of a rate already estimated, on an effective sample size that need not be whole. */
export function wilsonOfRate(rate: number, effectiveSize: number, level = 0.95): Interval {
  return wilsonFrom(rate, effectiveSize, normalQuantile((1 + level) / 2))
}

/** The same from a quantile, such as Student's t. */
export function wilsonFrom(rate: number, effectiveSize: number, z: number): Interval {
  if (!(effectiveSize > 0)) return { low: 0, high: 1 }
  const z2 = z * z
  const scale = 1 + z2 / effectiveSize
  const centre = (rate + z2 / (2 * effectiveSize)) / scale
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / effectiveSize + z2 / (4 * effectiveSize * effectiveSize))
  // At the ends the formula is exact in theory and a rounding error off in practice.
  return { low: rate <= 0 ? 0 : Math.max(0, centre - half), high: rate >= 1 ? 1 : Math.min(1, centre + half) }
}
