import type { Sql } from './database.ts'

const VERSION = 'select sum(changes)::bigint version, count(*)::int rows from label_changes'
const SUM_UP = `
  with gone as (delete from label_changes returning changes)
  insert into label_changes (changes) select sum(changes) from gone having count(*) > 0`
const MANY_ROWS = 1000

/** Rises with every change of what people said, committed. */
export async function labelVersion(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ version: number; rows: number }>(VERSION)
  if (row!.rows > MANY_ROWS) await sql.query(SUM_UP)
  return row!.version
}

/**
 * Works something out from the labels once for each version of them.
 *
 * @param fits false = too large to be held
 */
export function heldByVersion<T>(sql: Sql, work: () => Promise<T>, fits: (value: T) => boolean): () => Promise<T> {
  let held: { readonly version: number; readonly value: Promise<T> } | null = null
  return async () => {
    const version = await labelVersion(sql) // before the rest is read: what comes in between is seen the next time
    if (held?.version === version) return held.value
    const value = work()
    held = { version, value }
    const drop = (): void => {
      if (held?.value === value) held = null
    }
    value.then((found) => fits(found) || drop(), drop)
    return value
  }
}
