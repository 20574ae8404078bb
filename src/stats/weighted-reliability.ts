import { debiasedEce } from './calibration-error.ts'
import type { ScoredUnit } from './clustered-auc.ts'
import { hajek } from './hajek.ts'
import type { Interval } from './interval.ts'

/** One bar of a reliability diagram of weighted units. */
export interface WeightedBin extends Interval {
  /** Probabilities from `from` up to, and not with, `to`; the last bin holds 1, too. */
  readonly from: number
  readonly to: number
  readonly units: number
  /** Of the population that the units stand for. */
  readonly share: number
  readonly meanProbability: number
  /** Weighted share of positives; the interval is Hajek's, clustered. */
  readonly observed: number
}

export interface WeightedReliability {
  /** Empty ones are left out. */
  readonly bins: readonly WeightedBin[]
  /** Expected calibration error of the population, less its bias; NaN without units. And the upper end of its 95 % bound. */
  readonly ece: number
  readonly eceHigh: number
}

const RESAMPLES = 200

/**
 * Stated probability against weighted frequency, in bins of equal width, and the debiased expected calibration error of the same bins.
 *
 * Source: C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2; Hajek's estimate in each bin.
 */
export function weightedReliability(units: readonly ScoredUnit[], bins = 10): WeightedReliability {
  if (units.length === 0) return { bins: [], ece: Number.NaN, eceHigh: 1 }
  const total = units.reduce((sum, { weight }) => sum + weight, 0)
  const held = Map.groupBy(units, ({ score }) => Math.min(bins - 1, Math.max(0, Math.floor(score * bins))))
  const found = [...held.entries()]
    .sort(([a], [b]) => a - b)
    .map(([bin, some]): WeightedBin => {
      const weight = some.reduce((sum, unit) => sum + unit.weight, 0)
      const meanProbability = some.reduce((sum, unit) => sum + unit.weight * unit.score, 0) / weight
      const { estimate, low, high } = hajek(
        some.map((unit) => ({
          value: Number(unit.positive),
          probability: 1,
          weight: unit.weight,
          cluster: unit.cluster,
        })),
      )
      const place = { from: bin / bins, to: (bin + 1) / bins, units: some.length, share: weight / total }
      return { ...place, meanProbability, observed: estimate, low, high }
    })
  const { ece, high } = debiasedEce(
    units.map(({ score }) => score),
    units.map(({ positive }) => positive),
    bins,
    RESAMPLES,
    units.map(({ weight }) => weight),
  )
  return { bins: found, ece, eceHigh: high }
}
