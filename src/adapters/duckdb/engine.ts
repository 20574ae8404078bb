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
import { LoopError } from '../../errors/loop-error.ts'

/** A DuckDB of its own for one run: what does not fit into its memory goes into a temporary folder. */
export interface Engine {
  run(sql: string): Promise<void>
  /** Rows as values; for small results. */
  all(sql: string): Promise<DuckDBValue[][]>
  /** A sorted result chunk by chunk, never held as a whole. Throws LOOP_ENGINE_STOPPED when it breaks off. */
  chunks(select: string, order: string): AsyncIterable<DuckDBDataChunk>
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
    enable_external_file_cache: 'false', // each file is read a few times, in one piece
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  // A TIMESTAMP without a zone is in UTC, wherever this machine stands.
  await connection.run("set global TimeZone = 'UTC'")
  return {
    run: (sql) => explained(async () => void (await connection.run(sql))),
    all: (sql) => explained(async () => (await connection.runAndReadAll(sql)).getRows()),
    chunks: (select, order) => chunksOf(instance, select, order),
    appender: (table, types) => appenderOf(connection, table, types),
    async close() {
      connection.closeSync()
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * On a connection of its own: another statement on the same one would end the result early. And a streamed result that
 * fails in the middle ends like one that is whole, without an error; so a last row is added, which must come.
 */
async function* chunksOf(instance: DuckDBInstance, select: string, order: string): AsyncGenerator<DuckDBDataChunk> {
  const connection = await instance.connect()
  try {
    const result = await explained(() =>
      connection.stream(
        `select *, false ends from (${select}) union all by name select true ends order by ends, ${order}`,
      ),
    )
    for (let ended = false; !ended; ) {
      const chunk = await explained(() => result.fetchChunk())
      if (chunk === null || chunk.rowCount === 0) throw stopped('its result breaks off')
      ended = chunk.getColumnVector(chunk.columnCount - 1).getItem(chunk.rowCount - 1) === true
      if (ended) chunk.rowCount -= 1
      if (chunk.rowCount > 0) yield chunk
    }
    await result.fetchChunk() // behind the end: lets go of the memory of the sort
  } finally {
    connection.closeSync()
  }
}

/** Errors of the engine in words that say what to do. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const [line] = String((cause as Error).message).split('\n')
    throw stopped(line!, cause)
  }
}

const stopped = (why: string, cause?: unknown): LoopError =>
  new LoopError(
    'LOOP_ENGINE_STOPPED',
    `DuckDB stopped: ${why}. Either it needs more memory (raise --memory-mb), or the temporary folder is full (set TMPDIR to another), or a file is damaged (fetch it again).`,
    { status: 500, cause },
  )

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
