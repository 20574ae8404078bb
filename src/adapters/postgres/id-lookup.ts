import { EVENT_LOOKUPS } from './id-events.ts'
import { type Found, ID_KINDS, type IdKind, type Lookup } from './id-kinds.ts'
import { LEARNING_LOOKUPS } from './id-learning.ts'
import { VERDICT_LOOKUPS } from './id-verdicts.ts'
import type { Sql } from './sql.ts'

const LOOKUPS: Readonly<Record<IdKind, Lookup>> = { ...EVENT_LOOKUPS, ...LEARNING_LOOKUPS, ...VERDICT_LOOKUPS }

/** Everything that has this id; ids of the outside (conversations, users, orders) may coincide. */
export async function lookUp(sql: Sql, id: string): Promise<Found[]> {
  const found: Found[] = []
  for (const kind of ID_KINDS) {
    const one = await LOOKUPS[kind](sql, id)
    if (one !== null) found.push(one)
  }
  return found
}
