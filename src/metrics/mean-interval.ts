import { studentTQuantile } from '../stats/beta.ts'
import { bootstrapMeanOfSums, type ClusterSum, type Estimate } from '../stats/bootstrap.ts'
import { normalQuantile } from '../stats/normal.ts'
import type { Random } from '../stats/random.ts'

const RESAMPLES = 1000
const LEVEL = 0.95

/**
 * Mean with its bootstrap interval by cluster, widened for few clusters. The percentile interval takes the clusters at hand
 * for all there are, so that it is too narrow by (n - 1) / n in the variance and knows no Student's t: of two users it held
 * the truth 69 times of 100, of five 88. Both factors are put back, on each side by itself, so that its skewness stays.
 *
 * @param clusters how many there were, where `sums` bundles them
 * @returns with fewer than two clusters no bound
 * Source: T. Hesterberg, The American Statistician 69 (2015), 371-386, section 3.4.
 */
export function meanInterval(
  sums: readonly ClusterSum[],
  random: Random,
  clusters = sums.length,
): Pick<Estimate, 'low' | 'high'> {
  const { estimate, low, high } = bootstrapMeanOfSums(sums, random, RESAMPLES, LEVEL)
  if (!Number.isFinite(low) || clusters < 2) return { low, high }
  const upper = (1 + LEVEL) / 2
  const factor = Math.sqrt(clusters / (clusters - 1)) * (studentTQuantile(upper, clusters - 1) / normalQuantile(upper))
  return { low: estimate - factor * (estimate - low), high: estimate + factor * (high - estimate) }
}
