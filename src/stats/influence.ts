import { hajek, type SampledUnit, type StratumSizes, type WeightedMean } from './hajek.ts'

/** The cluster (for us: the user) without whom an estimate would move furthest. */
export interface Influence {
  readonly cluster: string
  /** The estimate without him, and how far he moves it: with him less without him. */
  readonly without: number
  readonly shift: number
  /** Share of all weights that is his. */
  readonly share: number
}

/** A weighted mean whose interval also holds what it would be without any one cluster. */
export interface RobustMean extends WeightedMean {
  /** null = fewer than two clusters. */
  readonly influence: Influence | null
  /** The interval was widened for it. */
  readonly widened: boolean
}

/**
 * Hajek's estimate with a check by leaving each cluster out in turn: where the estimate without somebody lies outside its interval,
 * the interval is widened to hold it, so that nobody alone moves the figure past what is said of it.
 *
 * Source: deletion of clusters as in J. Shao and D. Tu, The Jackknife and Bootstrap (1995), section 6.2; R. D. Cook,
 * Technometrics 19 (1977), 15-18, for influence.
 */
export function robustHajek(units: readonly SampledUnit[], level = 0.95, sizes: StratumSizes = new Map()): RobustMean {
  const whole = hajek(units, level, sizes)
  const clusters = Map.groupBy(units, (unit) => unit.cluster)
  if (clusters.size < 2) return { ...whole, influence: null, widened: false }
  const leaveOut = fastLeaveOut(units, sizes)
  let most: Influence | null = null
  let [low, high] = [whole.low, whole.high]
  for (const [cluster, own] of clusters) {
    if (cluster === undefined) continue
    const { without, share } = leaveOut(own)
    if (!Number.isFinite(without)) continue
    const shift = whole.estimate - without
    if (most === null || Math.abs(shift) > Math.abs(most.shift)) most = { cluster, without, shift, share }
    low = Math.min(low, without)
    high = Math.max(high, without)
  }
  return { ...whole, low, high, influence: most, widened: low < whole.low || high > whole.high }
}

/** The estimate without some units from sums of the strata, so that each cluster costs its own units only. */
function fastLeaveOut(units: readonly SampledUnit[], sizes: StratumSizes) {
  const weigh = (unit: SampledUnit): number => (unit.weight ?? 1) / unit.probability
  const strata = new Map<string, { weight: number; value: number }>()
  for (const unit of units) add(strata, unit, weigh(unit))
  const all = [...strata.values()].reduce((sum, { weight }) => sum + weight, 0)
  return (own: readonly SampledUnit[]): { without: number; share: number } => {
    const left = new Map([...strata].map(([name, sum]) => [name, { ...sum }]))
    for (const unit of own) add(left, unit, -weigh(unit))
    const share = own.reduce((sum, unit) => sum + weigh(unit), 0) / all
    return { without: estimateOf(left, sizes), share }
  }
}

function add(strata: Map<string, { weight: number; value: number }>, unit: SampledUnit, weight: number): void {
  const name = unit.stratum ?? ''
  const sum = strata.get(name) ?? { weight: 0, value: 0 }
  strata.set(name, sum)
  sum.weight += weight
  sum.value += weight * unit.value
}

/** As hajek corrects the weights: by the true sizes where every stratum is known and seen, else as drawn. */
function estimateOf(strata: ReadonlyMap<string, { weight: number; value: number }>, sizes: StratumSizes): number {
  const present = [...strata].filter(([, { weight }]) => weight > 1e-9)
  const fits =
    present.every(([name]) => (sizes.get(name) ?? 0) > 0) &&
    [...sizes].every(([name, size]) => size === 0 || present.some(([other]) => other === name))
  let [value, weight] = [0, 0]
  for (const [name, sum] of present) {
    const factor = fits ? sizes.get(name)! / sum.weight : 1
    value += factor * sum.value
    weight += factor * sum.weight
  }
  return weight > 0 ? value / weight : Number.NaN
}
