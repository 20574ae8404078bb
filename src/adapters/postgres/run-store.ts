import { defaultMethod, type TrainingMethod } from '../../training/method.ts'
import type { RunStore, TrainingRun } from '../../training/run.ts'
import type { Database } from './database.ts'

const COLUMNS = `run_id "runId", kind, tasks, seed, method, assistant_id assistant, who, state, requested_at "requestedAt", started_at "startedAt",
  finished_at "finishedAt", attempts, snapshot_id snapshot, candidate, evaluation, evaluation_id "evaluationId", error`

/** A run that was left in the middle comes first: its process died. */
const TAKE = `
  update training_runs set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $1)
  where run_id = (select run_id from training_runs where state in ('queued', 'running')
    order by (state = 'running') desc, seq limit 1)
  returning ${COLUMNS}`

/** Training runs as rows. Who holds the lock `salesloop.training` works on them, one at a time. */
export function postgresRunStore(database: Database): RunStore {
  return {
    async add(run) {
      await database.query(
        `insert into training_runs (run_id, kind, tasks, seed, method, who, requested_at, assistant_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          run.runId,
          run.kind,
          run.tasks,
          run.seed,
          jsonOrNull(run.method),
          run.who,
          run.requestedAt,
          run.assistant ?? null,
        ],
      )
    },
    async waiting() {
      const rows = await database.query(`select 1 from training_runs where state in ('queued', 'running') limit 1`)
      return rows.length > 0
    },
    async get(runId) {
      const [run] = await database.query<RunRow>(`select ${COLUMNS} from training_runs where run_id = $1`, [runId])
      return run ? complete(run) : null
    },
    async list(limit) {
      const sql = `select ${COLUMNS} from training_runs order by seq desc limit $1`
      return (await database.query<RunRow>(sql, [limit])).map(complete)
    },
    async take(now) {
      const [run] = await database.query<RunRow>(TAKE, [now])
      return run ? complete(run) : null
    },
    async note({ runId, attempts }, { snapshot, candidate, evaluation, evaluationId }) {
      await database.query(
        `update training_runs set snapshot_id = coalesce($3, snapshot_id), candidate = coalesce($4, candidate),
           evaluation = coalesce($5, evaluation), evaluation_id = coalesce($6, evaluation_id)
         where run_id = $1 and attempts = $2 and state = 'running'`,
        [runId, attempts, snapshot ?? null, candidate ?? null, jsonOrNull(evaluation), evaluationId ?? null],
      )
    },
    async finish({ runId, attempts }, end, now) {
      await database.query(
        `update training_runs set state = $3, error = $4, finished_at = $5
         where run_id = $1 and attempts = $2 and state = 'running'`,
        [runId, attempts, end.state, jsonOrNull(end.error), now],
      )
    },
  }
}

/** A run of an earlier salesloop, or one ordered without a method, has none. */
type RunRow = Omit<TrainingRun, 'method'> & { readonly method: Partial<TrainingMethod> | null }
const complete = (row: RunRow): TrainingRun => ({ ...row, method: { ...defaultMethod, ...row.method } })

const jsonOrNull = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
