import { BIGINT, DOUBLE, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api'
import type { LakeEvent } from '../../admission/lake.ts'
import type { Engine } from './engine.ts'
import { type ColumnKind, LOG_COLUMNS } from './event-columns.ts'

const TYPES: Readonly<Record<ColumnKind, DuckDBType>> = {
  text: VARCHAR,
  number: DOUBLE,
  instant: BIGINT,
  json: VARCHAR,
}
const NAMES = Object.keys(LOG_COLUMNS)
const ALL_TYPES = [...Object.values(LOG_COLUMNS).map((kind) => TYPES[kind]), VARCHAR]

/** A table `log` in the schema of docs/decisions/0005-event-log-in-parquet.md, to be filled with stored events. */
export async function eventTable(
  engine: Engine,
): Promise<{ append(events: readonly LakeEvent[]): void; close(): void }> {
  const columns = [...NAMES, 'extra'].map((name, i) => `"${name}" ${ALL_TYPES[i]}`)
  await engine.run(`create table log (${columns.join(', ')})`)
  const appender = await engine.appender('log', ALL_TYPES)
  return {
    append(events) {
      const rows = events.map(rowOf)
      appender.append([...NAMES, 'extra'].map((_, i) => rows.map((row) => row[i]!)))
    },
    close: () => appender.close(),
  }
}

/** Typed columns, and all else in `extra`. The times are those that the event got when it was accepted. */
function rowOf({ body, receivedAt, occurredAt }: LakeEvent): DuckDBValue[] {
  const rest = {
    ...(JSON.parse(body) as Record<string, unknown>),
    received_at: receivedAt,
    occurred_at: occurredAt,
  } as Record<string, unknown>
  const values = NAMES.map((name) => {
    const value = held(LOG_COLUMNS[name]!, Object.hasOwn(rest, name) ? rest[name] : undefined)
    if (value !== undefined) delete rest[name]
    return value ?? null
  })
  return [...values, Object.keys(rest).length === 0 ? null : JSON.stringify(rest)]
}

/** What a column of this kind holds of a value; undefined when it cannot hold it. */
function held(kind: ColumnKind, value: unknown): DuckDBValue | undefined {
  if (kind === 'text') return typeof value === 'string' && value.isWellFormed() ? value : undefined
  if (kind === 'number') return typeof value === 'number' ? value : undefined
  if (kind === 'instant') return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined
}
