import { type AcceptedEvent, readStored } from '../../events/accept.ts'
import { wins } from '../../events/dedupe.ts'
import type { EventStore, StoredEvent } from '../../events/event-store.ts'
import { winners } from '../../events/winners.ts'
import type { Database, Sql } from './database.ts'
import { joined, textArray } from './text-array.ts'

/** Events that one commit can number. */
export const PLACES_PER_COMMIT = 8192
/** Events of one conversation that are given out at once. */
const MOST_SHOWN = 10_000
const MOST_SHOWN_BYTES = 16 * 1024 * 1024

const ROWS = `unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[],
    string_to_array($9, e'\\x01'))`

/**
 * Erased persons stay out, also where this process has not yet heard of the erasure. Where nobody was erased, the first
 * part is looked at once and the rest never.
 */
const STAYS_OUT = `(exists (select from tombstones) and (is_erased('user', n.user_id) or is_erased('conversation', n.conversation_id)))`

/** One statement and so one commit: the events, the note that there is something to fold, and a replay's clock. */
const append = (unlessKnown: { readonly where: string; readonly conflict: string }): string => `
  with box as (insert into inbox (events) values ($10) returning seq),
  moved as (update clock set now_at = $11 where now_at < $11)
  insert into events (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body, place)
  select n.event_id, n.type, n.conversation_id, n.user_id, n.t, n.received_at, n.occurred_at, n.late, n.body,
    box.seq * ${PLACES_PER_COMMIT} + n.place - 1
  from box, ${ROWS} with ordinality n(event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body, place)
  where ${STAYS_OUT} is not true ${unlessKnown.where}
  ${unlessKnown.conflict}
  returning event_id`

/**
 * Ids that are known are looked up first, which costs a quarter less than to insert each row tentatively. An id that another
 * commit stores at the same moment is then a violation, and all is done again in the tentative way.
 */
const APPEND = append({
  // For each row by itself: an anti-join may take the rows in another order, and two commits of the same events would each
  // hold what the other waits for.
  where: 'and (select e.event_id from events e where e.event_id = n.event_id) is null',
  conflict: '',
})
const APPEND_TENTATIVELY = append({ where: '', conflict: 'on conflict (event_id) do nothing' })
const UNIQUE_VIOLATION = '23505'

const COLUMNS = `event_id "eventId", type, conversation_id "conversationId", user_id "userId", t, received_at "receivedAt", late, body`

const REPLACE = `
  update events set (type, conversation_id, user_id, t, received_at, occurred_at, late, body)
    = (n.type, n.conversation_id, n.user_id, n.t, n.received_at, n.occurred_at, n.late, n.body)
  from ${ROWS} n(event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
  where events.event_id = n.event_id and ${STAYS_OUT} is not true`

const REFOLD = `insert into inbox (events, refold_conversations, refold_users) values (0, $1, $2)`

/** Events in PostgreSQL. `moveClock`: receipts come from the events and move the clock (replay, import). */
export function postgresEventStore(database: Database, moveClock: boolean): EventStore {
  return {
    async append(events) {
      const fresh = new Set<string>()
      const all = winners(events)
      for (let from = 0; from < all.length; from += PLACES_PER_COMMIT) {
        const batch = all.slice(from, from + PLACES_PER_COMMIT)
        const latest = moveClock ? batch.reduce((max, { event }) => Math.max(max, event.receivedAt), 0) : 0
        for (const id of await insert(database, [...columns(batch), batch.length, latest])) fresh.add(id)
        const known = batch.filter(({ event }) => !fresh.has(event.id))
        if (known.length > 0) await database.transaction((sql) => replaceLosers(sql, known))
      }
      return events.map(({ event }) => fresh.delete(event.id))
    },
    async find(eventId) {
      const [row] = await database.query<StoredEvent>(`select ${COLUMNS} from events where event_id = $1`, [eventId])
      return row ?? null
    },
    ofConversation: (conversationId) =>
      database.query<StoredEvent>(
        `select ${COLUMNS} from (
           select *, sum(octet_length(body)) over (order by t, event_id) bytes, row_number() over (order by t, event_id) n
           from events where conversation_id = $1 and type <> 'turn') sized
         where bytes <= $3 and n <= $2 order by t, event_id`,
        [conversationId, MOST_SHOWN, MOST_SHOWN_BYTES],
      ),
    async countOf(conversationIds) {
      const rows = await database.query<{ id: string; count: number }>(
        `select conversation_id id, count(*) count from events where conversation_id = any($1) and type <> 'turn' group by 1`,
        [textArray(conversationIds)],
      )
      return new Map(rows.map(({ id, count }) => [id, count]))
    },
    async known(eventIds) {
      const rows = await database.query<{ id: string }>('select event_id id from events where event_id = any($1)', [
        textArray(eventIds),
      ])
      return new Set(rows.map(({ id }) => id))
    },
  }
}

/** @returns the ids that were new */
async function insert(database: Database, values: readonly unknown[]): Promise<string[]> {
  const rows = await database.query<{ event_id: string }>(APPEND, values, 'append events').catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error
    return database.query<{ event_id: string }>(APPEND_TENTATIVELY, values)
  })
  return rows.map(({ event_id }) => event_id)
}

/** A copy that wins over the stored one takes its place; the conversations of both are to be folded anew. */
async function replaceLosers(sql: Sql, copies: readonly AcceptedEvent[]): Promise<void> {
  const rows = await sql.query<StoredEvent>(
    `select ${COLUMNS} from events where event_id = any($1) order by event_id for update`,
    [textArray(copies.map(({ event }) => event.id))],
  )
  const stored = new Map(rows.map((row) => [row.eventId, row]))
  const better = copies.filter((copy) => {
    const old = stored.get(copy.event.id)
    return old !== undefined && winsOverStored(copy, old)
  })
  if (better.length === 0) return
  await sql.query(REPLACE, columns(better))
  const touched = better.flatMap(({ event }) => [event, stored.get(event.id)!])
  const acts = touched.filter((one) => one.type === 'cart_event' || one.type === 'order_event')
  await sql.query(REFOLD, [namesOf(touched, 'conversationId'), namesOf(acts, 'userId')])
}

type Named = Pick<StoredEvent, 'conversationId' | 'userId'>
const namesOf = (events: readonly Named[], field: keyof Named): string =>
  textArray([...new Set(events.map((event) => event[field]).filter((id) => id !== null))])

function winsOverStored(copy: AcceptedEvent, old: StoredEvent): boolean {
  if (copy.event.receivedAt !== old.receivedAt) return copy.event.receivedAt < old.receivedAt
  if (copy.body === old.body) return false
  if (copy.storedType === 'turn' || old.type === 'turn') return false
  return wins(copy.event, readStored(old.body, old.receivedAt, old.t))
}

function columns(batch: readonly AcceptedEvent[]): unknown[] {
  return [
    textArray(batch.map(({ event }) => event.id)),
    textArray(batch.map((one) => one.storedType)),
    textArray(batch.map(({ event }) => event.conversationId)),
    textArray(batch.map(({ event }) => event.userId)),
    `{${batch.map(({ event }) => event.t).join()}}`,
    `{${batch.map(({ event }) => event.receivedAt).join()}}`,
    `{${batch.map((one) => one.occurredAt).join()}}`,
    `{${batch.map((one) => one.late).join()}}`,
    joined(batch.map((one) => one.body)),
  ]
}
