import {
  addFindings,
  type Erasure,
  type ErasureOrder,
  type ErasurePreview,
  type ErasureStore,
  type TrainedModel,
} from '../../privacy/erasure.ts'
import type { Database, Sql } from './database.ts'
import { adoptRegister, readRegister } from './erasure-register.ts'
import { eraseRows } from './erasure-rows.ts'
import { findTargets, mentionedIn, otherUsers, reopenErased } from './erasure-targets.ts'
import { scrub } from './scrub.ts'
import { ERASURES_CHANNEL } from './tombstone-store.ts'

const COLUMNS = `erasure_id "erasureId", kind, who, recorded_by "recordedBy", why, requested_at "requestedAt", step, findings,
  snapshots, backups, finished_at "finishedAt", lifted_at "liftedAt", error`

const MODELS = `
  select m.model_id "modelId", m.task, m.snapshot_id snapshot, exists (
    select from release_state s join bundles b on b.bundle_id = s.live where b.content::text like '%' || m.model_id || '%')
    or m.model_id is not distinct from (
      select body -> 'learned' ->> 'id' from sampling_policies order by version desc limit 1) live
  from (select model_id, task, snapshot_id, created_at from models
    union all select model_id, 'fault', snapshot_id, made_at from fault_models) m
  where m.snapshot_id = any($1) order by m.created_at desc, m.model_id`

/** Erasures as rows with steps, and everything that they do to the tables. */
export function postgresErasureStore(database: Database): ErasureStore {
  return {
    begin: (erasureId, order, now) => database.transaction((sql) => begin(sql, erasureId, order, now)),
    preview: (order, now) => preview(database, order, now),
    async next() {
      const [row] = await database.query<Erasure>(
        `select ${COLUMNS} from erasures where step <> 'done' order by requested_at, erasure_id limit 1`,
      )
      return row ?? null
    },
    async find(erasureId) {
      await barrier(database)
      await database.transaction((sql) => findTargets(sql, erasureId))
      await database.query('select pg_notify($1, $2)', [ERASURES_CHANNEL, ''])
      await barrier(database)
    },
    eraseRows: (erasureId, now) => database.transaction((sql) => eraseRows(sql, erasureId, now)),
    async targets(erasureId) {
      const rows = await database.query<{ kind: string; id: string }>(
        'select kind, id from erasure_targets where erasure_id = $1',
        [erasureId],
      )
      const of = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.id)
      return { users: of('user'), conversations: of('conversation'), events: of('event'), texts: of('text') }
    },
    async forgetTargets(erasureId) {
      await database.query('delete from erasure_targets where erasure_id = $1', [erasureId])
    },
    scrub: () => scrub(database),
    advance: (erasureId, from, more, now) =>
      database.transaction(async (sql) => {
        const [row] = await sql.query<Pick<Erasure, 'findings'>>(
          'select findings from erasures where erasure_id = $1 and step = $2 for update',
          [erasureId, from],
        )
        if (!row) return // another process was faster
        await sql.query(
          `update erasures set findings = $3, error = null, step = case step when 'find' then 'rows' when 'rows' then 'files'
             when 'files' then 'sweep' when 'sweep' then 'scrub' else 'done' end,
             finished_at = case when step = 'scrub' then $4::bigint end
           where erasure_id = $1 and step = $2`,
          [erasureId, from, JSON.stringify(addFindings(row.findings, more)), now],
        )
      }),
    async fail(erasureId, error) {
      await database.query('update erasures set error = $2 where erasure_id = $1', [erasureId, error])
    },
    async get(erasureId) {
      const [row] = await database.query<Erasure>(`select ${COLUMNS} from erasures where erasure_id = $1`, [erasureId])
      return row ?? null
    },
    list: (limit) =>
      database.query<Erasure>(`select ${COLUMNS} from erasures order by requested_at desc, erasure_id limit $1`, [
        limit,
      ]),
    models: (snapshots) => database.query<TrainedModel>(MODELS, [snapshots]),
    lift: (erasureId, by, now) => database.transaction((sql) => lift(sql, erasureId, by, now)),
    register: () => readRegister(database),
    adopt: (register) => database.transaction((sql) => adoptRegister(sql, register)),
    async backupPaths() {
      const rows = await database.query<{ path: string }>(
        'select path from backups where removed_at is null order by 1',
      )
      return rows.map(({ path }) => path)
    },
    reopen: () => database.transaction(reopenErased),
  }
}

/** What was erased for good stays out; under the id that was erased, the person may come back. */
async function lift(sql: Sql, erasureId: string, by: { who: string; why: string }, now: number): Promise<boolean> {
  const rows = await sql.query<{ kind: string; hash: string }>(
    `update erasures set lifted_at = $2, lifted_by = $3, lifted_why = $4
     where erasure_id = $1 and step = 'done' and lifted_at is null returning kind, hash`,
    [erasureId, now, by.who, by.why],
  )
  for (const { kind, hash } of rows)
    await sql.query('delete from tombstones where kind = $1 and hash = $2', [kind, hash])
  await sql.query('select pg_notify($1, $2)', [ERASURES_CHANNEL, ''])
  return rows.length > 0
}

async function begin(sql: Sql, erasureId: string, order: ErasureOrder, now: number): Promise<void> {
  const { subject, texts, who, recordedBy, why } = order
  await sql.query(
    `insert into erasure_key (secret) values (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')) on conflict do nothing`,
  )
  await sql.query(
    `insert into erasures (erasure_id, kind, hash, who, recorded_by, why, requested_at, step, backups)
     values ($1, $2, erasure_hash($2, $3), $4, $5, $6, $7, 'find', (select count(*) from backups where removed_at is null))`,
    [erasureId, subject.kind, subject.id, who, recordedBy, why, now],
  )
  await sql.query(
    `insert into tombstones (kind, hash, erasure_id) values ($1, erasure_hash($1, $2), $3) on conflict do nothing`,
    [subject.kind, subject.id, erasureId],
  )
  await sql.query(
    `insert into erasure_targets (erasure_id, kind, id) select $1, * from unnest($2::text[], $3::text[]) on conflict do nothing`,
    [erasureId, [subject.kind, ...texts.map(() => 'text')], [subject.id, ...texts]],
  )
  await sql.query('select pg_notify($1, $2)', [ERASURES_CHANNEL, ''])
}

/** Waits for every write that began before the tombstone was there to see; later ones see it. */
async function barrier(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('lock table events, decisions in share row exclusive mode')
  })
}

/** Carries what it found out of a transaction that is undone. */
class Undone extends Error {
  readonly preview: ErasurePreview

  constructor(preview: ErasurePreview) {
    super('undone on purpose')
    this.preview = preview
  }
}

async function preview(database: Database, order: ErasureOrder, now: number): Promise<ErasurePreview> {
  try {
    return await database.transaction<ErasurePreview>(async (sql) => {
      await begin(sql, 'preview', order, now)
      await findTargets(sql, 'preview')
      const others = await otherUsers(sql, 'preview')
      const mentioned = await mentionedIn(sql, 'preview')
      const findings = await eraseRows(sql, 'preview', now)
      const [row] = await sql.query<{ snapshots: string[] }>(
        `select snapshots from erasures where erasure_id = 'preview'`,
      )
      throw new Undone({ findings, snapshots: row!.snapshots, otherUsers: others, mentionedIn: mentioned })
    })
  } catch (error) {
    if (error instanceof Undone) return error.preview
    throw error
  }
}
