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
export function countStratum(population: Population, unit: Unit): void {
  if (!unit.eligible || unit.stratum === null) return
  addDrawn(population, groupOf(unit, population.by), unit.stratum, unit.predictedTurnCount)
}

/** Counts one eligible conversation whose draw was made. */
export function addDrawn(
  { conversations, turns }: Population,
  group: string,
  stratum: NonNullable<Unit['stratum']>,
  predictedTurns: number,
): void {
  add(conversations, group, stratum, 1)
  add(turns, group, stratum, predictedTurns)
}

function add(sizes: Map<string, Map<string, number>>, group: string, stratum: string, size: number): void {
  const held = sizes.get(group) ?? new Map<string, number>()
  held.set(stratum, (held.get(stratum) ?? 0) + size)
  sizes.set(group, held)
}
