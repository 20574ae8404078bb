import type { Interval } from './interval.ts'
import type { Random } from './random.ts'

export interface Estimate extends Interval {
  estimate: number
}

/** A cluster by the sum of its values and their number: all that the bootstrap of a mean needs of it. */
export interface ClusterSum {
  readonly sum: number
  readonly size: number
}

/**
 * Mean with a percentile bootstrap interval that resamples whole clusters.
 *
 * @param values one per unit
 * @param clusters name of each unit's cluster, in the order of values; null: every unit is its own
 * @param random stream of draws in [0, 1)
 * @param resamples 2,000 are enough for a 95 % interval
 * @returns estimate NaN and no bound without values; with one cluster, no bound
 * Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13.
 */
export function bootstrapMean(
  values: readonly number[],
  clusters: readonly string[] | null,
  random: Random,
  resamples = 2000,
  level = 0.95,
): Estimate {
  return bootstrapMeanOfSums(sumByCluster(values, clusters), random, resamples, level)
}

/** The same from clusters that are summed already. */
export function bootstrapMeanOfSums(
  sums: readonly ClusterSum[],
  random: Random,
  resamples = 2000,
  level = 0.95,
): Estimate {
  const total = sums.reduce((sum, cluster) => sum + cluster.sum, 0)
  const estimate = total / sums.reduce((size, cluster) => size + cluster.size, 0)
  if (sums.length < 2) return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const means = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    let sum = 0
    let size = 0
    for (let i = 0; i < sums.length; i++) {
      const drawn = sums[Math.floor(random() * sums.length)]!
      sum += drawn.sum
      size += drawn.size
    }
    means[r] = sum / size
  }
  means.sort()
  return { estimate, low: quantile(means, (1 - level) / 2), high: quantile(means, (1 + level) / 2) }
}

/**
 * Mean of after minus before, judged on the same units, with a bootstrap interval by cluster.
 *
 * @param before value of each unit under the old model (for accuracy: 1 right, 0 wrong)
 * @param after value of the same unit under the new model
 */
export function pairedDifference(
  before: readonly number[],
  after: readonly number[],
  random: Random,
  options: { clusters?: readonly string[] | null; resamples?: number; level?: number } = {},
): Estimate {
  const differences = after.map((value, i) => value - before[i]!)
  return bootstrapMean(differences, options.clusters ?? null, random, options.resamples, options.level)
}

/** Quantile of ascending values, linear between order statistics (R's type 7). */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  if (ascending.length === 0) return Number.NaN
  const at = p * (ascending.length - 1)
  const below = Math.floor(at)
  const low = ascending[below]!
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!
  return low + (high - low) * (at - below)
}

function sumByCluster(values: readonly number[], clusters: readonly string[] | null): ClusterSum[] {
  if (clusters === null) return values.map((sum) => ({ sum, size: 1 }))
  const byName = new Map<string, { sum: number; size: number }>()
  values.forEach((value, i) => {
    const held = byName.get(clusters[i]!)
    if (held === undefined) byName.set(clusters[i]!, { sum: value, size: 1 })
    else {
      held.sum += value
      held.size++
    }
  })
  return [...byName.values()]
}
