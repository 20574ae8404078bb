import type { Database } from '../adapters/postgres/database.ts'
import type { Clock } from '../events/clock.ts'
import type { Settings } from './settings.ts'

/** Every engine the steps use, opened once. Stages add their ports here; routes and commands take what they need. */
export interface Ports {
  readonly settings: Settings
  readonly database: Database
  readonly clock: Clock
}
