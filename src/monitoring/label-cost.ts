import type { Measured } from '../metrics/figure.ts'
import { finite } from '../metrics/unit.ts'
import { dropOf, type Release, type ReviewCase } from './review-case.ts'

/** What one release cost in labels, and what it averted. */
export interface ReleaseYield {
  readonly bundle: string
  readonly at: number
  readonly before: string
  /** Answers of people between the release before and this one. */
  readonly labels: number
  /** Eligible conversations that it answered. */
  readonly conversations: number
  /** Fall of the weighted failure rate from the bundle before, with its interval; below 0 = it rose. */
  readonly drop: { readonly estimate: number; readonly low: number; readonly high: number }
}

/**
 * @param releases when each bundle first became live
 * @param labelledAt instants of people's answers, one per label
 * @param eligible bundle -> eligible conversations that it answered
 */
export function releaseYields(
  cases: readonly ReviewCase[],
  releases: readonly Release[],
  labelledAt: readonly number[],
  eligible: ReadonlyMap<string, number>,
): ReleaseYield[] {
  const inTime = releases.toSorted((a, b) => a.at - b.at)
  return inTime.slice(1).map(({ bundle, at }, i) => {
    const before = inTime[i]!
    const of = (name: string) => cases.filter((each) => each.bundle === name)
    return {
      bundle,
      at,
      before: before.bundle,
      labels: labelledAt.filter((each) => each >= before.at && each < at).length,
      conversations: eligible.get(bundle) ?? 0,
      drop: dropOf(of(before.bundle), of(bundle), (each) => each.atFault),
    }
  })
}

/**
 * Labels spent per failure averted. Where the failure rate did not clearly fall, the upper bound is open (null); where it
 * rose, there is no cost that could be named.
 */
export function labelCost(yields: readonly ReleaseYield[]): Measured {
  const known = yields.filter((each) => Number.isFinite(each.drop.estimate) && each.conversations > 0)
  const labels = known.reduce((sum, each) => sum + each.labels, 0)
  const averted = (bound: (each: ReleaseYield) => number): number =>
    known.reduce((sum, each) => sum + each.conversations * bound(each), 0)
  const middle = averted((each) => each.drop.estimate)
  const below = Math.hypot(...known.map(({ drop, conversations }) => conversations * (drop.estimate - drop.low)))
  const above = Math.hypot(...known.map(({ drop, conversations }) => conversations * (drop.high - drop.estimate)))
  const cost = (failures: number): number | null => (failures > 0 ? finite(labels / failures) : null)
  return {
    figure: 'label_cost_per_averted_failure',
    numerator: labels,
    denominator: finite(middle) ?? 0,
    immature: yields.length - known.length,
    settled: yields.length === known.length,
    estimate: cost(middle),
    low: cost(middle + above),
    high: cost(middle - below),
    effective_size: known.length,
    users: 0,
    unit: 'labels',
  }
}
