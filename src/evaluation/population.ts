import { type Groupings, groupOf } from '../metrics/grouping.ts'
import type { Unit } from '../metrics/unit.ts'

/** How much there is of each stratum, drawn or not: every eligible conversation whose draw was made is counted. */
export interface Population {
  readonly by: Groupings
  /** Group -> stratum -> conversations. */
  readonly conversations: Map<string, Map<string, number>>
  /** The same for their predicted turns. */
  readonly turns: Map<string, Map<string, number>>
}

export const newPopulation = (by: Groupings): Population => ({ by, conversations: new Map(), turns: new Map() })

/** Counts one conversation. The same conversation must not be counted twice. */
export function countStratum({ by, conversations, turns }: Population, unit: Unit): void {
  if (!unit.eligible || unit.stratum === null) return
  const group = groupOf(unit, by)
  add(conversations, group, unit.stratum, 1)
  add(turns, group, unit.stratum, unit.predictedTurnCount)
}

function add(sizes: Map<string, Map<string, number>>, group: string, stratum: string, size: number): void {
  const held = sizes.get(group) ?? new Map<string, number>()
  held.set(stratum, (held.get(stratum) ?? 0) + size)
  sizes.set(group, held)
}
