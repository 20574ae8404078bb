import { betaQuantile } from './beta.ts'
import type { Interval } from './interval.ts'

/**
 * Exact interval of a rate: each bound alone is missed with probability at most `tail`, at any rate and any number of units.
 *
 * @param k successes; need not be whole (effective numbers)
 * @param n units, the same
 * @returns [0, 1] when n is 0
 * Sources: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413; E. L. Korn and B. I. Graubard, Survey Methodology
 * 24 (1998), 193-201, for effective numbers.
 * @example clopperPearson(8, 10, 0.025) // { low: 0.4439, high: 0.9748 }
 */
export function clopperPearson(k: number, n: number, tail: number): Interval {
  if (!(n > 0)) return { low: 0, high: 1 }
  return {
    low: k <= 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    // By its complement: a bound near 1 keeps its digits.
    high: k >= n ? 1 : 1 - betaQuantile(tail, n - k, k + 1),
  }
}
