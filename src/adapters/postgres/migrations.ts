import { sql as live } from './migrations/001-live.ts'
import { sql as pool } from './migrations/010-pool.ts'

/** Every change of the tables, in order. One that has been released is never edited: add another. */
export const MIGRATIONS: readonly { readonly id: number; readonly name: string; readonly sql: string }[] = [
  { id: 1, name: 'live', sql: live },
  { id: 10, name: 'pool', sql: pool },
]
