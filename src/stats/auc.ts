import type { Interval } from './interval.ts'
import { normalCdf } from './normal.ts'

export interface AreaUnderCurve extends Interval {
  /** Chance that a positive's score is above a negative's; ties count half. NaN when a side is empty. */
  readonly estimate: number
  /** DeLong's variance of the estimate. */
  readonly variance: number
  /** One-sided: probability of at least this area when both sides come from one distribution (Mann and Whitney, with ties). */
  readonly p: number
}

const Z = 1.959963984540054

/**
 * Area under the ROC curve with DeLong's interval and the rank test for it.
 *
 * Sources: E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics 44 (1988), 837-845; ties as in E. L. Lehmann,
 * Nonparametrics (1975), section 1.4. The normal limit of the test wants some twenty scores on each side.
 * @example areaUnderCurve([2, 3], [1, 2]).estimate // 0.875
 */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): AreaUnderCurve {
  const [m, n] = [positives.length, negatives.length]
  if (m === 0 || n === 0) return { estimate: Number.NaN, low: 0, high: 1, variance: Number.NaN, p: 1 }
  const [up, down] = [Float64Array.from(positives).sort(), Float64Array.from(negatives).sort()]
  const ofPositives = placements(up, down)
  const ofNegatives = placements(down, up)
  const estimate = ofPositives.reduce((sum, each) => sum + each, 0) / m
  const variance = spread(ofPositives) / m + spread(ofNegatives) / n
  const half = Z * Math.sqrt(variance)
  const low = m < 2 || n < 2 ? 0 : Math.max(0, estimate - half)
  const high = m < 2 || n < 2 ? 1 : Math.min(1, estimate + half)
  const z = (estimate - 0.5) / Math.sqrt(varianceWhenAlike(up, down))
  return { estimate, low, high, variance, p: Number.isNaN(z) ? 1 : normalCdf(-z) }
}

/** For each value the share of the others below it, ties counting half. Both sorted. */
function placements(values: Float64Array, others: Float64Array): number[] {
  let [below, upTo] = [0, 0]
  return [...values].map((value) => {
    while (below < others.length && others[below]! < value) below++
    upTo = Math.max(upTo, below)
    while (upTo < others.length && others[upTo]! <= value) upTo++
    return (below + upTo) / 2 / others.length
  })
}

function spread(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/** Of the area when nothing differs, less what ties take away. */
function varianceWhenAlike(a: Float64Array, b: Float64Array): number {
  const [m, n] = [a.length, b.length]
  const all = Float64Array.from([...a, ...b]).sort()
  let ties = 0
  for (let i = 0; i < all.length; ) {
    let end = i
    while (end < all.length && all[end] === all[i]) end++
    const size = end - i
    ties += size ** 3 - size
    i = end
  }
  const total = m + n
  return (total + 1 - ties / (total * (total - 1))) / (12 * m * n)
}
