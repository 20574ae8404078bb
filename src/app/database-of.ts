import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DatabaseOptions } from '../adapters/postgres/database.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { Settings } from './settings.ts'

type Place = Pick<Settings, 'databaseUrl' | 'dataDir'>

/** Which database these settings mean: the one of DATABASE_URL, or the embedded one of the data folder. */
export const databaseOf = (settings: Place): DatabaseOptions =>
  settings.databaseUrl === null ? { dataDir: resolve(settings.dataDir) } : { url: settings.databaseUrl }

/**
 * The same, for commands that read what is there: a mistyped folder must not become a new, empty database, of which a
 * backup would then be taken in good faith. Throws LOOP_NO_DATA.
 */
export function existingDatabaseOf(settings: Place): DatabaseOptions {
  const database = databaseOf(settings)
  // Of a folder whose restore was cut short, openDatabase tells more.
  if ('url' in database || ['postgres', 'restoring'].some((name) => existsSync(join(database.dataDir, name))))
    return database
  throw new LoopError(
    'LOOP_NO_DATA',
    `${database.dataDir} holds no data of salesloop. Give the --data-dir with which salesloop up runs, or set DATABASE_URL.`,
  )
}
