import { createHash } from 'node:crypto'
import { type AttemptStore, type Counted, FORGET_MS, waitMs } from '../../access/lockout.ts'
import type { Database } from './database.ts'

interface Kept {
  readonly failures: number
  readonly last_at: number
  readonly free_at: number
}

export const postgresAttemptStore = (database: Database): AttemptStore => ({
  begin: (tries, now) =>
    database.transaction(async (sql) => {
      let freeAt = 0
      const counts: { counted: Counted; hash: Buffer; failures: number }[] = []
      for (const { counted, of } of inOrder(tries)) {
        const hash = hashOf(of)
        await sql.query(
          'insert into login_attempts (counted, of_hash, failures, last_at, free_at) values ($1, $2, 0, $3, 0) on conflict do nothing',
          [counted, hash, now],
        )
        const [kept] = await sql.query<Kept>(
          'select failures, last_at, free_at from login_attempts where counted = $1 and of_hash = $2 for update',
          [counted, hash],
        )
        const old = kept === undefined || now - kept.last_at > FORGET_MS
        freeAt = Math.max(freeAt, old ? 0 : kept.free_at)
        counts.push({ counted, hash, failures: old ? 1 : kept.failures + 1 })
      }
      if (freeAt > now) return freeAt
      for (const { counted, hash, failures } of counts) {
        const wait = waitMs(counted, failures)
        await sql.query(
          'update login_attempts set failures = $3, last_at = $4, free_at = $5 where counted = $1 and of_hash = $2',
          // No wait is no instant: of several at once, one that began a little earlier may come here a little later.
          [counted, hash, failures, now, wait === 0 ? 0 : now + wait],
        )
      }
      return null
    }),
  async succeeded(tries, now) {
    for (const { counted, of } of tries) {
      await database.query(
        counted === 'address'
          ? 'update login_attempts set failures = greatest(0, failures - 1), free_at = 0 where counted = $1 and of_hash = $2'
          : 'delete from login_attempts where counted = $1 and of_hash = $2',
        [counted, hashOf(of)],
      )
    }
    // What is forgotten goes, or strangers could fill the table.
    await database.query(
      `delete from login_attempts where (counted, of_hash) in
         (select counted, of_hash from login_attempts where last_at < $1 limit 1000 for update skip locked)`,
      [now - FORGET_MS],
    )
  },
})

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Rows are locked in one order everywhere. */
const inOrder = <T extends { readonly counted: Counted }>(tries: readonly T[]): T[] =>
  [...tries].sort((a, b) => (a.counted < b.counted ? -1 : 1))
