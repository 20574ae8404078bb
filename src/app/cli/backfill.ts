import { glob, stat } from 'node:fs/promises'
import { type Engine, openEngine } from '../../adapters/duckdb/engine.ts'
import { lineSource } from '../../adapters/duckdb/line-log.ts'
import { parquetSource } from '../../adapters/duckdb/parquet-log.ts'
import { parquetRows } from '../../adapters/duckdb/parquet-rows.ts'
import { storedLog } from '../../adapters/duckdb/stored-log.ts'
import { ndjsonRows } from '../../adapters/files/ndjson-rows.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { defaultConfig, type FeatureConfig } from '../../features/config.ts'
import { type Backfilled, backfill } from '../../loop/backfill.ts'
import { linesOf, openInput } from '../line-source.ts'

export interface BackfillOptions {
  /** A file or glob: Parquet by the ending .parquet, else NDJSON, gzip or not. */
  readonly from: string
  /** Rows: Parquet by the ending .parquet, else NDJSON. Replaced when it exists. */
  readonly out: string
  /** Epoch milliseconds; null = the current time. */
  readonly now: number | null
  /** What the process may hold in memory; more is spilt to the temporary folder. */
  readonly memoryBytes?: number
  readonly config?: FeatureConfig
}

const DEFAULT_MEMORY_BYTES = 1e9
/** The rest is for this program itself. */
const ENGINE_SHARE = 0.5
/** Below this DuckDB cannot sort. */
const ENGINE_LEAST_BYTES = 250e6

/**
 * `salesloop backfill`: the rows of `salesloop features` for a log of any length; memory does not grow with it.
 *
 * Throws LOOP_NO_FILE, LOOP_MIXED_INPUT, LOOP_PARQUET_COLUMN, LOOP_BAD_GZIP.
 */
export async function runBackfill(options: BackfillOptions): Promise<Backfilled> {
  const files = await filesOf(options.from)
  const now = options.now ?? Date.now()
  const engine = await openEngine(
    Math.max(ENGINE_LEAST_BYTES, (options.memoryBytes ?? DEFAULT_MEMORY_BYTES) * ENGINE_SHARE),
  )
  try {
    const source = isParquet(files)
      ? await parquetSource(engine, files)
      : await lineSource(engine, allLines(files), now)
    const log = await storedLog(engine, source)
    return await backfill(log, now, options.config ?? defaultConfig, await sinkFor(engine, options.out))
  } finally {
    await engine.close()
  }
}

const sinkFor = async (engine: Engine, out: string) =>
  out.endsWith('.parquet') ? parquetRows(engine, out) : ndjsonRows(out)

async function filesOf(from: string): Promise<string[]> {
  if (await isFile(from)) return [from]
  const files: string[] = []
  for await (const file of glob(from)) if (await isFile(file)) files.push(file)
  if (files.length > 0) return files.sort()
  throw new LoopError(
    'LOOP_NO_FILE',
    `${from} is no file, and no file matches it. Give a Parquet or NDJSON file, or a glob in quotes.`,
  )
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() === true

function isParquet(files: readonly string[]): boolean {
  const parquet = files.filter((file) => file.endsWith('.parquet'))
  if (parquet.length === 0 || parquet.length === files.length) return parquet.length > 0
  throw new LoopError(
    'LOOP_MIXED_INPUT',
    `${parquet.length} of ${files.length} files are Parquet; all or none must be. Narrow the glob.`,
  )
}

async function* allLines(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    for await (const { bytes } of linesOf(await openInput(file), Number.POSITIVE_INFINITY)) yield bytes!
  }
}
