import type { Finding } from '../../privacy/erasure.ts'
import { snapshotId } from '../../training/snapshot.ts'
import type { Sql } from './database.ts'
import { ERASURE_RULES, JSON_WITH_IDS, TYPED_TEXTS } from './erasure-tables.ts'
import { storedContent } from './snapshot-store.ts'

/** What stands where a name or id stood. */
export const ERASED = '[ERASED]'
/** An id this short is taken for itself only where it is a whole JSON text. */
const SHORT_ID = 6

/**
 * Deletes and rewrites the rows of the person, in the caller's transaction; no fold and no admission runs beside it.
 * Doing it again touches what came in between.
 */
export async function eraseRows(sql: Sql, erasureId: string, now: number): Promise<Finding[]> {
  await sql.query(`select set_config('salesloop.erasing', 'on', true)`)
  for (const lock of ['salesloop.derive', 'salesloop.admission']) {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [lock])
  }
  const findings: Finding[] = [await redactSnapshots(sql, erasureId, now)]
  const present = await presentTables(sql)
  for (const { table, key, columns } of JSON_WITH_IDS) {
    for (const column of columns)
      if (present.has(table)) findings.push(await rewriteJson(sql, erasureId, table, key, column))
  }
  for (const { table, columns } of TYPED_TEXTS) {
    for (const column of columns)
      if (present.has(table)) findings.push(await rewriteTyped(sql, erasureId, table, column))
  }
  for (const { table, fate, sql: statement } of ERASURE_RULES) {
    if (!present.has(table)) continue
    findings.push({ what: table, fate, count: (await sql.query(statement, [erasureId])).length, why: null })
  }
  return findings.filter(({ count }) => count > 0)
}

async function presentTables(sql: Sql): Promise<Set<string>> {
  const rows = await sql.query<{ name: string }>(
    `select relname "name" from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )
  return new Set(rows.map(({ name }) => name))
}

const LINES = `(source = 'turn' and text_id in (select id collate "C" from erasure_targets where erasure_id = $1 and kind = 'event'))
  or (source = 'example' and text_id in (select id collate "C" from erasure_targets where erasure_id = $1 and kind = 'example'))
  or conversation_id in (select id collate "C" from erasure_targets where erasure_id = $1 and kind = 'conversation')`

/** A line holds the hash of a text, by which a short text can be guessed: it goes, and what is left gets a new proof. */
async function redactSnapshots(sql: Sql, erasureId: string, now: number): Promise<Finding> {
  const gone = await sql.query<{ id: string }>(`delete from snapshot_items where ${LINES} returning snapshot_id id`, [
    erasureId,
  ])
  for (const [id, lines] of Map.groupBy(gone, (row) => row.id)) {
    const content = await storedContent(sql, id)
    if (content === null) continue
    await sql.query(
      `insert into snapshot_redactions (snapshot_id, content_id, items, redacted_at) values ($1, $2, $3, $4)
       on conflict (snapshot_id) do update set content_id = excluded.content_id, redacted_at = excluded.redacted_at,
         items = snapshot_redactions.items + excluded.items`,
      [id, snapshotId(content), lines.length, now],
    )
  }
  return { what: 'snapshot_items', fate: 'deleted', count: gone.length, why: null }
}

async function rewriteJson(sql: Sql, erasureId: string, table: string, key: string, column: string): Promise<Finding> {
  const rows = await sql.query<{ key: string; text: string; ids: string[] }>(
    `select ${key} "key", ${column}::text "text", array_agg(t.id) ids from ${table}
     join erasure_targets t on t.erasure_id = $1 and strpos(${column}::text, t.id) > 0 group by 1, 2`,
    [erasureId],
  )
  let count = 0
  for (const row of rows) {
    const rewritten = withoutIds(row.text, new Set(row.ids))
    if (rewritten === row.text) continue
    await sql.query(`update ${table} set ${column} = $2 where ${key} = $1`, [row.key, rewritten])
    count++
  }
  return { what: `${table}.${column}`, fate: 'rewritten', count, why: null }
}

/** Every text that is an id, and every longer id inside of a text, in values and in keys. */
export function withoutIds(json: string, ids: ReadonlySet<string>): string {
  const long = [...ids].filter((id) => id.length >= SHORT_ID)
  const clean = (text: string): string =>
    ids.has(text) ? ERASED : long.reduce((left, id) => left.replaceAll(id, ERASED), text)
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [clean(name), walk(part)]))
  }
  const parsed: unknown = JSON.parse(json)
  const rewritten = JSON.stringify(walk(parsed))
  return rewritten === JSON.stringify(parsed) ? json : rewritten
}

/** Strings given with the erasure, and the ids themselves where they are long enough to be told from words. */
async function rewriteTyped(sql: Sql, erasureId: string, table: string, column: string): Promise<Finding> {
  const texts = await sql.query<{ id: string }>(
    `select distinct t.id from erasure_targets t join ${table} x on strpos(x.${column}, t.id) > 0
     where t.erasure_id = $1 and (t.kind = 'text' or length(t.id) >= ${SHORT_ID})`,
    [erasureId],
  )
  let count = 0
  for (const { id } of texts) {
    await sql.query(
      `insert into tombstones (kind, hash, erasure_id)
       select 'typed', erasure_hash('typed', ${column}), $2 from ${table} where strpos(${column}, $1) > 0 on conflict do nothing`,
      [id, erasureId],
    )
    const rows = await sql.query(
      `update ${table} set ${column} = replace(${column}, $1, '${ERASED}') where strpos(${column}, $1) > 0 returning 1`,
      [id],
    )
    count += rows.length
  }
  return { what: `${table}.${column}`, fate: 'rewritten', count, why: null }
}
