import { BIGINT, DOUBLE, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api'
import { openEngine } from '../../../src/adapters/duckdb/engine.ts'
import { type ColumnKind, LOG_COLUMNS } from '../../../src/adapters/duckdb/event-columns.ts'
import { exactJson } from './exact-json.ts'

const TYPES: Readonly<Record<ColumnKind, DuckDBType>> = {
  text: VARCHAR,
  number: DOUBLE,
  instant: BIGINT,
  json: VARCHAR,
}

/** What a column of this kind holds of a value; undefined when it cannot hold it. */
const held = (kind: ColumnKind, value: unknown): DuckDBValue | undefined => {
  if (kind === 'text') return typeof value === 'string' && value.isWellFormed() ? value : undefined
  if (kind === 'number') return typeof value === 'number' ? value : undefined
  if (kind === 'instant') return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined
}

/** One line as a row: typed columns, and all else in `extra`; a line that is no JSON object stands there as it is. */
const rowOf = (line: string): DuckDBValue[] => {
  const names = Object.keys(LOG_COLUMNS)
  const none = names.map(() => null)
  let wire: unknown
  try {
    wire = JSON.parse(line)
  } catch {
    return [...none, line]
  }
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) return [...none, line]
  const rest = { ...wire } as Record<string, unknown>
  const values = names.map((name) => {
    const value = held(LOG_COLUMNS[name]!, Object.hasOwn(rest, name) ? rest[name] : undefined)
    if (value !== undefined) delete rest[name]
    return value ?? null
  })
  return [...values, Object.keys(rest).length === 0 ? null : exactJson(rest)]
}

/** Writes lines of NDJSON as a Parquet log. Blank lines are left out. */
export async function writeParquetLog(lines: readonly string[], file: string): Promise<void> {
  const engine = await openEngine(2e8)
  const names = [...Object.keys(LOG_COLUMNS), 'extra']
  const types = [...Object.values(LOG_COLUMNS).map((kind) => TYPES[kind]), VARCHAR]
  const rows = lines.filter((line) => !/^[ \t\r]*$/.test(line)).map(rowOf)
  await engine.run(`create table log (${names.map((name, i) => `"${name}" ${types[i]}`).join(', ')})`)
  const appender = await engine.appender('log', types)
  appender.append(names.map((_, i) => rows.map((row) => row[i]!)))
  appender.close()
  await engine.run(`copy log to '${file}' (format parquet)`)
  await engine.close()
}
