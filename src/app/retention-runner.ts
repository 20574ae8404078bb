import { join } from 'node:path'
import { retentionFiles } from '../adapters/files/retention-files.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresRetentionStore } from '../adapters/postgres/retention-store.ts'
import type { Clock } from '../events/clock.ts'
import { type RetainPorts, retain } from '../loop/retain.ts'
import type { RetentionFinding } from '../privacy/retention.ts'
import type { Settings } from './settings.ts'

const LOCK = 'salesloop.retention'
const EVERY_MS = 3_600_000

/** Applies the retention policy once an hour, in one process at a time. */
export interface RetentionRunner extends RetainPorts {
  /** null = another process is at it. */
  run(dryRun: boolean): Promise<RetentionFinding[] | null>
  start(): void
  stop(): Promise<void>
}

export function openRetention(
  database: Database,
  clock: Clock,
  settings: Pick<Settings, 'dataDir' | 'databaseUrl'>,
  onError: (error: unknown) => void,
): RetentionRunner {
  const log = settings.databaseUrl === null ? join(settings.dataDir, 'postgres.log') : null
  const ports = { retention: postgresRetentionStore(database), files: retentionFiles(log) }
  const stop = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let work: Promise<unknown> = Promise.resolve()

  async function run(dryRun: boolean): Promise<RetentionFinding[] | null> {
    const release = await database.tryLock(LOCK)
    if (release === null) return null
    try {
      const { policy } = await ports.retention.policy()
      const times = { now: await clock.now(), wallNow: Date.now() }
      return await retain(policy, ports, { ...times, dryRun, signal: stop.signal })
    } finally {
      await release()
    }
  }
  return {
    ...ports,
    run,
    start() {
      timer = setInterval(() => {
        work = run(false).catch(onError)
      }, EVERY_MS)
    },
    async stop() {
      stop.abort()
      if (timer) clearInterval(timer)
      await work
    },
  }
}
