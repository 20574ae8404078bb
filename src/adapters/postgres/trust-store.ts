import { LoopError } from '../../errors/loop-error.ts'
import type { Task } from '../../models/task.ts'
import {
  stateAfter,
  type TrustCase,
  type TrustDecision,
  type TrustStore,
  trustCaseId,
} from '../../monitoring/trust-case.ts'
import type { Hold, HoldSource } from '../../training/holds.ts'
import type { Database, Sql } from './sql.ts'

const CASE = `case_id "caseId", kind, task, subject, label, state, evidence, opened_at "openedAt", seen_at "seenAt", suspected`

const LIST = `
  select ${CASE} from trust_cases
  where ($1::text is null or kind = $1) and ($2::text is null or state = $2)
    and ($3::text is null or (opened_at, case_id) < (select opened_at, case_id from trust_cases where case_id = $3))
  order by opened_at desc, case_id desc limit $4`

const RECORD = `
  insert into trust_cases (case_id, kind, task, subject, label, state, evidence, opened_at, seen_at, suspected)
  select id, kind, task, subject, label, 'held', evidence::jsonb, $7, $7, true
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) n(id, kind, task, subject, label, evidence)
  on conflict (case_id) do update set evidence = excluded.evidence, seen_at = excluded.seen_at, suspected = true`

/** Cases of what may be poisoned, and what is held out of training by them. */
export function postgresTrustStore(database: Database): TrustStore & HoldSource {
  return {
    list: ({ kind, state, after, limit }) => database.query<TrustCase>(LIST, [kind, state, after, limit]),
    get: (caseId) => caseOf(database, caseId),
    decisions: (caseId) =>
      database.query<TrustDecision>(
        'select action, who, recorded_by "recordedBy", why, at from trust_decisions where case_id = $1 order by seq desc',
        [caseId],
      ),
    record: (found, now) =>
      database.transaction(async (sql) => {
        const ids = found.map(trustCaseId)
        await sql.query('update trust_cases set suspected = false where suspected and not (case_id = any($1))', [ids])
        await sql.query(RECORD, [
          ids,
          found.map(({ kind }) => kind),
          found.map(({ task }) => task),
          found.map(({ subject }) => subject),
          found.map(({ label }) => label),
          found.map(({ evidence }) => JSON.stringify(evidence)),
          now,
        ])
      }),
    decide: (caseId, { action, who, recordedBy, why, at }) =>
      database.transaction(async (sql) => {
        const held = await caseOf(sql, caseId, ' for update')
        const state = stateAfter(held, action)
        await sql.query('update trust_cases set state = $2 where case_id = $1', [caseId, state])
        await sql.query(
          'insert into trust_decisions (case_id, action, who, recorded_by, why, at) values ($1, $2, $3, $4, $5, $6)',
          [caseId, action, who, recordedBy, why, at],
        )
        return { ...held, state }
      }),
    async holds() {
      const rows = await database.query<Pick<TrustCase, 'kind' | 'task' | 'subject' | 'label'>>(
        `select kind, task, subject, label from trust_cases where state <> 'released' order by case_id`,
      )
      return rows.map(holdOf)
    },
  }
}

async function caseOf(sql: Sql, caseId: string, lock = ''): Promise<TrustCase> {
  const [found] = await sql.query<TrustCase>(`select ${CASE} from trust_cases where case_id = $1${lock}`, [caseId])
  if (found !== undefined) return found
  throw new LoopError('LOOP_NO_TRUST_CASE', `There is no case '${caseId}'. GET /v1/trust/cases lists them.`, {
    status: 404,
  })
}

function holdOf({ kind, task, subject, label }: Pick<TrustCase, 'kind' | 'task' | 'subject' | 'label'>): Hold {
  if (kind === 'user') return { kind, userId: subject }
  if (kind === 'phrase') return { kind, task: task as Task, phraseId: subject, label }
  return label === '' ? { kind, annotator: subject } : { kind, annotator: subject, only: { task: task as Task, label } }
}
