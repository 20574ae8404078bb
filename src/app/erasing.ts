import { join } from 'node:path'
import { eraseParquet } from '../adapters/duckdb/erase-parquet.ts'
import { erasureFiles } from '../adapters/files/erase-files.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresErasureStore } from '../adapters/postgres/erasure-store.ts'
import { postgresTombstoneStore } from '../adapters/postgres/tombstone-store.ts'
import type { Clock } from '../events/clock.ts'
import { type ErasePorts, workOnErasures } from '../loop/erase.ts'
import type { Erasure, ErasureStep } from '../privacy/erasure.ts'
import { Tombstones } from '../privacy/tombstones.ts'
import { lakeFolder } from './lake-exports.ts'
import type { Settings } from './settings.ts'

const LOCK = 'salesloop.erasure'
const POLL_MS = 2000

/** Erasures in this process: who stays out, and the worker that carries the steps out. */
export interface Erasing {
  readonly ports: ErasePorts
  readonly tombstones: Tombstones
  /** Follows other processes' erasures, and takes up what a killed one left. */
  start(): Promise<void>
  /** There is an erasure to carry out. */
  wake(): void
  stop(): Promise<void>
}

export type ErasingSettings = Pick<Settings, 'dataDir' | 'databaseUrl' | 'lakeDir' | 'eraseFolders'>

/** Ports of erasure for a data folder: its tables, exports, lake and server log. */
export const erasePorts = (database: Database, settings: ErasingSettings): ErasePorts => ({
  erasures: postgresErasureStore(database),
  files: erasureFiles(
    [join(settings.dataDir, 'exports'), lakeFolder(settings), ...settings.eraseFolders],
    settings.databaseUrl === null ? [join(settings.dataDir, 'postgres.log')] : [],
    eraseParquet,
  ),
})

/** Knows the tombstones when it returns. */
export async function openErasing(
  database: Database,
  clock: Clock,
  settings: ErasingSettings,
  onError: (error: unknown) => void,
): Promise<Erasing> {
  const ports = erasePorts(database, settings)
  const store = postgresTombstoneStore(database)
  const tombstones = new Tombstones()
  const load = async () => tombstones.replace(await store.load())
  await load()
  const stop = new AbortController()
  const cleanUp: (() => Promise<void>)[] = []
  let work: Promise<void> | null = null
  let again = false

  const wake = (): void => {
    if (stop.signal.aborted) return
    if (work !== null) {
      again = true
      return
    }
    again = false
    work = workWhileAlone(database, ports, clock, () => {}, stop.signal)
      .then(() => {})
      .catch(onError)
      .finally(() => {
        work = null
        if (again) wake()
      })
  }
  return {
    ports,
    tombstones,
    async start() {
      cleanUp.push(await store.follow(() => void load().catch(onError)))
      const look = async () => {
        if (work === null && (await ports.erasures.next()) !== null) wake()
      }
      const timer = setInterval(() => void look().catch(onError), POLL_MS)
      cleanUp.push(async () => clearInterval(timer))
    },
    wake,
    async stop() {
      stop.abort()
      for (const each of cleanUp) await each()
      await work
    },
  }
}

/** false = another process is at it. An erasure that fails says so in its row, and is tried again. */
export async function workWhileAlone(
  database: Database,
  ports: ErasePorts,
  clock: Clock,
  onStep: (erasure: Erasure, step: ErasureStep) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const release = await database.tryLock(LOCK)
  if (release === null) return false
  let at: string | null = null
  try {
    const noted = (erasure: Erasure, step: ErasureStep) => {
      at = erasure.erasureId
      onStep(erasure, step)
    }
    await workOnErasures(ports, () => clock.now(), noted, signal)
    return true
  } catch (error) {
    if (at !== null) await ports.erasures.fail(at, String((error as Error)?.message ?? error)).catch(() => {})
    throw error
  } finally {
    await release()
  }
}
