import { resolve } from 'node:path'
import type { DatabaseOptions } from '../adapters/postgres/database.ts'
import type { Settings } from './settings.ts'

/** Which database these settings mean: the one of DATABASE_URL, or the embedded one of the data folder. */
export const databaseOf = (settings: Pick<Settings, 'databaseUrl' | 'dataDir'>): DatabaseOptions =>
  settings.databaseUrl === null ? { dataDir: resolve(settings.dataDir) } : { url: settings.databaseUrl }
