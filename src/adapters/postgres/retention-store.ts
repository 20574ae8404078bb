import {
  DEFAULT_RETENTION,
  type RetentionFinding,
  type RetentionInForce,
  type RetentionStore,
} from '../../privacy/retention.ts'
import type { Database, Sql } from './database.ts'

const CONVERSATIONS_PER_BATCH = 500
const ROWS_PER_BATCH = 5000

/** Why an old conversation `c` is kept: the first that holds. */
const WHY_KEPT = `case
  when not c.final then 'its row can still change'
  when exists (select from gold_items g where g.conversation_id = c.conversation_id) then 'a gold item needs its text'
  when exists (select from skills s where s.conversation_id = c.conversation_id) then 'a protected skill needs its texts'
  when exists (select from samples s where s.conversation_id = c.conversation_id and s.state = 'waiting') then 'it waits for review'
  when exists (select from text_tasks t where t.conversation_id = c.conversation_id and t.state = 'waiting') then 'a text of it waits for an answer'
end`
const OLD = `from conversations c where coalesce(c.ended_at, c.started_at) < $1
  and exists (select from events e where e.conversation_id = c.conversation_id)`
/**
 * Acts that belong to no conversation whose outcomes are still open, nor to one that is kept: folded again without them, its outcomes
 * would be others.
 */
const OLD_ACTS = `from events e where e.conversation_id is null and e.t < $1
  and not exists (select from links l left join conversations c using (conversation_id) where l.user_id = e.user_id
    and (l.until_at >= $1 or e.t between l.from_at and l.until_at
      and not (coalesce(c.ended_at, c.started_at) < $1 and (${WHY_KEPT}) is null)))`
const OLD_REMARKS = `from labels where recorded_at < $1 and num_nonnulls(remark, better_reply) > 0`

/** Retention in PostgreSQL: each batch is one transaction. */
export function postgresRetentionStore(database: Database): RetentionStore {
  return {
    policy: () => inForce(database),
    change: (policy, { who, recordedBy, why }, now) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.retention.policy', 0))`)
        const version = (await inForce(sql)).version + 1
        await sql.query(
          'insert into retention_policies (version, body, who, recorded_by, why, at) values ($1, $2, $3, $4, $5, $6)',
          [version, JSON.stringify(policy), who, recordedBy, why, now],
        )
        return version
      }),
    expireEvents: (before) => database.transaction((sql) => expireEvents(sql, before)),
    async expireDecisions(before) {
      const rows = await database.query(
        `delete from decisions where decision_id in (select decision_id from decisions where at < $1 limit ${ROWS_PER_BATCH}) returning 1`,
        [before],
      )
      return rows.length
    },
    expireRemarks: (before) =>
      database.transaction(async (sql) => {
        await sql.query(`select set_config('salesloop.erasing', 'on', true)`)
        const rows = await sql.query(
          `update labels set remark = null, better_reply = null where label_id in (select label_id ${OLD_REMARKS} limit ${ROWS_PER_BATCH}) returning 1`,
          [before],
        )
        return rows.length
      }),
    count: (kind, before) => count(database, kind, before),
    async oldBackups(before) {
      const rows = await database.query<{ path: string }>(
        'select path from backups where made_at < $1 and removed_at is null order by made_at',
        [before],
      )
      return rows.map(({ path }) => path)
    },
    async forgetBackup(path, now) {
      await database.query('update backups set removed_at = $2 where path = $1', [path, now])
    },
  }
}

async function inForce(sql: Sql): Promise<RetentionInForce> {
  const [row] = await sql.query<RetentionInForce>(
    'select version, body policy, who, why, at from retention_policies order by version desc limit 1',
  )
  return row ?? { version: 0, policy: DEFAULT_RETENTION, who: null, why: null, at: null }
}

/** With its state: what is left of a conversation, its row, is final, and is not made anew from nothing. */
async function expireEvents(sql: Sql, before: number): Promise<number> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.derive', 0))`)
  const due = await sql.query<{ id: string }>(
    `select c.conversation_id id ${OLD} and (${WHY_KEPT}) is null order by c.started_at limit ${CONVERSATIONS_PER_BATCH}`,
    [before],
  )
  const ids = due.map(({ id }) => id)
  for (const table of ['conversation_states', 'deadlines', 'links', 'events']) {
    await sql.query(`delete from ${table} where conversation_id = any($1)`, [ids])
  }
  const acts = await sql.query(
    `delete from events where event_id in (select e.event_id ${OLD_ACTS} limit ${ROWS_PER_BATCH}) returning 1`,
    [before],
  )
  return ids.length + acts.length
}

async function count(
  sql: Sql,
  kind: 'eventDays' | 'decisionDays' | 'remarkDays',
  before: number,
): Promise<RetentionFinding> {
  const one = async (statement: string): Promise<number> =>
    (await sql.query<{ n: number }>(`select count(*) n ${statement}`, [before]))[0]!.n
  if (kind === 'decisionDays') {
    return { kind, removed: await one('from decisions where at < $1'), unit: 'decisions', kept: [] }
  }
  if (kind === 'remarkDays') return { kind, removed: await one(OLD_REMARKS), unit: 'labels', kept: [] }
  const rows = await sql.query<{ why: string | null; count: number }>(
    `select ${WHY_KEPT} why, count(*) "count" ${OLD} group by 1 order by 1`,
    [before],
  )
  const free = rows.find(({ why }) => why === null)?.count ?? 0
  return {
    kind,
    removed: free + (await one(OLD_ACTS)),
    unit: 'conversations and single acts',
    kept: rows.flatMap(({ why, count: n }) => (why === null ? [] : [{ why, count: n }])),
  }
}
