import { createHash } from 'node:crypto'
import { LoopError } from '../../errors/loop-error.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Database } from './sql.ts'

/** Applies what is missing, in order, in one transaction; of several processes that start at once, one does it. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.migrate', 0))`)
    await sql.query(
      'create table if not exists schema_migrations (id int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())',
    )
    const applied = new Map(
      (await sql.query<{ id: number; checksum: string }>('select id, checksum from schema_migrations')).map((row) => [
        row.id,
        row.checksum,
      ]),
    )
    refuseNewerFolder(applied)
    for (const { id, name, sql: statements } of MIGRATIONS) {
      const checksum = createHash('sha256').update(statements).digest('hex')
      const known = applied.get(id)
      if (known === checksum) continue
      if (known) throw changed(id, name)
      await sql.query(statements)
      await sql.query('insert into schema_migrations (id, name, checksum) values ($1, $2, $3)', [id, name, checksum])
    }
  })
}

function refuseNewerFolder(applied: ReadonlyMap<number, string>): void {
  const known = new Set(MIGRATIONS.map((migration) => migration.id))
  const unknown = [...applied.keys()].filter((id) => !known.has(id))
  if (unknown.length > 0) {
    throw new LoopError(
      'LOOP_DATA_NEWER',
      `This database has migrations ${unknown.join(', ')}, which this version of salesloop does not know. Use the newer salesloop that made it.`,
      { status: 500 },
    )
  }
}

const changed = (id: number, name: string): LoopError =>
  new LoopError(
    'LOOP_MIGRATION_CHANGED',
    `Migration ${id} (${name}) was applied with other statements than this version holds. Restore a backup into a new data folder.`,
    { status: 500 },
  )
