import type { TombstoneList, TombstoneStore } from '../../privacy/tombstones.ts'
import type { Database } from './database.ts'

export const ERASURES_CHANNEL = 'salesloop_erasures'
const POLL_MS = 5000

/** Tombstones in PostgreSQL; each process hears of new ones, and looks by itself in case it missed one. */
export function postgresTombstoneStore(database: Database): TombstoneStore {
  return {
    async load() {
      const [key] = await database.query<{ secret: string }>('select secret from erasure_key')
      if (!key) return null
      const hashes = await database.query<TombstoneList['hashes'][number]>(
        `select kind, hash from tombstones where kind in ('user', 'conversation')`,
      )
      return { secret: key.secret, hashes }
    },
    async follow(onChange) {
      const stopListening = await database.listen(ERASURES_CHANNEL, onChange)
      const timer = setInterval(onChange, POLL_MS)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await stopListening()
      }
    },
  }
}
