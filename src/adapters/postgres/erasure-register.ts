import { LoopError } from '../../errors/loop-error.ts'
import type { ErasureRegister } from '../../privacy/erasure.ts'
import type { Sql } from './database.ts'

/** null = nobody was erased here. */
export async function readRegister(sql: Sql): Promise<ErasureRegister | null> {
  const [key] = await sql.query<{ secret: string }>('select secret from erasure_key')
  if (!key) return null
  const erasures = await sql.query<ErasureRegister['erasures'][number]>(
    `select erasure_id "erasureId", kind, hash, who, recorded_by "recordedBy", why, requested_at "requestedAt"
     from erasures order by requested_at, erasure_id`,
  )
  const tombstones = await sql.query<ErasureRegister['tombstones'][number]>(
    'select kind, hash, erasure_id "erasureId" from tombstones order by erasure_id, kind, hash',
  )
  return { format: 1, secret: key.secret, erasures, tombstones }
}

/** What it names and this database does not know counts as done; whoever is there all the same is erased by `reopen`. */
export async function adoptRegister(sql: Sql, register: ErasureRegister): Promise<void> {
  await sql.query('insert into erasure_key (secret) values ($1) on conflict do nothing', [register.secret])
  const [key] = await sql.query<{ secret: string }>('select secret from erasure_key')
  if (key!.secret !== register.secret) {
    throw new LoopError(
      'LOOP_OTHER_REGISTER',
      'This register of erasures belongs to another database: its hashes mean nothing here. Give the one that lies beside the backup (FILE.erasures).',
    )
  }
  await sql.query(
    `insert into erasures (erasure_id, kind, hash, who, recorded_by, why, requested_at, step)
     select "erasureId", kind, hash, who, "recordedBy", why, "requestedAt", 'done'
     from jsonb_to_recordset($1::jsonb) n("erasureId" text, kind text, hash text, who text, "recordedBy" text, why text,
       "requestedAt" bigint) on conflict do nothing`,
    [JSON.stringify(register.erasures)],
  )
  await sql.query(
    `insert into tombstones (kind, hash, erasure_id)
     select kind, hash, "erasureId" from jsonb_to_recordset($1::jsonb) n(kind text, hash text, "erasureId" text)
     on conflict do nothing`,
    [JSON.stringify(register.tombstones)],
  )
}
