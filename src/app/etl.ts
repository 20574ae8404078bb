import { openClock } from '../adapters/postgres/clock.ts'
import { postgresConfigHistory } from '../adapters/postgres/config-history.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import type { KeptDay } from '../admission/lake.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { ExportScope } from '../loop/export-lake.ts'
import { existingDatabaseOf } from './database-of.ts'
import { loadFeatures } from './feature-config.ts'
import { refuseOthers } from './feature-config-in-force.ts'
import { type LakeExports, lakeFolder, openLake } from './lake-exports.ts'
import type { Settings } from './settings.ts'

export interface EtlAnswer {
  readonly folder: string
  /** Hours whose file was written; for the status, files that there are. */
  readonly hours: number
  readonly compared: boolean | null
  readonly days: readonly DayAnswer[]
}

export interface DayAnswer {
  readonly day: string
  readonly conversations: number
  readonly final_rows: number
  readonly differing: number
  readonly computed_at: number
  readonly path: string
  readonly sha256: string
}

type Place = Pick<Settings, 'dataDir' | 'lakeDir' | 'databaseUrl' | 'featureConfig'>

/** Exports now. Throws LOOP_LAKE_BUSY when another process does, LOOP_LAKE_DIFFERS, LOOP_FEATURE_CONFIG_DIFFERS. */
export const runEtl = (settings: Place, scope: ExportScope): Promise<EtlAnswer> =>
  withLake(settings, true, async (lake) => {
    const done = await lake.run(scope, new AbortController().signal)
    if (done === null) {
      throw new LoopError(
        'LOOP_LAKE_BUSY',
        'Another process exports to this lake. Wait for it, or see salesloop etl --status.',
        {
          status: 409,
        },
      )
    }
    return { folder: lakeFolder(settings), hours: done.hours, compared: done.compared, days: done.days.map(toDay) }
  })

/** What lies in the lake, newest days first. */
export const lakeStatus = (settings: Place, limit: number): Promise<EtlAnswer> =>
  withLake(settings, false, async (lake) => ({
    folder: lakeFolder(settings),
    hours: (await lake.store.keptBetween(0, Number.MAX_SAFE_INTEGER)).length,
    compared: null,
    days: (await lake.store.days(limit)).map(toDay),
  }))

async function withLake<T>(settings: Place, writes: boolean, work: (lake: LakeExports) => Promise<T>): Promise<T> {
  const loadedFeatures = await loadFeatures(settings.featureConfig)
  const database = await openDatabase(existingDatabaseOf(settings))
  try {
    if (writes) refuseOthers(loadedFeatures.hash, await postgresConfigHistory(database).current())
    return await work(openLake(database, await openClock(database, null), settings, loadedFeatures.config))
  } finally {
    await database.close()
  }
}

export const toDay = (day: KeptDay): DayAnswer => ({
  day: new Date(day.dayAt).toISOString().split('T')[0]!,
  conversations: day.conversations,
  final_rows: day.finalRows,
  differing: day.differing,
  computed_at: day.computedAt,
  path: day.path,
  sha256: day.sha256,
})
