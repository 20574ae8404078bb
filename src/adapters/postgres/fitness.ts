import { LoopError } from '../../errors/loop-error.ts'
import type { Sql } from './sql.ts'

const OLDEST = 150_000

/** What a server says of itself. */
export interface ServerTraits {
  /** server_version_num: 150004 is 15.4. */
  readonly version: number
  readonly fsync: string
  readonly synchronousCommit: string
  readonly encoding: string
}

/** Refuses a server on which 'acknowledged' would not mean 'kept'. Throws LOOP_DATABASE_UNFIT. */
export async function refuseUnfit(sql: Sql): Promise<void> {
  const [traits] = await sql.query<ServerTraits>(
    `select current_setting('server_version_num')::int "version", current_setting('fsync') fsync,
       current_setting('synchronous_commit') "synchronousCommit", current_setting('server_encoding') encoding`,
  )
  const faults = traits ? faultsOf(traits) : []
  if (faults.length > 0) {
    throw new LoopError('LOOP_DATABASE_UNFIT', `This PostgreSQL cannot be used: ${faults.join('; ')}.`, { status: 500 })
  }
}

/** Each with what came and what to do; none of a server that can be used. */
export function faultsOf({ version, fsync, synchronousCommit, encoding }: ServerTraits): string[] {
  return [
    version >= OLDEST ? null : `its version is ${Math.floor(version / 10_000)}, needed is 15 or newer: upgrade it`,
    fsync === 'on' ? null : `fsync is ${fsync}, and a crash would lose events: set fsync = on`,
    synchronousCommit !== 'off'
      ? null
      : 'synchronous_commit is off, and a crash would lose events: set it to on (ALTER DATABASE … SET synchronous_commit = on)',
    encoding === 'UTF8'
      ? null
      : `its encoding is ${encoding}, needed is UTF8: make a database with ENCODING 'UTF8' TEMPLATE template0`,
  ].filter((fault) => fault !== null)
}
