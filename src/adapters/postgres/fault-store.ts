import type { FaultCharge, FaultModelRecord, FaultRun, FaultSnapshot, FaultStore } from '../../training/fault-store.ts'
import type { Database, Sql } from './database.ts'
import { faultEvidence } from './fault-evidence.ts'
import { addPolicy } from './sampling-policy.ts'

const RUN = `run_id "runId", who, requested_at "requestedAt", started_at "startedAt", finished_at "finishedAt", attempts, state,
  snapshot_id snapshot, model_id model, error`
const MODEL = `select model_id id, sha256, snapshot_id snapshot, run_id "runId", made_at "madeAt", figures from fault_models`
const CHARGE = `select model_id model, who, recorded_by "recordedBy", why, at, policy_version "policyVersion" from fault_charges`

/** Whoever asks holds the lock, so that nobody works on one that is `running`: it was cut off as often as it was taken up. */
const GIVE_UP = `
  update fault_runs set state = 'failed', error = $2, finished_at = $3 where state = 'running' and attempts >= $1`

/** A run that was left in the middle comes first: its process died. */
const TAKE = `
  update fault_runs set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $1)
  where run_id = (select run_id from fault_runs where state in ('queued', 'running')
    order by (state = 'running') desc, seq limit 1)
  returning ${RUN}`

/** Fault models, their runs and who is in charge, in PostgreSQL. Who holds the lock `salesloop.faults` works on runs. */
export function postgresFaultStore(database: Database): FaultStore {
  return {
    ...faultEvidence(database),
    async addRun({ runId, who, requestedAt }) {
      await database.query('insert into fault_runs (run_id, who, requested_at) values ($1, $2, $3)', [
        runId,
        who,
        requestedAt,
      ])
    },
    runs: (limit) => database.query<FaultRun>(`select ${RUN} from fault_runs order by seq desc limit $1`, [limit]),
    async run(runId) {
      const [row] = await database.query<FaultRun>(`select ${RUN} from fault_runs where run_id = $1`, [runId])
      return row ?? null
    },
    async takeRun(now, { times, error }) {
      await database.query(GIVE_UP, [times, JSON.stringify(error), now])
      const [row] = await database.query<FaultRun>(TAKE, [now])
      return row ?? null
    },
    async finishRun({ runId, attempts }, { state, snapshot, model, error }, now) {
      await database.query(
        `update fault_runs set state = $3, snapshot_id = $4, model_id = $5, error = $6, finished_at = $7
         where run_id = $1 and attempts = $2 and state = 'running'`,
        [runId, attempts, state, snapshot ?? null, model ?? null, error ? JSON.stringify(error) : null, now],
      )
    },
    keep: (model, snapshot, heldOut) =>
      database.transaction(async (sql) => {
        await keepSnapshot(sql, snapshot, heldOut, model.madeAt)
        await sql.query(
          `insert into fault_models (model_id, sha256, snapshot_id, run_id, made_at, figures)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
          [model.id, model.sha256, model.snapshot, model.runId, model.madeAt, JSON.stringify(model.figures)],
        )
      }),
    models: (limit) => database.query<FaultModelRecord>(`${MODEL} order by seq desc limit $1`, [limit]),
    async model(id) {
      const [row] = await database.query<FaultModelRecord>(`${MODEL} where model_id = $1`, [id])
      return row ?? null
    },
    charge: (order, sha256) =>
      database.transaction(async (sql) => {
        const { model, who, recordedBy, why, at } = order
        const learned = model === null || sha256 === null ? null : { id: model, sha256 }
        const { version } = await addPolicy(sql, { learned }, at, who)
        await sql.query(
          'insert into fault_charges (model_id, who, recorded_by, why, at, policy_version) values ($1, $2, $3, $4, $5, $6)',
          [model, who, recordedBy, why, at, version],
        )
        return { ...order, policyVersion: version }
      }),
    charges: (limit) => database.query<FaultCharge>(`${CHARGE} order by seq desc limit $1`, [limit]),
  }
}

async function keepSnapshot(
  sql: Sql,
  { id, items }: FaultSnapshot,
  heldOut: ArrayLike<number>,
  takenAt: number,
): Promise<void> {
  const added = await sql.query(
    `insert into fault_snapshots (snapshot_id, taken_at, conversations, at_fault) values ($1, $2, $3, $4)
     on conflict do nothing returning 1`,
    [id, takenAt, items.length, items.filter((item) => item.atFault).length],
  )
  if (added.length === 0) return
  await sql.query(
    `insert into fault_snapshot_items (snapshot_id, conversation_id, known_at, at_fault, inclusion_probability, input_hash, held_out)
     select $1, "conversationId", "knownAt", "atFault", "inclusionProbability", "inputHash", "heldOut"
     from jsonb_to_recordset($2::jsonb) n("conversationId" text, "knownAt" bigint, "atFault" boolean,
       "inclusionProbability" float8, "inputHash" text, "heldOut" float8)`,
    [id, JSON.stringify(items.map((item, i) => ({ ...item, heldOut: heldOut[i] })))],
  )
}
