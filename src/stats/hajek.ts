import { studentTQuantile } from './beta.ts'
import { effectiveSize } from './clusters.ts'
import { type Interval, wilsonOfRate } from './interval.ts'

/** A unit that was drawn with a known probability. */
export interface SampledUnit {
  value: number
  /** Inclusion probability of the unit, in (0, 1]. */
  probability: number
  /** Units of one cluster are not independent (for us: the user). Absent: a cluster of its own. */
  cluster?: string
  /** Further weight by which the unit counts, e.g. predicted turns of its conversation. Default 1. */
  weight?: number
}

export interface WeightedMean extends Interval {
  estimate: number
  /** Kish's effective number of units behind the estimate. */
  effectiveSize: number
}

/**
 * Hajek estimate of a mean from units sampled with unequal probabilities, with linearised variance.
 *
 * The variance is the with-replacement ("ultimate cluster") one: m / (m - 1) times the sum over the m clusters of their
 * squared weighted residuals, over the squared sum of weights. It makes no finite-population correction: the estimate is
 * meant for the conversations to come as well. Where all values are 0 or 1, the interval is Wilson's on the effective
 * size that this variance implies (at most the number of clusters; Kish's where all values are equal), since the plain
 * one has no width when no failure was seen; else Student's t with m - 1 degrees of freedom.
 *
 * @returns estimate NaN and no bound (0..1) without units
 * Sources: J. Hajek in Foundations of Statistical Inference (1971), 236; S. Lohr, Sampling (2010), section 9.1;
 * E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201.
 * @example hajek([{ value: 1, probability: 0.5 }, { value: 0, probability: 0.25 }]).estimate // 1/3
 */
export function hajek(units: readonly SampledUnit[], level = 0.95): WeightedMean {
  if (units.length === 0) return { estimate: Number.NaN, low: 0, high: 1, effectiveSize: 0 }
  const weights = units.map((unit) => (unit.weight ?? 1) / unit.probability)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const estimate = units.reduce((sum, unit, i) => sum + weights[i]! * unit.value, 0) / total
  const size = effectiveSize(weights)
  const residuals = residualsByCluster(units, weights, estimate)
  const m = residuals.length
  const variance = m > 1 ? ((m / (m - 1)) * residuals.reduce((sum, r) => sum + r * r, 0)) / total ** 2 : 0
  if (units.every((unit) => unit.value === 0 || unit.value === 1)) {
    const implied = variance > 0 ? Math.min(m, (estimate * (1 - estimate)) / variance) : Math.min(m, size)
    return { estimate, ...wilsonOfRate(estimate, implied, level), effectiveSize: size }
  }
  if (m < 2) return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, effectiveSize: size }
  const half = studentTQuantile((1 + level) / 2, m - 1) * Math.sqrt(variance)
  return { estimate, low: estimate - half, high: estimate + half, effectiveSize: size }
}

function residualsByCluster(units: readonly SampledUnit[], weights: readonly number[], estimate: number): number[] {
  const named = new Map<string, number>()
  const single: number[] = []
  units.forEach((unit, i) => {
    const residual = weights[i]! * (unit.value - estimate)
    if (unit.cluster === undefined) single.push(residual)
    else named.set(unit.cluster, (named.get(unit.cluster) ?? 0) + residual)
  })
  return [...single, ...named.values()]
}
