import type { Figure } from '../metrics/figure.ts'
import { ALL, type Groupings, placeOf } from '../metrics/grouping.ts'
import { finite } from '../metrics/unit.ts'
import { hajek, type SampledUnit, type StratumSizes } from '../stats/hajek.ts'

/** What is known of one sampled unit; `cluster` is its user. */
export type WeightedUnit = SampledUnit & { readonly group: string; readonly cluster: string }

/**
 * One line per group: the Hajek estimate with its interval.
 *
 * @param sizes group -> true sizes of its strata; a group without them is weighted by inclusion alone
 */
export function weightedFigure(
  figure: string,
  units: readonly WeightedUnit[],
  by: Groupings,
  sizes: ReadonlyMap<string, StratumSizes> = new Map(),
): Figure[] {
  const groups = Map.groupBy(units, (unit) => unit.group)
  if (by.length === 0 && groups.size === 0) groups.set(ALL, [])
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, some]) => {
      const { estimate, low, high, effectiveSize } = hajek(some, 0.95, sizes.get(group))
      return {
        figure,
        ...placeOf(group, by),
        numerator: some.reduce((total, unit) => total + unit.value, 0),
        denominator: some.length,
        immature: null,
        settled: false, // until whoever counts the open samples says otherwise
        estimate: finite(estimate),
        low: finite(low),
        high: finite(high),
        effective_size: effectiveSize,
        users: new Set(some.map((unit) => unit.cluster)).size,
      }
    })
}
