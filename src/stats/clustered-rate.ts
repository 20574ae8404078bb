import { studentTQuantile } from './beta.ts'
import { type Cluster, designEffect } from './clusters.ts'
import { type Interval, wilsonFrom } from './interval.ts'
import { normalQuantile } from './normal.ts'

export interface ClusteredRate extends Interval {
  /** NaN without units. */
  readonly estimate: number
  readonly successes: number
  readonly size: number
  /** Independent units that it is worth. */
  readonly effectiveSize: number
  /** Clusters with a unit. */
  readonly clusters: number
}

/**
 * A rate of units that come in clusters (for us: users), with Wilson's interval on n over the design effect. Where clusters
 * hold several units, few of them estimate that effect badly, so that Student's t with one degree less than clusters takes
 * the place of the normal quantile; one cluster alone then says nothing.
 *
 * Source: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201.
 * @example clusteredRate([{ successes: 1, size: 1 }, { successes: 0, size: 1 }]).estimate // 0.5
 */
export function clusteredRate(clusters: readonly Cluster[], level = 0.95): ClusteredRate {
  let [successes, size, count] = [0, 0, 0]
  for (const cluster of clusters) {
    if (cluster.size <= 0) continue
    const alike = cluster.count ?? 1
    successes += alike * cluster.successes
    size += alike * cluster.size
    count += alike
  }
  const effectiveSize = size / designEffect(clusters)
  const estimate = successes / size
  const said = { estimate, successes, size, effectiveSize, clusters: count }
  if (count < 2 && size > count) return { ...said, low: 0, high: 1 }
  const upper = (1 + level) / 2
  const quantile = size > count ? studentTQuantile(upper, count - 1) : normalQuantile(upper)
  return { ...said, ...wilsonFrom(estimate, effectiveSize, quantile) }
}
