import { join } from 'node:path'
import { lakeFiles } from '../adapters/duckdb/lake-files.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresFoldStore } from '../adapters/postgres/fold-store.ts'
import { postgresLakeStore } from '../adapters/postgres/lake-store.ts'
import type { LakeFiles, LakeStore } from '../admission/lake.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { Clock } from '../events/clock.ts'
import type { FeatureConfig } from '../features/config.ts'
import { dueExport, type Exported, type ExportScope, exportLake, type LakePorts } from '../loop/export-lake.ts'
import type { LoopPolicy } from '../steering/policy.ts'
import type { Settings } from './settings.ts'

const ALONE = 'salesloop.lake'

/** Exports to the lake: by the policy, looked at with the steps of the loop, or by hand. */
export interface LakeExports {
  readonly store: LakeStore
  readonly files: LakeFiles
  /** null = another process is at it. Throws LOOP_LAKE_DIFFERS when rows are not as the service has them. */
  run(scope: ExportScope, signal: AbortSignal): Promise<Exported | null>
  /** What the policy asks for now, if anything. */
  look(policy: LoopPolicy['export'], signal: AbortSignal): Promise<void>
}

export const lakeFolder = ({ lakeDir, dataDir }: Pick<Settings, 'lakeDir' | 'dataDir'>): string =>
  lakeDir ?? join(dataDir, 'lake')

export function openLake(
  database: Database,
  clock: Clock,
  settings: Pick<Settings, 'lakeDir' | 'dataDir'>,
  features: FeatureConfig,
): LakeExports {
  const fold = postgresFoldStore(database)
  const ports: LakePorts = {
    store: postgresLakeStore(database),
    files: lakeFiles(lakeFolder(settings)),
    isSettled: (now) => fold.isSettled(now),
  }
  const run: LakeExports['run'] = async (scope, signal) => {
    const release = await database.tryLock(ALONE)
    if (release === null) return null
    try {
      const done = await exportLake(scope, await clock.now(), features, ports, signal)
      if (done.differing > 0) throw differs(done)
      return done
    } finally {
      await release()
    }
  }
  return {
    store: ports.store,
    files: ports.files,
    run,
    async look(policy, signal) {
      const due = dueExport(policy, await ports.store.lastRunAt(), await clock.now())
      if (due !== null) await run(due, signal)
    },
  }
}

function differs({ days, differing }: Exported): LoopError {
  const named = days.filter((day) => day.differing > 0).map((day) => new Date(day.dayAt).toISOString().split('T')[0])
  return new LoopError(
    'LOOP_LAKE_DIFFERS',
    `${differing} rows of the lake are not as the service has them (days ${named.join(', ')}). One of the two is wrong: compare such a row with GET /v1/conversations/:id, and report it.`,
    { status: 500 },
  )
}
