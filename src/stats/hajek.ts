import { studentTQuantile } from './beta.ts'
import { effectiveSize } from './clusters.ts'
import { type Interval, wilsonFrom } from './interval.ts'

/** A unit that was drawn with a known probability. */
export interface SampledUnit {
  value: number
  /** Inclusion probability of the unit, in (0, 1]. */
  probability: number
  /** Units of one cluster are not independent (for us: the user). Absent: a cluster of its own. */
  cluster?: string
  /** Further weight by which the unit counts, e.g. predicted turns of its conversation. Default 1. */
  weight?: number
  /** Part of the population whose true size is known (see `sizes` of hajek). */
  stratum?: string
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
 * size that this variance implies, at most the number of clusters; else it is symmetric, with m - 1 degrees of freedom.
 *
 * Few heavy units estimate the variance badly, and may happen to agree (ten unflagged conversations, none at fault). So
 * Wilson's interval takes Student's quantile, with as many degrees of freedom as clusters of equal weight would have that
 * vary as these do, less one; and the variance is taken with two clusters more, half as heavy as the heaviest: one of ones,
 * one of zeros. Without either, it held the truth in as few as 73 of 100 samples (docs/coverage.md).
 *
 * With the true sizes of strata, the weights of each stratum are made to add up to its size, and residuals are taken from
 * its own mean, times n / (n - 1) for its n units (post-stratification): how many of each happened to be drawn no longer
 * blurs the estimate. A stratum without
 * any unit says nothing of its mean; then the weights stay as they are.
 *
 * @param sizes stratum -> sum of `weight` over all of its units, drawn or not
 * @returns estimate NaN and no bound (0..1) without units
 * Sources: J. Hajek in Foundations of Statistical Inference (1971), 236; S. Lohr, Sampling (2010), section 9.1;
 * E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201; F. E. Satterthwaite, Biometrics Bulletin 2 (1946),
 * 110-114, for degrees of freedom; more of each kind as in A. Agresti and
 * B. A. Coull, The American Statistician 52 (1998), 119-126; D. Holt and T. M. F. Smith, Journal of the Royal Statistical
 * Society A 142 (1979), 33-46.
 * @example hajek([{ value: 1, probability: 0.5 }, { value: 0, probability: 0.25 }]).estimate // 1/3
 */
export function hajek(units: readonly SampledUnit[], level = 0.95, sizes: StratumSizes = new Map()): WeightedMean {
  if (units.length === 0) return { estimate: Number.NaN, low: 0, high: 1, effectiveSize: 0 }
  const drawn = units.map((unit) => (unit.weight ?? 1) / unit.probability)
  const strata = strataOf(units, drawn, sizes)
  const weights = units.map((unit, i) => drawn[i]! * (strata.get(unit.stratum ?? '')?.factor ?? 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const estimate = units.reduce((sum, unit, i) => sum + weights[i]! * unit.value, 0) / total
  const size = effectiveSize(weights)
  const residuals = units.map((unit, i) => {
    const stratum = strata.get(unit.stratum ?? '')
    return weights[i]! * (unit.value - (stratum?.mean ?? estimate)) * (stratum?.correction ?? 1)
  })
  const clusters = clustersOf(units, weights, residuals)
  const binary = units.every((unit) => unit.value === 0 || unit.value === 1)
  return { estimate, ...intervalOf({ clusters, total, estimate, binary }, level), effectiveSize: size }
}

/**
 * The same from the sums of the clusters, where every unit was drawn for certain and counts alike.
 *
 * @param binary are all values 0 or 1?
 * @example meanOfClusters([{ sum: 1, size: 2 }, { sum: 0, size: 1 }], true).estimate // 1/3
 */
export function meanOfClusters(
  sums: readonly { readonly sum: number; readonly size: number }[],
  binary: boolean,
  level = 0.95,
): WeightedMean {
  const total = sums.reduce((all, { size }) => all + size, 0)
  if (total === 0) return { estimate: Number.NaN, low: 0, high: 1, effectiveSize: 0 }
  const estimate = sums.reduce((all, { sum }) => all + sum, 0) / total
  const clusters = sums.flatMap(({ sum, size }) =>
    size > 0 ? [{ weight: size, residual: sum - estimate * size }] : [],
  )
  return { estimate, ...intervalOf({ clusters, total, estimate, binary }, level), effectiveSize: total }
}

/** What one cluster brings to a weighted rate: the weights of its units, and of those among them that count as hits. */
export interface WeighedCluster {
  weight: number
  hits: number
}

/** A weighted rate with what a test of it needs. */
export interface WeightedRate extends Interval {
  /** NaN without units; no bound (0..1) then. */
  readonly estimate: number
  /** Moved towards a half by the two further clusters, and its variance with them; NaN without units. */
  readonly moved: number
  readonly variance: number
  /** Degrees of freedom of that variance; at least 1. */
  readonly degrees: number
}

/**
 * The same as `hajek` of values 0 and 1, from the sums of the clusters: one pass over the units serves, where there are many
 * groups of them. Clusters without weight are left out.
 *
 * @example rateOfClusters([{ weight: 2, hits: 2 }, { weight: 4, hits: 0 }]).estimate // 1/3
 */
export function rateOfClusters(sums: Iterable<WeighedCluster>, level = 0.95): WeightedRate {
  const some: WeighedCluster[] = []
  let [total, hits] = [0, 0]
  for (const cluster of sums) {
    if (cluster.weight <= 0) continue
    some.push(cluster)
    total += cluster.weight
    hits += cluster.hits
  }
  if (some.length === 0) return NOTHING
  const estimate = hits / total
  const clusters = some.map((cluster) => ({
    weight: cluster.weight,
    residual: cluster.hits - estimate * cluster.weight,
  }))
  const { moved, variance } = withTwoMore(clusters, total, estimate)
  const degrees = degreesOfFreedom(clusters)
  const size = Math.min(some.length, (moved * (1 - moved)) / variance)
  const interval = wilsonFrom(estimate, size, studentTQuantile((1 + level) / 2, degrees))
  return { estimate, ...interval, moved, variance, degrees }
}

const NOTHING: WeightedRate = {
  ...{ estimate: Number.NaN, low: 0, high: 1 },
  ...{ moved: Number.NaN, variance: Number.NaN, degrees: 1 },
}

interface Weighed {
  readonly clusters: readonly Cluster[]
  readonly total: number
  readonly estimate: number
  readonly binary: boolean
}

function intervalOf({ clusters, total, estimate, binary }: Weighed, level: number): Interval {
  if (binary) {
    const quantile = studentTQuantile((1 + level) / 2, degreesOfFreedom(clusters))
    return wilsonFrom(estimate, impliedSize(clusters, total, estimate), quantile)
  }
  const m = clusters.length
  if (m < 2) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const half = studentTQuantile((1 + level) / 2, m - 1) * Math.sqrt(varianceOf(clusters, total))
  return { low: estimate - half, high: estimate + half }
}

export type StratumSizes = ReadonlyMap<string, number>

interface StratumFit {
  /** By which its drawn weights are corrected. */
  readonly factor: number
  readonly mean: number
  /** By which residuals from a mean of few units are too small. */
  readonly correction: number
}

/** How the drawn weights of each stratum are corrected, and its mean; empty when that cannot be done for all. */
function strataOf(
  units: readonly SampledUnit[],
  weights: readonly number[],
  sizes: StratumSizes,
): Map<string, StratumFit> {
  const sums = new Map<string, { weight: number; value: number; units: number }>()
  units.forEach((unit, i) => {
    const sum = sums.get(unit.stratum ?? '') ?? { weight: 0, value: 0, units: 0 }
    sum.weight += weights[i]!
    sum.value += weights[i]! * unit.value
    sum.units++
    sums.set(unit.stratum ?? '', sum)
  })
  const known = [...sums.keys()].every((name) => (sizes.get(name) ?? 0) > 0)
  const seen = [...sizes].every(([name, size]) => size === 0 || sums.has(name))
  if (!known || !seen) return new Map()
  return new Map(
    [...sums].map(([name, { weight, value, units: n }]) => [
      name,
      { factor: sizes.get(name)! / weight, mean: value / weight, correction: n > 1 ? Math.sqrt(n / (n - 1)) : 1 },
    ]),
  )
}

/** A cluster's weight, and the weighted sum of its distances from the mean. */
interface Cluster {
  weight: number
  residual: number
}

function varianceOf(clusters: readonly Cluster[], total: number): number {
  const m = clusters.length
  const squares = clusters.reduce((sum, { residual }) => sum + residual * residual, 0)
  return ((m / (m - 1)) * squares) / total ** 2
}

/** Clusters of equal weight whose variance would be known as well, less one; at least 1. */
function degreesOfFreedom(clusters: readonly Cluster[]): number {
  let [squares, fourths] = [0, 0]
  for (const { weight } of clusters) {
    squares += weight ** 2
    fourths += weight ** 4
  }
  return fourths > 0 ? Math.max(1, squares ** 2 / fourths - 1) : 1
}

/** How many independent units a rate of these clusters is worth. */
function impliedSize(clusters: readonly Cluster[], total: number, estimate: number): number {
  const { moved, variance } = withTwoMore(clusters, total, estimate)
  return Math.min(clusters.length, (moved * (1 - moved)) / variance)
}

/** The rate, and its variance, with two clusters more: half as heavy as the heaviest, one of ones, one of zeros. */
function withTwoMore(clusters: readonly Cluster[], total: number, estimate: number) {
  const heaviest = clusters.reduce((most, { weight }) => Math.max(most, weight), 0)
  const added = heaviest / 2
  const moved = (estimate * total + added) / (total + 2 * added)
  const augmented = clusters.map(({ weight, residual }) => ({
    weight,
    residual: residual + weight * (estimate - moved),
  }))
  augmented.push({ weight: added, residual: added * (1 - moved) }, { weight: added, residual: -added * moved })
  return { moved, variance: varianceOf(augmented, total + 2 * added) }
}

function clustersOf(
  units: readonly SampledUnit[],
  weights: readonly number[],
  residuals: readonly number[],
): Cluster[] {
  const named = new Map<string, Cluster>()
  const clusters: Cluster[] = []
  units.forEach((unit, i) => {
    const weight = weights[i]!
    const residual = residuals[i]!
    const known = unit.cluster === undefined ? undefined : named.get(unit.cluster)
    if (known !== undefined) {
      known.weight += weight
      known.residual += residual
      return
    }
    const cluster = { weight, residual }
    clusters.push(cluster)
    if (unit.cluster !== undefined) named.set(unit.cluster, cluster)
  })
  return clusters
}
