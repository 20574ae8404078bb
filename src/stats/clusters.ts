/** One cluster of a rate: how many of its units succeeded. */
export interface Cluster {
  successes: number
  size: number
  /** How many clusters are exactly like this one; absent = 1. */
  count?: number
}

/**
 * Variance inflation of a rate by clustering: the linearised cluster variance over that of a simple random sample.
 *
 * @param clusters one entry per cluster (for our rates: per user)
 * @returns at least 1, so that chance never narrows an interval. Where nothing varies (a rate of 0 or 1, one cluster), the
 * units of a cluster are taken to agree always: sum of squared sizes over sum of sizes. 1 without units
 * Source: W. G. Cochran, Sampling Techniques (1977), section 9A; L. Kish, Survey Sampling (1965), section 5.4.
 * @example designEffect([{ successes: 3, size: 3 }, { successes: 0, size: 3 }]) // 6: two independent units, and m / (m - 1)
 */
export function designEffect(clusters: readonly Cluster[]): number {
  const { successes, size } = totalOf(clusters)
  const rate = successes / size
  return inflation(clusters, (rate * (1 - rate)) / size)
}

/**
 * The same for a mean of any values.
 *
 * @param clusters `successes` is the sum of a cluster's values
 * @param simple variance of the mean if all units were independent
 */
export function inflation(clusters: readonly Cluster[], simple: number): number {
  const { successes, size, squares, count } = totalOf(clusters)
  if (count === 0) return 1
  if (count < 2 || !(simple > 0)) return squares / size
  const mean = successes / size
  let residuals = 0
  for (const cluster of clusters) residuals += (cluster.count ?? 1) * (cluster.successes - mean * cluster.size) ** 2
  const clustered = ((count / (count - 1)) * residuals) / (size * size)
  return Math.max(1, clustered / simple)
}

function totalOf(clusters: readonly Cluster[]): Required<Cluster> & { squares: number } {
  const total = { successes: 0, size: 0, squares: 0, count: 0 }
  for (const { successes, size, count = 1 } of clusters) {
    if (size <= 0) continue
    total.successes += count * successes
    total.size += count * size
    total.squares += count * size * size
    total.count += count
  }
  return total
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
