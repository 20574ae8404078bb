import type { Interval } from './interval.ts'

/** An estimate with its interval, of any kind. */
export interface Bounded extends Interval {
  readonly estimate: number
}

/**
 * Interval of the difference of two independent estimates, from their own intervals (MOVER): each bound takes the side of
 * each interval that matters for it, so that Wilson's asymmetry is kept.
 *
 * @returns a - b with both bounds; NaN where an estimate is
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10; G. Y. Zou and A. Donner, the same 27 (2008),
 * 1693-1702.
 * @example independentDifference({ estimate: 0.5, low: 0.4, high: 0.6 }, { estimate: 0.2, low: 0.15, high: 0.28 })
 */
export function independentDifference(a: Bounded, b: Bounded): Bounded {
  const estimate = a.estimate - b.estimate
  return {
    estimate,
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  }
}
