/** What a mean and its noise can be told from; `variance / n` is the variance of the mean. */
export interface Moments {
  /** Independent units: users, where units come in clusters. */
  readonly n: number
  readonly mean: number
  readonly variance: number
  /** Of a rate: how many independent units it is worth. With it, bounds are those of a rate, exact and not symmetric. */
  readonly effectiveSize?: number
}

/**
 * Sums over clusters (for us: users) with a total of values and a size each: all that a ratio of totals and its noise need.
 * They can be added up in any order, in a database as well.
 */
export interface ClusterTotals {
  readonly clusters: number
  readonly sum: number
  readonly size: number
  readonly sumSquares: number
  readonly sizeSquares: number
  /** Of each cluster's sum and size. */
  readonly products: number
}

export const noClusters: ClusterTotals = { clusters: 0, sum: 0, size: 0, sumSquares: 0, sizeSquares: 0, products: 0 }

/** The totals with one cluster more; one of size 0 changes nothing. */
export function addCluster(totals: ClusterTotals, sum: number, size: number): ClusterTotals {
  if (size === 0) return totals
  return {
    clusters: totals.clusters + 1,
    sum: totals.sum + sum,
    size: totals.size + size,
    sumSquares: totals.sumSquares + sum * sum,
    sizeSquares: totals.sizeSquares + size * size,
    products: totals.products + sum * size,
  }
}

/**
 * Mean of all units, and the variance per cluster by which it is known (ratio estimate, delta method): the variance of
 * (sum - mean x size) / mean size over the clusters.
 *
 * @returns mean NaN without clusters; variance Infinity with fewer than two
 * Source: W. G. Cochran, Sampling Techniques (1977), section 6.3; A. Deng, U. Knoblich, J. Lu, KDD 2018, for experiments.
 */
export function ratioMoments({ clusters, sum, size, sumSquares, sizeSquares, products }: ClusterTotals): Moments {
  const mean = sum / size
  if (clusters < 2) return { n: clusters, mean, variance: Number.POSITIVE_INFINITY }
  const squares = Math.max(0, sumSquares - 2 * mean * products + mean * mean * sizeSquares)
  const meanSize = size / clusters
  return { n: clusters, mean, variance: squares / (clusters - 1) / (meanSize * meanSize) }
}

/**
 * The same for a rate, whose units are 0 or 1. Its noise is taken with two clusters more of mean size, one all ones, one all
 * zeros: else a start without a single success would pass for certain.
 *
 * @returns effectiveSize at most the number of units
 * Sources: A. Agresti and B. A. Coull, The American Statistician 52 (1998), 119-126; Korn and Graubard, Survey Methodology 24
 * (1998), 193-201.
 */
export function rateMoments(totals: ClusterTotals): Moments {
  const { effectiveSize = 0, ...moments } = boundedMoments(totals)
  return { ...moments, effectiveSize: Math.min(totals.size, effectiveSize) }
}

/**
 * The same for the mean of any values in [0, 1], such as amounts divided by a cap. Seen as a rate, it is worth as many units as a
 * rate of the same height and noise; few large values among many zeros are then worth about as many successes as there are, so
 * that the exact bounds know the skew that a normal one does not.
 *
 * @returns effectiveSize above the number of units where values differ less than ones and zeros would
 * Sources: as for rateMoments; the noise of values in [0, 1] is never above that of a rate of the same mean.
 */
export function boundedMoments(totals: ClusterTotals): Moments {
  const { n, mean } = ratioMoments(totals)
  if (n === 0) return { n, mean, variance: Number.POSITIVE_INFINITY, effectiveSize: 0 }
  const meanSize = totals.size / n
  const moved = ratioMoments(addCluster(addCluster(totals, 0, meanSize), meanSize, meanSize))
  const effectiveSize = (moved.mean * (1 - moved.mean) * moved.n) / moved.variance
  return { n, mean, variance: moved.variance, effectiveSize }
}
