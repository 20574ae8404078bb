import duckdb from '@duckdb/node-bindings'
import { LoopError } from '../../errors/loop-error.ts'
import type { Candidate } from '../../events/copies.ts'
import type { LoopEvent, Outcome } from '../../events/event.ts'
import { readEvent } from '../../events/read.ts'
import { ByteColumn } from './byte-column.ts'
import { type Engine, rawChunk } from './engine.ts'
import { type ColumnKind, LOG_COLUMNS, ODD_EXTRA, packedSelect } from './event-columns.ts'
import { BigIntColumn, DoubleColumn } from './number-columns.ts'
import type { EventSource } from './stored-log.ts'

const EMPTY: Readonly<Record<ColumnKind, string>> = {
  text: 'null::varchar',
  number: 'null::double',
  instant: 'null::bigint',
  json: 'null::varchar',
}

/**
 * Events in Parquet files of the schema in docs/decisions/0005-event-log-in-parquet.md.
 *
 * @param only a condition on the columns; events that do not meet it are as if they were not there
 */
export async function parquetSource(engine: Engine, files: readonly string[], only = 'true'): Promise<EventSource> {
  const from = `read_parquet([${files.map(quoted).join(', ')}], union_by_name = true)`
  const found = new Map(
    (await engine.all(`describe select * from ${from}`)).map(([name, type]) => [`${name}`, `${type}`]),
  )
  const select = Object.entries(LOG_COLUMNS).map(([name, kind]) => `${columnOf(name, kind, found.get(name))} "${name}"`)
  const extra = found.has('extra') ? columnOf('extra', 'json', found.get('extra')) : 'null::varchar'
  await engine.run(
    `create view log as select * from (select ${select.join(', ')}, ${extra} extra from ${from}) where ${only}`,
  )
  const odd = found.has('extra') ? `coalesce(${ODD_EXTRA}, false)` : 'false'
  const outcomesOnly = "and type in ('cart_event', 'order_event')"
  return {
    unstored: { lines: 0, rejected: 0, not_yet_arrived: 0 },
    packed: (outcomes) =>
      packedSelect(`(select * from log where not ${odd} ${outcomes ? outcomesOnly : ''})`, outcomes),
    hashes: 'select hash(event_id) hash from log where event_id is not null',
    candidates: () =>
      candidates(
        engine,
        odd,
        Object.keys(LOG_COLUMNS).filter((name) => found.has(name)),
      ),
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The column in the type that its kind has here. Throws LOOP_PARQUET_COLUMN for a type that cannot hold it. */
function columnOf(name: string, kind: ColumnKind, type: string | undefined): string {
  const column = `"${name}"`
  if (type === undefined) return EMPTY[kind]
  if (kind === 'text' && /^(VARCHAR|ENUM)/.test(type)) return `${column}::varchar`
  if (kind === 'number' && /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type))
    return `${column}::double`
  if (kind === 'instant' && /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type)) return `try_cast(${column} as bigint)`
  if (kind === 'instant' && /^TIMESTAMP/.test(type)) return `epoch_ms(${column})`
  if (kind === 'json' && /^(VARCHAR|JSON)$/.test(type)) return `${column}::varchar`
  if (kind === 'json' && /(\[\]|^STRUCT|^MAP)/.test(type)) return `to_json(${column})::varchar`
  throw new LoopError(
    'LOOP_PARQUET_COLUMN',
    `Column ${name} is ${type}; it must be ${ALLOWED[kind]}. Cast it when the file is written, or rename it if it is something else.`,
  )
}

const ALLOWED: Readonly<Record<ColumnKind, string>> = {
  text: 'VARCHAR',
  number: 'DOUBLE or another number',
  instant: 'BIGINT (epoch milliseconds) or TIMESTAMP',
  json: 'VARCHAR with JSON, LIST, STRUCT or MAP',
}

/** Events put together again from all columns that the files have, and read as from the wire. */
async function* candidates(engine: Engine, odd: string, names: readonly string[]): AsyncGenerator<Candidate> {
  const select = `select ${names.map((name) => `"${name}"`).join(', ')}, extra, hash(event_id) hash from log
    where ${odd} or hash(event_id) in (select hash from copies)`
  for await (const chunk of engine.chunks(select, 'hash')) {
    const raw = rawChunk(chunk)
    const vector = (column: number): duckdb.Vector => duckdb.data_chunk_get_vector(raw, column)
    const fields = names.map((name, i) => fieldReader(LOG_COLUMNS[name]!, vector(i), chunk.rowCount))
    const extras = new ByteColumn(vector(names.length), chunk.rowCount)
    const groups = chunk.getColumnValues(names.length + 1)
    for (let row = 0; row < chunk.rowCount; row++) {
      yield { outcome: outcomeOf(names, fields, extras.textAt(row), row), group: groups[row] }
    }
  }
}

type FieldReader = (row: number) => unknown

/** Reads one field from its column; null when absent. */
function fieldReader(kind: ColumnKind, vector: duckdb.Vector, size: number): FieldReader {
  if (kind === 'text' || kind === 'json') {
    const column = new ByteColumn(vector, size)
    if (kind === 'text') return (row) => column.textAt(row)
    return (row) => (column.absent(row) ? null : jsonOf(column.textAt(row)!))
  }
  const column = kind === 'number' ? new DoubleColumn(vector, size) : new BigIntColumn(vector, size)
  return (row) => {
    const value = column.at(row)
    return Number.isNaN(value) ? null : value
  }
}

function outcomeOf(
  names: readonly string[],
  fields: readonly FieldReader[],
  extra: string | null,
  row: number,
): Outcome<LoopEvent> {
  const wire: Record<string, unknown> = {}
  if (extra !== null) {
    const rest = jsonOf(extra)
    if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) return readEvent(rest)
    for (const [name, value] of Object.entries(rest)) define(wire, name, value)
  }
  for (let i = 0; i < names.length; i++) {
    const value = fields[i]!(row)
    if (value !== null) wire[names[i]!] = value
  }
  return readEvent(wire)
}

/** Null for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A field named __proto__ is a field like any other. */
const define = (object: object, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
