import { studentTQuantile } from './beta.ts'
import type { Interval } from './interval.ts'

export interface Linearised extends Interval {
  readonly estimate: number
  readonly standardError: number
}

/**
 * Interval of a smooth function of weighted sums, from the influence of each unit on it.
 *
 * The variance is m / (m - 1) times the sum over the m clusters of their squared summed influences ("ultimate cluster"); the
 * quantile is Student's, with as many degrees of freedom as clusters of equal weight would have whose influences are as uneven as
 * these (Satterthwaite), at least 1.
 *
 * @param influences per unit the derivative of the estimate by its weight, times the weight; they add up to 0
 * @param clusters one name per unit; units of one cluster are not independent (for us: the user)
 * @returns no bound (-Infinity..Infinity) with fewer than two clusters
 * Sources: D. A. Binder, International Statistical Review 51 (1983), 279-292; S. Lohr, Sampling (2010), section 9.1; F. E. Satterthwaite,
 * Biometrics Bulletin 2 (1946), 110-114.
 */
export function linearised(
  estimate: number,
  influences: ArrayLike<number>,
  clusters: readonly string[],
  level = 0.95,
): Linearised {
  const sums = new Map<string, number>()
  for (const [i, cluster] of clusters.entries()) sums.set(cluster, (sums.get(cluster) ?? 0) + influences[i]!)
  const m = sums.size
  if (m < 2)
    return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, standardError: Number.NaN }
  let [squares, fourths] = [0, 0]
  for (const sum of sums.values()) {
    squares += sum ** 2
    fourths += sum ** 4
  }
  const standardError = Math.sqrt((m / (m - 1)) * squares)
  const degrees = fourths > 0 ? Math.max(1, squares ** 2 / fourths - 1) : m - 1
  const half = studentTQuantile((1 + level) / 2, degrees) * standardError
  return { estimate, low: estimate - half, high: estimate + half, standardError }
}
