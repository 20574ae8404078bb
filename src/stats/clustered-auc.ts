import { type Linearised, linearised } from './linearised.ts'

/** A scored unit that was drawn with a known probability. */
export interface ScoredUnit {
  readonly score: number
  readonly positive: boolean
  /** For a drawn unit 1 over its inclusion probability. */
  readonly weight: number
  /** Units of one cluster are not independent (for us: the user). */
  readonly cluster: string
}

/**
 * Area under the ROC curve of the population that weighted units stand for, with an interval: linearised by
 * clusters, within [0, 1]. With equal weights and a cluster for each unit its variance is DeLong's, but for factors n / (n - 1).
 *
 * @returns NaN, 0..1, when a side is empty
 * Sources: E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics 44 (1988), 837-845, for the placements; D. A. Binder,
 * International Statistical Review 51 (1983), 279-292, for the variance under weights and clusters.
 */
export function clusteredAuc(units: readonly ScoredUnit[]): Linearised {
  const total = (positive: boolean) =>
    units.reduce((sum, unit) => sum + (unit.positive === positive ? unit.weight : 0), 0)
  const [ups, downs] = [total(true), total(false)]
  if (ups === 0 || downs === 0) return { estimate: Number.NaN, low: 0, high: 1, standardError: Number.NaN }
  const placed = placements(units, ups, downs)
  const estimate = units.reduce((sum, unit, i) => sum + (unit.positive ? (unit.weight * placed[i]!) / ups : 0), 0)
  const influences = units.map(
    ({ weight, positive }, i) => (weight * (placed[i]! - estimate)) / (positive ? ups : downs),
  )
  const clusters = units.map((unit) => unit.cluster)
  const found = linearised(estimate, influences, clusters)
  return { ...found, low: Math.max(0, found.low), high: Math.min(1, found.high) }
}

/** Per positive the weighted share of negatives below it, per negative that of positives above it; ties count half. */
function placements(units: readonly ScoredUnit[], ups: number, downs: number): Float64Array {
  const order = [...units.keys()].sort((a, b) => units[a]!.score - units[b]!.score)
  const placed = new Float64Array(units.length)
  let [upsBelow, downsBelow] = [0, 0]
  for (let i = 0; i < order.length; ) {
    const alike = tiedFrom(i, order, units)
    const weightOf = (positive: boolean) =>
      alike.reduce((sum, at) => sum + (units[at]!.positive === positive ? units[at]!.weight : 0), 0)
    const [upsHere, downsHere] = [weightOf(true), weightOf(false)]
    for (const at of alike)
      placed[at] = units[at]!.positive ? (downsBelow + downsHere / 2) / downs : (ups - upsBelow - upsHere / 2) / ups
    upsBelow += upsHere
    downsBelow += downsHere
    i += alike.length
  }
  return placed
}

function tiedFrom(from: number, order: readonly number[], units: readonly ScoredUnit[]): number[] {
  let end = from
  while (end < order.length && units[order[end]!]!.score === units[order[from]!]!.score) end++
  return order.slice(from, end)
}
