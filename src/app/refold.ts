import { resolve } from 'node:path'
import { openClock } from '../adapters/postgres/clock.ts'
import { postgresConfigHistory } from '../adapters/postgres/config-history.ts'
import { type Database, openDatabase } from '../adapters/postgres/database.ts'
import { foldStep } from '../adapters/postgres/fold-store.ts'
import { statesAfter } from '../adapters/postgres/refold-rows.ts'
import { postgresRuleBook } from '../adapters/postgres/rule-book.ts'
import { forecastRefold } from '../loop/dry-refold.ts'
import { existingDatabaseOf } from './database-of.ts'
import { loadFeatures } from './feature-config.ts'
import type { Settings } from './settings.ts'

export interface Told {
  readonly json: unknown
  readonly text: string
}

const PROGRESS_EVERY = 5000

/** What the configuration would change on the stored conversations. Reads beside a running service. */
export async function dryRefold(settings: Settings): Promise<Told> {
  const { config, hash } = await loadFeatures(settings.featureConfig)
  return withDatabase(settings, async (database) => {
    const clock = await openClock(database, null)
    const found = await forecastRefold(
      await clock.now(),
      config,
      {
        step: foldStep(database),
        rules: postgresRuleBook(database),
        idsAfter: async (id, limit) => (await statesAfter(database, id, limit)).map((state) => state.id),
      },
      (done) => done % PROGRESS_EVERY === 0 && process.stderr.write(`${done} conversations compared\n`),
    )
    const inForce = (await postgresConfigHistory(database).current())?.configHash ?? null
    const by = Object.entries(found.by).sort((a, b) => b[1] - a[1])
    const lines = [
      `${found.rows} of ${found.conversations} rows would differ in a feature or flag under configuration ${hash}${inForce === hash ? ', which is in force already' : ''}.`,
      ...by.map(([name, count]) => `  ${name}: ${count}`),
      `${found.flagged} would become flagged, ${found.unflagged} would be flagged no more.`,
    ]
    return { json: { config_hash: hash, in_force: inForce, ...found }, text: `${lines.join('\n')}\n` }
  })
}

/** How far the refold of the configuration in force is. */
export async function refoldStatus(settings: Settings): Promise<Told> {
  return withDatabase(settings, async (database) => {
    const current = await postgresConfigHistory(database).current()
    if (current === null) return { json: null, text: 'No service has started on this data yet.\n' }
    const { configHash, since, refold } = current
    const state =
      refold.finishedAt === null
        ? `${refold.looked} of ${refold.conversations} conversations looked at`
        : `finished at ${new Date(refold.finishedAt).toISOString()}`
    const text = `Configuration ${configHash}, in force since ${new Date(since).toISOString()}: ${state}; ${refold.changed} rows written, ${refold.differing} of them with another feature or flag.\n`
    return { json: { config_hash: configHash, since, refold }, text }
  })
}

async function withDatabase<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(existingDatabaseOf({ ...settings, dataDir: resolve(settings.dataDir) }))
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
