import { setTimeout as sleep } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'

/** What the queue needs of the one database: pg-boss opens no connection of its own. */
export interface JobDatabase {
  query(text: string, values?: readonly unknown[]): Promise<object[]>
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>
}

/**
 * Work that comes again and again: it is looked at every minute by the wall's clock, and when somebody says so. A job holds
 * nothing but its name; what is to be done stands in rows. So a job that is lost costs a minute, and one too many nothing.
 */
export interface Jobs {
  /** Work on this now, wherever a process is free. Many calls make one job. Failures go to `onError`: the next minute comes. */
  wake(name: string): void
  /** Ends the jobs in hand, takes no more. */
  stop(): Promise<void>
}

export interface JobOptions {
  readonly database: JobDatabase
  /** By queue name. A job that throws is tried again, with growing pauses. */
  readonly work: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>
  /** Heard at once by LISTEN; this is how often a lost message is looked for, seconds. */
  readonly backstopSeconds?: number
  onError(error: unknown): void
}

const SCHEMA = 'pgboss'
const EVERY_MINUTE = '* * * * *'
/** A job may take this long in a process that is not seen to be dead. */
const LONGEST_SECONDS = 6 * 3600
/** Without a sign of life for this long, its process is dead, and the job is given to another. */
const HEARTBEAT_SECONDS = 30
const START_TRIES = 20
const STOP_MS = 30_000

/** The queues in schema `pgboss` of the same database; of several processes each takes jobs. */
export async function openJobs({ database, work, backstopSeconds = 5, onError }: JobOptions): Promise<Jobs> {
  const boss = new PgBoss({
    db: {
      executeSql: async (text, values) => ({ rows: await database.query(text, values) }),
      async listen(channel, onNotification) {
        return { close: await database.listen(channel, onNotification) }
      },
    },
    schema: SCHEMA,
    useListenNotify: true,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
  })
  boss.on('error', onError)
  const stopping = new AbortController()
  await startOf(boss)
  for (const [name, handler] of Object.entries(work)) {
    await boss.createQueue(name, {
      policy: 'short', // one waits at most; more would find nothing to do
      notify: true,
      retryLimit: 3,
      retryDelay: 2,
      retryBackoff: true,
      expireInSeconds: LONGEST_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retentionSeconds: 3600,
      deleteAfterSeconds: 3600,
    })
    await boss.schedule(name, EVERY_MINUTE)
    await boss.work(
      name,
      { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: Math.max(2, backstopSeconds) },
      async () => {
        if (stopping.signal.aborted) return
        try {
          await handler(stopping.signal)
        } catch (error) {
          if (stopping.signal.aborted) return
          onError(error)
          throw error // pg-boss tries it again
        }
      },
    )
  }
  return {
    wake(name) {
      if (stopping.signal.aborted) return
      boss.send(name, {}).catch((error) => {
        if (!stopping.signal.aborted) onError(error)
      })
    },
    async stop() {
      stopping.abort()
      await boss.stop({ graceful: true, timeout: STOP_MS })
    },
  }
}

/** Two processes that make the schema at the same moment: one of them is told to come again. */
async function startOf(boss: PgBoss): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await boss.start()
      return
    } catch (error) {
      if (attempt === START_TRIES) throw error
      await sleep(100 * attempt)
    }
  }
}
