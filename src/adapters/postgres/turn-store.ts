import { LoopError } from '../../errors/loop-error.ts'
import { defaultPolicy, FIRST_POLICY, type KeptPolicy, type LoopPolicy } from '../../steering/policy.ts'
import { type LoopTurn, STEPS, type StepRecord } from '../../steering/turn.ts'
import type { At, FinishedStep, LedgerOrder, LoopLedgerEntry, Pause, TurnStore } from '../../steering/turn-store.ts'
import type { Database, Sql } from './sql.ts'

const TURN = `
  select turn_id "turnId", json_build_object('kind', trigger_kind, 'detail', trigger_detail, 'who', trigger_who) "trigger",
    policy_version "policyVersion", state, outcome, why, started_at "startedAt", finished_at "finishedAt", step, run_id "runId",
    candidate, coalesce((select json_agg(json_build_object('step', s.step, 'state', s.state, 'startedAt', s.started_at,
      'finishedAt', s.finished_at, 'waitsFor', s.waits_for, 'waitsUntil', s.waits_until, 'result', s.result))
      from loop_steps s where s.turn_id = t.turn_id), '[]') steps
  from loop_turns t`
const ENTRY = `seq, at, action, turn_id "turnId", step, who, recorded_by "recordedBy", why`

/** One process at a time in policy and ledger: who reads the newest line reads the last one. */
const ALONE = `select pg_advisory_xact_lock(hashtextextended('salesloop.loop.ledger', 0))`

/** The loop's turns, policy and ledger in PostgreSQL. */
export function postgresTurnStore(database: Database): TurnStore {
  return {
    policy: () => newestPolicy(database),
    keepPolicy: (policy, seen, order, now) =>
      database.transaction(async (sql) => {
        await sql.query(ALONE)
        const { version } = await newestPolicy(sql)
        if (seen !== null && seen !== version) throw policyChanged(seen, version)
        await sql.query(
          'insert into loop_policies (version, since_at, body, changed_by, why) values ($1, $2, $3, $4, $5)',
          [version + 1, now, JSON.stringify(policy), order.who, order.why],
        )
        await addEntry(sql, order, now)
        return newestPolicy(sql)
      }),
    async paused() {
      const [last] = await database.query<Pause & { action: string }>(
        `select action, at since, who, why from loop_ledger where action in ('pause', 'resume') order by seq desc limit 1`,
      )
      return last?.action === 'pause' ? { since: last.since, who: last.who, why: last.why } : null
    },
    async open() {
      const [turn] = await turns(database, `where state = 'open'`, [])
      return turn ?? null
    },
    async get(turnId) {
      const [turn] = await turns(database, 'where turn_id = $1', [turnId])
      return turn ?? null
    },
    list: (limit, before) =>
      turns(database, 'where $2::bigint is null or number < $2 order by number desc limit $1', [limit, before]),
    begin: (turn, now) => begin(database, turn, now),
    async wait({ turnId, step }, waitsFor, until) {
      await database.query(
        `update loop_steps set waits_for = $3, waits_until = $4 where turn_id = $1 and step = $2 and state = 'doing'
           and (waits_for, waits_until) is distinct from ($3, $4)`,
        [turnId, step, waitsFor, until],
      )
    },
    async finishStep(at, finished, now) {
      await database.transaction((sql) => finishStep(sql, at, finished, now))
    },
    skipStep: (at, skipped, order, now) =>
      database.transaction(async (sql) => {
        await sql.query(ALONE)
        return (await finishStep(sql, at, skipped, now)) ? addEntry(sql, order, now) : null
      }),
    end: ({ turnId, step }, outcome, why, now) =>
      database.transaction(async (sql) => {
        const ended = await sql.query(
          `update loop_turns set state = 'over', outcome = $3, why = $4, finished_at = $5
           where turn_id = $1 and step = $2 and state = 'open' returning 1`,
          [turnId, step, outcome, why, now],
        )
        if (ended.length > 0) await closeStep(sql, turnId, step, 'done', '{}', now)
      }),
    record: (order, now) =>
      database.transaction(async (sql) => {
        await sql.query(ALONE)
        return addEntry(sql, order, now)
      }),
    ledger: (limit, before) =>
      database.query<LoopLedgerEntry>(
        `select ${ENTRY} from loop_ledger where $2::bigint is null or seq < $2 order by seq desc limit $1`,
        [limit, before],
      ),
  }
}

async function newestPolicy(sql: Sql): Promise<KeptPolicy> {
  const [row] = await sql.query<{ version: number; since: number; body: LoopPolicy; who: string; why: string }>(
    'select version, since_at since, body, changed_by who, why from loop_policies order by version desc limit 1',
  )
  if (row === undefined) return FIRST_POLICY
  // One that was kept by an older version knows of fewer steps: those stay as shipped.
  return { ...defaultPolicy, ...row.body, version: row.version, sinceAt: row.since, changedBy: row.who, why: row.why }
}

async function turns(sql: Sql, where: string, values: readonly unknown[]): Promise<LoopTurn[]> {
  const found = await sql.query<LoopTurn>(`${TURN} ${where}`, values)
  return found.map((turn) => ({ ...turn, steps: inOrder(turn.steps) }))
}

/** Steps of one moment have their place by the order of the steps, not of the clock. */
const inOrder = (steps: readonly StepRecord[]): StepRecord[] =>
  steps.toSorted((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step))

async function begin(
  database: Database,
  { trigger, policyVersion }: Pick<LoopTurn, 'trigger' | 'policyVersion'>,
  now: number,
): Promise<LoopTurn | null> {
  return database.transaction(async (sql) => {
    await sql.query(ALONE)
    const [turn] = await sql.query<{ id: string }>(
      `insert into loop_turns (number, trigger_kind, trigger_detail, trigger_who, policy_version, started_at)
       select coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5 from loop_turns having not bool_or(state = 'open') is true
       returning turn_id id`,
      [trigger.kind, trigger.detail, trigger.who, policyVersion, now],
    )
    if (turn === undefined) return null
    await sql.query(`insert into loop_steps (turn_id, step, started_at) values ($1, 'freeze', $2)`, [turn.id, now])
    return (await turns(sql, 'where turn_id = $1', [turn.id]))[0] ?? null
  })
}

/** @returns false when another process was here first */
async function finishStep(sql: Sql, { turnId, step }: At, finished: FinishedStep, now: number): Promise<boolean> {
  const moved = await sql.query(
    `update loop_turns set step = $3, run_id = coalesce($4, run_id), candidate = coalesce($5, candidate)
     where turn_id = $1 and step = $2 and state = 'open' returning 1`,
    [turnId, step, finished.next, finished.runId ?? null, finished.candidate ?? null],
  )
  if (moved.length === 0) return false
  await closeStep(sql, turnId, step, finished.state, JSON.stringify(finished.result), now)
  await sql.query(
    'insert into loop_steps (turn_id, step, started_at) values ($1, $2, $3) on conflict (turn_id, step) do nothing',
    [turnId, finished.next, now],
  )
  return true
}

async function closeStep(sql: Sql, turnId: string, step: string, state: string, result: string, now: number) {
  await sql.query(
    `update loop_steps set state = $3, finished_at = $5, waits_for = null, waits_until = null, result = result || $4::jsonb
     where turn_id = $1 and step = $2`,
    [turnId, step, state, result, now],
  )
}

async function addEntry(sql: Sql, order: LedgerOrder, now: number): Promise<LoopLedgerEntry> {
  const [entry] = await sql.query<LoopLedgerEntry>(
    `insert into loop_ledger (at, action, turn_id, step, who, recorded_by, why) values ($1, $2, $3, $4, $5, $6, $7)
     returning ${ENTRY}`,
    [now, order.action, order.turnId, order.step, order.who, order.recordedBy, order.why],
  )
  return entry!
}

const policyChanged = (seen: number, is: number): LoopError =>
  new LoopError(
    'LOOP_POLICY_CHANGED',
    `The policy you changed was version ${seen}; by now it is ${is}. Read GET /v1/loop/policy again and repeat the change.`,
    { status: 409 },
  )
