import { LoopError } from '../../errors/loop-error.ts'
import { noBundle } from '../../releases/bundle.ts'
import type { GateVerdict, ModelRegistry, RegisteredBundle, RegisteredModel } from '../../releases/model-registry.ts'
import type { Database, Sql } from './database.ts'
import { readExperiments } from './experiment-lines.ts'
import { RELEASES_CHANNEL, readLedger, readLineAt, readState, readStates, writeRelease } from './release-states.ts'

type BundleRow = { readonly content: RegisteredBundle } & Pick<
  RegisteredBundle,
  'id' | 'runId' | 'snapshot' | 'verdict' | 'against' | 'createdAt'
>

const BUNDLE = `select bundle_id id, content, run_id "runId", snapshot_id snapshot, verdict, against, created_at "createdAt" from bundles`
const VERDICT = `select bundle_id bundle, against, verdict, run_id "runId", who, at from verdicts`
const MODEL = `select model_id id, sha256, task, snapshot_id snapshot, seed, created_at "createdAt" from models`

/** Bundles, and who is live, in PostgreSQL: a release is one update of one row, its ledger line and a NOTIFY, in one commit. */
export function postgresModelRegistry(database: Database, pollMs = 1000): ModelRegistry {
  return {
    async token() {
      const [row] = await database.query<{ token: number }>(
        `update release_state set token = token + 1 where assistant_id = '' returning token`,
      )
      return row!.token
    },
    publish: (bundle, models, token) => database.transaction((sql) => publish(sql, bundle, models, token)),
    models: (limit) => database.query<RegisteredModel>(`${MODEL} order by created_at desc, model_id limit $1`, [limit]),
    async model(id) {
      const [row] = await database.query<RegisteredModel>(`${MODEL} where model_id = $1`, [id])
      return row ?? null
    },
    async bundle(id) {
      const [row] = await database.query<BundleRow>(`${BUNDLE} where bundle_id = $1`, [id])
      return row ? bundleFrom(row) : null
    },
    judge: (verdict) =>
      database.transaction(async (sql) => {
        await refuseUnknown(sql, verdict.bundle)
        await addVerdict(sql, verdict)
      }),
    verdicts: (bundle) => database.query<GateVerdict>(`${VERDICT} where bundle_id = $1 order by seq desc`, [bundle]),
    async bundles(limit) {
      const rows = await database.query<BundleRow>(`${BUNDLE} order by created_at desc, bundle_id limit $1`, [limit])
      return rows.map(bundleFrom)
    },
    state: (assistant = null) => readState(database, assistant),
    states: () => readStates(database),
    release: (order, now) =>
      database.transaction((sql) => writeRelease(sql, order, now, (entry) => refuseUnknown(sql, entry.bundle))),
    ledger: (limit, filter = {}) => readLedger(database, limit, filter),
    experiments: (limit, filter = {}) => readExperiments(database, limit, filter),
    at: (instant, assistant = null) => readLineAt(database, instant, assistant),
    async follow(onChange) {
      const stopListening = await database.listen(RELEASES_CHANNEL, onChange)
      const timer = setInterval(onChange, pollMs) // a NOTIFY can be missed while the connection is down
      timer.unref()
      return async () => {
        clearInterval(timer)
        await stopListening()
      }
    },
  }
}

async function publish(
  sql: Sql,
  bundle: RegisteredBundle,
  models: readonly RegisteredModel[],
  token: number,
): Promise<void> {
  const [row] = await sql.query<{ token: number }>(`select token from release_state where assistant_id = '' for update`)
  if (row!.token !== token) {
    throw new LoopError(
      'LOOP_STALE_TOKEN',
      `Token ${token} is void: token ${row!.token} was given out since. Another trainer took over; this result is dropped.`,
      { status: 409 },
    )
  }
  for (const model of models) {
    await sql.query(
      `insert into models (model_id, sha256, task, snapshot_id, seed, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing`,
      [model.id, model.sha256, model.task, model.snapshot, model.seed, model.createdAt],
    )
  }
  const { id, runId, snapshot, verdict, against, createdAt, ...content } = bundle
  await sql.query(
    `insert into bundles (bundle_id, content, run_id, snapshot_id, verdict, against, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [id, JSON.stringify(content), runId, snapshot, verdict, against, createdAt],
  )
  await addVerdict(sql, { bundle: id, against, verdict, runId, who: 'loop', at: createdAt })
}

/** A run judges a bundle once, however often it is taken up again. */
const addVerdict = (sql: Sql, { bundle, against, verdict, runId, who, at }: GateVerdict): Promise<unknown> =>
  sql.query(
    `insert into verdicts (bundle_id, against, verdict, run_id, who, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [bundle, against, verdict, runId, who, at],
  )

async function refuseUnknown(sql: Sql, bundle: string): Promise<void> {
  const known = await sql.query('select 1 from bundles where bundle_id = $1', [bundle])
  if (known.length === 0) throw noBundle(bundle)
}

/** Bundles of an older version know of fewer parts. */
const bundleFrom = ({ content, ...row }: BundleRow): RegisteredBundle => ({
  ...NO_PARTS,
  ...content,
  ...row,
})
const NO_PARTS = { phrases: null, policy: null, fault: null }
