import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type duckdb from '@duckdb/node-bindings'

/** A DuckDB of its own for one run: what does not fit into its memory goes into a temporary folder. */
export interface Engine {
  run(sql: string): Promise<void>
  /** Rows as values; for small results. */
  all(sql: string): Promise<DuckDBValue[][]>
  /** A result chunk by chunk, never held as a whole. */
  chunks(sql: string): AsyncIterable<DuckDBDataChunk>
  /** Adds rows to a table; they are in it when the appender is closed. */
  appender(table: string, types: readonly DuckDBType[]): Promise<TableAppender>
  close(): Promise<void>
}

export interface TableAppender {
  /** Rows, given column by column. */
  append(columns: readonly (readonly DuckDBValue[])[]): void
  close(): void
}

/** @param memoryBytes what DuckDB may hold in memory; more is spilt */
export async function openEngine(memoryBytes: number): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'salesloop-backfill-'))
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.floor(memoryBytes / 1e6)}MB`,
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  // A TIMESTAMP without a zone is in UTC, wherever this machine stands.
  await connection.run("set global TimeZone = 'UTC'")
  return {
    run: async (sql) => void (await connection.run(sql)),
    all: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
    chunks: (sql) => chunksOf(instance, sql),
    appender: (table, types) => appenderOf(connection, table, types),
    async close() {
      connection.closeSync()
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** On a connection of its own: another statement on the same one would end the result early, without an error. */
async function* chunksOf(instance: DuckDBInstance, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const connection = await instance.connect()
  try {
    const result = await connection.stream(sql)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) return
      yield chunk
    }
  } finally {
    connection.closeSync()
  }
}

/** Rows of a vector, DuckDB's unit. */
const VECTOR_ROWS = 2048

async function appenderOf(
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
): Promise<TableAppender> {
  const appender = await connection.createAppender(table)
  return {
    append(columns) {
      const rows = columns[0]!.length
      for (let from = 0; from < rows; from += VECTOR_ROWS) {
        const chunk = DuckDBDataChunk.create(types, Math.min(VECTOR_ROWS, rows - from))
        columns.forEach((values, i) => {
          chunk.setColumnValues(i, values.slice(from, from + VECTOR_ROWS))
        })
        appender.appendDataChunk(chunk)
      }
    },
    close: () => appender.closeSync(),
  }
}

/** The chunk below the wrapper, for readers of raw vectors. */
export const rawChunk = (chunk: DuckDBDataChunk): duckdb.DataChunk => chunk.chunk
