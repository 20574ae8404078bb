import { LoopError } from '../../errors/loop-error.ts'
import { noBundle } from '../../releases/bundle.ts'
import type { GateVerdict, ModelRegistry, RegisteredBundle, RegisteredModel } from '../../releases/model-registry.ts'
import { type LedgerEntry, nextState, type ReleaseState } from '../../releases/release-state.ts'
import type { Database, Sql } from './database.ts'

const CHANNEL = 'salesloop_releases'

interface StateRow {
  readonly revision: number
  readonly live: string | null
  readonly earlier: string[]
  readonly canary: string | null
  readonly share: number | null
  readonly since: number | null
}
type LedgerRow = StateRow & Omit<LedgerEntry, keyof ReleaseState>
type BundleRow = { readonly content: RegisteredBundle } & Pick<
  RegisteredBundle,
  'id' | 'runId' | 'snapshot' | 'verdict' | 'against' | 'createdAt'
>

const STATE = 'revision, live, earlier, canary, canary_share share, canary_since since'
const LEDGER = `select ${STATE}, at, action, bundle, who, recorded_by "recordedBy", why, forced, decided_on "check" from release_ledger`
const BUNDLE = `select bundle_id id, content, run_id "runId", snapshot_id snapshot, verdict, against, created_at "createdAt" from bundles`
const VERDICT = `select bundle_id bundle, against, verdict, run_id "runId", who, at from verdicts`
const MODEL = `select model_id id, sha256, task, snapshot_id snapshot, seed, created_at "createdAt" from models`

/** Bundles, and who is live, in PostgreSQL: a release is one update of one row, its ledger line and a NOTIFY, in one commit. */
export function postgresModelRegistry(database: Database, pollMs = 1000): ModelRegistry {
  return {
    async token() {
      const [row] = await database.query<{ token: number }>(
        'update release_state set token = token + 1 returning token',
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
    async state() {
      const [row] = await database.query<StateRow>(`select ${STATE} from release_state`)
      return stateFrom(row!)
    },
    release: (order, now) =>
      database.transaction(async (sql) => {
        const [row] = await sql.query<StateRow>(`select ${STATE} from release_state for update`)
        const entry = nextState(stateFrom(row!), order, now)
        await refuseUnknown(sql, entry.bundle)
        await writeState(sql, entry)
        await writeLedger(sql, entry)
        await sql.query('select pg_notify($1, $2)', [CHANNEL, String(entry.revision)])
        return entry
      }),
    async ledger(limit) {
      return (await database.query<LedgerRow>(`${LEDGER} order by revision desc limit $1`, [limit])).map(entryFrom)
    },
    async at(instant) {
      const [row] = await database.query<LedgerRow>(`${LEDGER} where at <= $1 order by revision desc limit 1`, [
        instant,
      ])
      return row ? entryFrom(row) : null
    },
    async follow(onChange) {
      const stopListening = await database.listen(CHANNEL, onChange)
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
  const [row] = await sql.query<{ token: number }>('select token from release_state for update')
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

const writeState = (sql: Sql, state: ReleaseState): Promise<unknown> =>
  sql.query(
    'update release_state set revision = $1, live = $2, earlier = $3, canary = $4, canary_share = $5, canary_since = $6',
    stateColumns(state),
  )

const writeLedger = (sql: Sql, entry: LedgerEntry): Promise<unknown> =>
  sql.query(
    `insert into release_ledger (revision, live, earlier, canary, canary_share, canary_since, at, action, bundle, who, recorded_by, why, forced, decided_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...stateColumns(entry),
      entry.at,
      entry.action,
      entry.bundle,
      entry.who,
      entry.recordedBy,
      entry.why,
      entry.forced,
      entry.check === null ? null : JSON.stringify(entry.check),
    ],
  )

const stateColumns = ({ revision, live, earlier, canary }: ReleaseState): unknown[] => [
  revision,
  live,
  earlier,
  canary?.bundle ?? null,
  canary?.share ?? null,
  canary?.since ?? null,
]

const stateFrom = ({ revision, live, earlier, canary, share, since }: StateRow): ReleaseState => ({
  revision,
  live,
  earlier,
  canary: canary === null ? null : { bundle: canary, share: share!, since: since! },
})

function entryFrom(row: LedgerRow): LedgerEntry {
  const { at, action, bundle, who, recordedBy, why, forced, check } = row
  return { ...stateFrom(row), at, action, bundle, who, recordedBy, why, forced, check }
}

const bundleFrom = ({ content, ...row }: BundleRow): RegisteredBundle => ({ ...content, ...row })
