import type { Sql } from './database.ts'

/** A table as a backup sees it. Found in the catalogue, so that tables of any stage are covered. */
export interface TableShape {
  readonly name: string
  /** Columns that are written; computed ones are not. */
  readonly columns: readonly string[]
}

/** How much a table holds, and a fingerprint of all its rows in any order. */
export interface TableSum {
  readonly rows: number
  readonly fingerprint: string
}

const MOST_ROWS_PER_FETCH = 1000
const CHARACTERS_PER_FETCH = 8 * 1024 * 1024
/** Stands for a whole row in a statement; no column may have this name. */
const ROW = 'the_whole_row'
/**
 * What describes the database itself, what triggers write while a restore fills the other tables, and who is at the door at
 * this moment: a session that was ended after a backup, or a link that was used, must not open again by its restore.
 */
const NOT_COPIED = [
  ...['schema_migrations', 'unit_changes', 'label_changes'],
  ...['sessions', 'one_time_links', 'oidc_attempts', 'login_attempts'],
]

/** All tables, those that others refer to first. */
export async function tables(sql: Sql): Promise<TableShape[]> {
  const shapes = await sql.query<TableShape>(
    `select c.relname "name",
       array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all($1)
     group by c.relname order by c.relname`,
    [NOT_COPIED],
  )
  const references = await sql.query<{ from: string; to: string }>(
    `select conrelid::regclass::text "from", confrelid::regclass::text "to" from pg_constraint
     where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`,
  )
  return inOrderOfReference(shapes, references)
}

function inOrderOfReference(
  shapes: readonly TableShape[],
  references: readonly { from: string; to: string }[],
): TableShape[] {
  const ordered: TableShape[] = []
  let left = [...shapes]
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name))
    const ready = left.filter(({ name }) => !references.some(({ from, to }) => from === name && names.has(to)))
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...names].join(', ')}`)
    ordered.push(...ready)
    left = left.filter((shape) => !ready.includes(shape))
  }
  return ordered
}

/** The rows as JSON texts, which PostgreSQL reads back without loss. Inside a transaction. */
export async function* rowsOf(sql: Sql, { name }: TableShape): AsyncGenerator<readonly string[]> {
  await sql.query(`declare copied no scroll cursor for select to_json(${ROW})::text line from ${quoted(name)} ${ROW}`)
  for (let count = 1; ; ) {
    const rows = await sql.query<{ line: string }>(`fetch ${count} from copied`)
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
    const mean = rows.reduce((sum, { line }) => sum + line.length, 0) / rows.length
    count = Math.max(1, Math.min(4 * count, MOST_ROWS_PER_FETCH, Math.floor(CHARACTERS_PER_FETCH / mean)))
  }
  await sql.query('close copied')
}

export async function addRows(sql: Sql, { name, columns }: TableShape, rows: readonly string[]): Promise<void> {
  const list = columns.map(quoted).join()
  await sql.query(
    `insert into ${quoted(name)} (${list}) overriding system value
     select ${list} from json_populate_recordset(null::${quoted(name)}, $1::json)`,
    [`[${rows.join()}]`],
  )
}

/** Removes the rows that a new database is born with. Tables without any are left alone: some are append-only. */
export async function emptyTables(sql: Sql, shapes: readonly TableShape[]): Promise<void> {
  for (const shape of shapes.toReversed()) {
    if ((await sumOf(sql, shape)).rows > 0) await sql.query(`delete from ${quoted(shape.name)}`)
  }
}

/** The highest number that each counter has given out; null = none yet. */
export async function counters(sql: Sql): Promise<Record<string, number | null>> {
  const rows = await sql.query<{ name: string; last: number | null }>(
    `select sequencename "name", last_value last from pg_sequences where schemaname = 'public' order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]))
}

export async function setCounters(sql: Sql, last: Readonly<Record<string, number | null>>): Promise<void> {
  for (const [name, value] of Object.entries(last)) {
    await sql.query('select setval($1::regclass, $2::bigint, $3::boolean)', [quoted(name), value ?? 1, value !== null])
  }
}

export async function sumOf(sql: Sql, { name }: TableShape): Promise<TableSum> {
  const [sum] = await sql.query<TableSum>(
    `select count(*)::bigint "rows", coalesce(sum(('x' || substr(md5(to_json(${ROW})::text), 1, 16))::bit(64)::bigint::numeric), 0)::text fingerprint
     from ${quoted(name)} ${ROW}`,
  )
  return sum!
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
