import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import { LoopError } from '../../errors/loop-error.ts'
import type { LoopEvent, Outcome, WireEvent } from '../../events/event.ts'
import { readEvent, readLine } from '../../events/read.ts'
import type { Engine } from './engine.ts'
import { type ColumnKind, LOG_COLUMNS, ODD_EXTRA, packedSelect } from './event-columns.ts'
import type { EventSource } from './stored-log.ts'

const EMPTY: Readonly<Record<ColumnKind, string>> = {
  text: 'null::varchar',
  number: 'null::double',
  instant: 'null::bigint',
  json: 'null::varchar',
}

/** Events in Parquet files of the schema in docs/decisions/0010-event-log-in-parquet.md. */
export async function parquetSource(engine: Engine, files: readonly string[]): Promise<EventSource> {
  const from = `read_parquet([${files.map(quoted).join(', ')}], union_by_name = true)`
  const found = new Map(
    (await engine.all(`describe select * from ${from}`)).map(([name, type]) => [`${name}`, `${type}`]),
  )
  const select = Object.entries(LOG_COLUMNS).map(([name, kind]) => `${columnOf(name, kind, found.get(name))} "${name}"`)
  const extra = found.has('extra') ? columnOf('extra', 'json', found.get('extra')) : 'null::varchar'
  await engine.run(`create view log as select ${select.join(', ')}, ${extra} extra from ${from}`)
  const odd = found.has('extra') ? `coalesce(${ODD_EXTRA}, false)` : 'false'
  return {
    unstored: { lines: 0, rejected: 0, not_yet_arrived: 0 },
    packed: (outcomes) =>
      packedSelect(
        `(select * from log where not ${odd} ${outcomes ? "and type in ('cart_event', 'order_event')" : ''})`,
      ),
    hashes: 'select hash(event_id) hash from log where event_id is not null',
    candidates: () => candidates(engine, odd),
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
  if (kind === 'instant' && /^TIMESTAMP/.test(type)) return `epoch_ms(${column}::timestamptz)`
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

async function* candidates(engine: Engine, odd: string): AsyncGenerator<Outcome<LoopEvent>> {
  const names = [...Object.keys(LOG_COLUMNS), 'extra']
  const sql = `select ${names.map((name) => `"${name}"`).join(', ')} from log
    where ${odd} or hash(event_id) in (select hash from copies)`
  for await (const chunk of engine.chunks(sql)) yield* outcomesOf(chunk, names)
}

function* outcomesOf(chunk: DuckDBDataChunk, names: readonly string[]): Generator<Outcome<LoopEvent>> {
  for (const row of chunk.getRows()) {
    const outcome = outcomeOf(names, row)
    if (outcome !== null) yield outcome
  }
}

/** Puts an event together again and reads it as from the wire. */
function outcomeOf(names: readonly string[], row: readonly DuckDBValue[]): Outcome<LoopEvent> | null {
  const extra = row[names.length - 1] as string | null
  const wire: Record<string, unknown> = {}
  if (extra !== null) {
    const rest = jsonOf(extra)
    if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) return readLine(extra)
    for (const [name, value] of Object.entries(rest)) define(wire, name, value)
  }
  names.slice(0, -1).forEach((name, i) => {
    const value = row[i]!
    if (value !== null) define(wire, name, fieldOf(LOG_COLUMNS[name]!, value))
  })
  return readEvent(wire as WireEvent)
}

const fieldOf = (kind: ColumnKind, value: DuckDBValue): unknown =>
  kind === 'instant' ? Number(value) : kind === 'json' ? jsonOf(value as string) : value

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
