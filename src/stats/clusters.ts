/** One cluster of a rate: how many of its units succeeded. */
export interface Cluster {
  successes: number
  size: number
}

/**
 * Variance inflation of a rate by clustering: the linearised cluster variance over that of a simple random sample.
 *
 * @param clusters one entry per cluster (for our rates: per user)
 * @returns at least 1, so that chance never narrows an interval; 1 where there is nothing to estimate
 * Source: W. G. Cochran, Sampling Techniques (1977), section 9A; L. Kish, Survey Sampling (1965), section 5.4.
 * @example designEffect([{ successes: 3, size: 3 }, { successes: 0, size: 3 }]) // 6: two independent units, and m / (m - 1)
 */
export function designEffect(clusters: readonly Cluster[]): number {
  let n = 0
  let successes = 0
  let count = 0
  for (const cluster of clusters) {
    if (cluster.size <= 0) continue
    n += cluster.size
    successes += cluster.successes
    count++
  }
  const rate = successes / n
  if (count < 2 || !(rate > 0) || !(rate < 1)) return 1
  let squares = 0
  for (const cluster of clusters) squares += (cluster.successes - rate * cluster.size) ** 2
  const clustered = ((count / (count - 1)) * squares) / (n * n)
  return Math.max(1, clustered / ((rate * (1 - rate)) / n))
}

/**
 * Kish's effective sample size of weighted units, (sum of weights)^2 / sum of squared weights; 0 without weights.
 * Source: L. Kish, Survey Sampling (1965).
 */
export function effectiveSize(weights: Iterable<number>): number {
  let sum = 0
  let squares = 0
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  return squares > 0 ? (sum * sum) / squares : 0
}
