import type { AdmissionRow } from '../../admission/rules.ts'
import { readStored } from '../../events/accept.ts'
import type { LoopEvent } from '../../events/event.ts'
import type { AdmissionTurn, FoldResult, FoldStamp, FoldStep, FoldStore, UserLink } from '../../features/fold-store.ts'
import { type ConversationLink, type OutcomeAct, outcomeAct } from '../../features/outcomes.ts'
import { conversationColumns, UPSERT_CONVERSATIONS } from './conversation-columns.ts'
import { type Database, isForAll, type Sql } from './database.ts'
import { PLACES_PER_COMMIT } from './event-store.ts'
import { noteRefolded, refuseReplaced, takeOutdated } from './refold-rows.ts'
import { textArray } from './text-array.ts'

/** One step at a time in the whole database, also when a process that lost its lock has not noticed yet. */
export const FOLD_ALONE = `select pg_advisory_xact_lock(hashtextextended('salesloop.derive', 0))`
const INBOX_ROWS = 64
const REFOLD_WEIGHT = 10 // events of one conversation, about

/**
 * The first conversation to admit, by the index of those: asked whether there is one, the database expects to come upon one
 * soon and reads the whole table, in vain, since most often there is none.
 */
const SETTLED = `
  select not exists (select from inbox where set_aside is null) and not exists (select from deadlines where due_at <= $1)
    and not exists (select from feature_configs where finished_at is null and id = (select max(id) from feature_configs))
    and (select conversation_id from conversations where revision > admitted_revision
      order by computed_at, conversation_id limit 1) is null settled`

/** The fold's states, links, deadlines and rows in PostgreSQL. */
export function postgresFoldStore(database: Database): FoldStore<AdmissionRow> {
  return {
    step: (work) =>
      database.transaction(async (sql) => {
        await sql.query(FOLD_ALONE)
        return work(foldStep(sql))
      }),
    async isSettled(now) {
      const [row] = await database.query<{ settled: boolean }>(SETTLED, [now])
      return row?.settled ?? false
    },
    async oldest() {
      const [row] = await database.query<{ seq: number }>(
        'select seq from inbox where set_aside is null order by seq limit 1',
      )
      return row?.seq ?? null
    },
    async setAside(seq, why) {
      await database.query('update inbox set set_aside = $2 where seq = $1', [seq, why])
    },
    async firstToAdmit() {
      const [row] = await database.query<AdmissionTurn>(
        `select conversation_id "conversationId", revision from conversations where revision > admitted_revision
         order by computed_at, conversation_id limit 1`,
      )
      return row ?? null
    },
    async passOver({ conversationId, revision }, why) {
      await database.query(
        `update conversations set admitted_revision = revision, admission_fault = $3
         where conversation_id = $1 and revision = $2 and admitted_revision < revision`,
        [conversationId, revision, why],
      )
    },
    async takeUpAgain() {
      await database.query(
        `update conversations set admitted_revision = revision - 1, admission_fault = null where admission_fault is not null`,
      )
      await database.query('update inbox set set_aside = null where set_aside is not null')
      await database.query(
        `insert into inbox (events, refold_conversations) select 0, array_agg(conversation_id) from (
           select conversation_id, row_number() over () / 200 chunk from conversation_states where config_hash = ''
         ) faulty group by chunk`,
      )
    },
  }
}

/** A step on one connection, or outside of a transaction for who only reads. */
export function foldStep(sql: Sql): FoldStep<AdmissionRow> {
  return {
    takeInbox: (maxEvents) => takeInbox(sql, maxEvents),
    async due(now, limit) {
      const rows = await sql.query<{ id: string }>(
        'select conversation_id id from deadlines where due_at <= $1 order by due_at, conversation_id limit $2',
        [now, limit],
      )
      return rows.map((row) => row.id)
    },
    async states(ids) {
      const rows = await sql.query<{ id: string; bytes: Uint8Array; configHash: string }>(
        `select conversation_id id, state bytes, config_hash "configHash" from conversation_states where conversation_id = any($1)`,
        [textArray(ids)],
      )
      return new Map(rows.map(({ id, ...state }) => [id, state]))
    },
    async rows(ids) {
      const rows = await sql.query<{ id: string; row: AdmissionRow }>(
        'select conversation_id id, row from conversations where conversation_id = any($1)',
        [textArray(ids)],
      )
      return new Map(rows.map(({ id, row }) => [id, row]))
    },
    async eventsOf(ids) {
      const rows = await sql.query<EventRow>(
        `select ${EVENT} from events where conversation_id = any($1) and not late and type <> 'turn'`,
        [textArray(ids)],
      )
      return rows.map(toEvent)
    },
    async drawnUnder(ids) {
      const rows = await sql.query<{ id: string; version: number }>(
        'select conversation_id id, rules_version version from draws where conversation_id = any($1)',
        [textArray(ids)],
      )
      return new Map(rows.map(({ id, version }) => [id, version]))
    },
    linksOf: (users, from, until) =>
      sql.query<UserLink>(
        `select user_id "userId", conversation_id "conversationId", from_at "from", until_at until from links
         where user_id = any($1) and until_at >= $2 and from_at <= $3`,
        [textArray(users), from, until],
      ),
    actsOf: (links) => actsOf(sql, links),
    attempt: (part) => attempt(sql, part),
    outdated: (configHash, limit, now) => takeOutdated(sql, configHash, limit, now),
    noteRefolded: (changed, differing) => noteRefolded(sql, changed, differing),
    async noteFault(conversationId, why, retryAt) {
      await sql.query(
        `insert into conversation_states (conversation_id, state, config_hash, fault) values ($1, '', '', $2)
         on conflict (conversation_id) do update set config_hash = '', fault = excluded.fault`,
        [conversationId, why],
      )
      await sql.query('update deadlines set due_at = greatest(due_at, $2) where conversation_id = $1', [
        conversationId,
        retryAt,
      ])
    },
    async forget(ids) {
      for (const table of ['conversation_states', 'deadlines', 'links', 'conversations']) {
        await sql.query(`delete from ${table} where conversation_id = any($1)`, [textArray(ids)])
      }
    },
    save: (results, stamp) => save(sql, results, stamp),
  }
}

async function attempt(sql: Sql, part: () => Promise<void>): Promise<{ error: unknown } | null> {
  await sql.query('savepoint part')
  try {
    await part()
  } catch (error) {
    if (isForAll(error)) throw error
    await sql.query('rollback to savepoint part')
    return { error }
  }
  await sql.query('release savepoint part')
  return null
}

interface EventRow {
  readonly body: string
  readonly receivedAt: number
  readonly t: number
}
const EVENT = 'body, received_at "receivedAt", t'
const toEvent = (row: EventRow): LoopEvent => readStored(row.body, row.receivedAt, row.t)

/** The oldest commits that together do not exceed `maxEvents`, and the punctual events that came in them. */
async function takeInbox(sql: Sql, maxEvents: number): ReturnType<FoldStep['takeInbox']> {
  const taken = await sql.query<{ seq: number; size: number; conversations: string[]; users: string[] }>(
    `delete from inbox where seq in (
       select seq from (
         select seq, sum(events + ${REFOLD_WEIGHT} * cardinality(refold_conversations)) over (order by seq) total, row_number() over (order by seq) n
         from (select * from inbox where set_aside is null order by seq limit ${INBOX_ROWS}) oldest
       ) sized where total <= $1 or n = 1)
     returning seq, events size, refold_conversations conversations, refold_users users`,
    [maxEvents],
  )
  if (taken.length === 0) return null
  const events = await sql.query<EventRow>(
    `select ${EVENT} from unnest($1::bigint[]) first join events on place between first and first + ${PLACES_PER_COMMIT - 1}
     where not late and type <> 'turn'`,
    [taken.map(({ seq }) => seq * PLACES_PER_COMMIT)],
  )
  const users = taken.flatMap((row) => row.users)
  const linked =
    users.length === 0
      ? []
      : await sql.query<{ id: string }>('select distinct conversation_id id from links where user_id = any($1)', [
          users,
        ])
  const refold = new Set([...taken.flatMap((row) => row.conversations), ...linked.map((row) => row.id)])
  const size = taken.reduce((sum, row) => sum + row.size + REFOLD_WEIGHT * row.conversations.length, 0)
  return { events: events.map(toEvent), refold: [...refold], more: taken.length === INBOX_ROWS || size > maxEvents / 2 }
}

async function actsOf(sql: Sql, links: readonly ConversationLink[]): Promise<OutcomeAct[]> {
  const spans = links.flatMap(({ users, from, until }) => users.map((user) => ({ user, from, until })))
  const rows = await sql.query<EventRow>(
    `select ${EVENT} from events where event_id in (
       select e.event_id from unnest($1::text[], $2::bigint[], $3::bigint[]) s(user_id, from_at, until_at)
       join events e on e.user_id = s.user_id and e.t between s.from_at and s.until_at
       where e.type in ('cart_event', 'order_event') and not e.late)`,
    [textArray(spans.map((s) => s.user)), spans.map((s) => s.from), spans.map((s) => s.until)],
  )
  return rows.map((row) => outcomeAct(toEvent(row))).filter((act) => act !== null)
}

async function save(sql: Sql, results: readonly FoldResult<AdmissionRow>[], stamp: FoldStamp): Promise<number> {
  await refuseReplaced(sql, stamp.configHash)
  await saveStates(sql, results, stamp.configHash)
  await saveLinks(sql, results)
  await saveDeadlines(sql, results, stamp.now)
  const rows = results.map((result) => conversationColumns(result, stamp))
  const changed = await sql.query(UPSERT_CONVERSATIONS, [JSON.stringify(rows)])
  return changed.length
}

async function saveStates(sql: Sql, results: readonly FoldResult[], configHash: string): Promise<void> {
  const changed = results.filter((result) => result.state !== null)
  if (changed.length === 0) return
  await sql.query(
    `insert into conversation_states (conversation_id, state, config_hash)
     select id, state, $3 from unnest($1::text[], $2::bytea[]) n(id, state)
     on conflict (conversation_id) do update set state = excluded.state, config_hash = excluded.config_hash, fault = null`,
    [textArray(changed.map((r) => r.conversationId)), byteaArray(changed.map((r) => r.state!)), configHash],
  )
}

const byteaArray = (values: readonly Uint8Array[]): string =>
  `{${values.map((bytes) => `"\\\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}"`).join()}}`

async function saveLinks(sql: Sql, results: readonly FoldResult[]): Promise<void> {
  const changed = results.filter((result) => result.link !== 'unchanged')
  if (changed.length === 0) return
  const rows = changed.flatMap(({ conversationId, link }) =>
    link === null || link === 'unchanged'
      ? []
      : link.users.map((user) => ({ user, conversationId, from: link.from, until: link.until })),
  )
  const [users, conversations] = [textArray(rows.map((r) => r.user)), textArray(rows.map((r) => r.conversationId))]
  await sql.query(
    `delete from links where conversation_id = any($1)
       and not exists (select from unnest($2::text[], $3::text[]) n(u, c) where n.u = links.user_id and n.c = links.conversation_id)`,
    [textArray(changed.map((r) => r.conversationId)), users, conversations],
  )
  await sql.query(
    `insert into links (user_id, conversation_id, from_at, until_at)
     select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
     on conflict (user_id, conversation_id) do update set from_at = excluded.from_at, until_at = excluded.until_at`,
    [users, conversations, rows.map((r) => r.from), rows.map((r) => r.until)],
  )
}

/**
 * A deadline that moves later is left as it stands: it fires early once, is computed anew and set again. So a message
 * in a running conversation costs no write here.
 */
async function saveDeadlines(sql: Sql, results: readonly FoldResult[], now: number): Promise<void> {
  const armed = results.filter((result) => result.nextDeadline !== null)
  const settled = results.filter((result) => result.nextDeadline === null)
  if (armed.length > 0) {
    await sql.query(
      `insert into deadlines (conversation_id, due_at) select * from unnest($1::text[], $2::bigint[])
       on conflict (conversation_id) do update set due_at = excluded.due_at
       where deadlines.due_at > excluded.due_at or deadlines.due_at <= $3`,
      [textArray(armed.map((r) => r.conversationId)), armed.map((r) => r.nextDeadline), now],
    )
  }
  if (settled.length > 0) {
    await sql.query('delete from deadlines where conversation_id = any($1)', [
      textArray(settled.map((r) => r.conversationId)),
    ])
  }
}
