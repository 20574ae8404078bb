import { type AcceptedEvent, readStored } from '../../events/accept.ts'
import { wins } from '../../events/dedupe.ts'
import type { EventStore, StoredEvent } from '../../events/event-store.ts'
import { winners } from '../../events/winners.ts'
import type { Database, Sql } from './database.ts'
import { joined, textArray } from './text-array.ts'

const INSERT = `
  insert into events (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[],
    string_to_array($9, e'\\x01'))
  on conflict (event_id) do nothing
  returning event_id`

const COLUMNS = `event_id "eventId", type, conversation_id "conversationId", user_id "userId", t, received_at "receivedAt", late, body`

const REPLACE = `
  update events set (type, conversation_id, user_id, t, received_at, occurred_at, late, body)
    = (n.type, n.conversation_id, n.user_id, n.t, n.received_at, n.occurred_at, n.late, n.body)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[],
    string_to_array($9, e'\\x01')) n(event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
  where events.event_id = n.event_id`

const QUEUE = `insert into inbox (event_ids, refold_conversations, refold_users) values ($1, $2, $3)`

/** Moves the highest receipt that was acknowledged; a replay's clock follows it. */
const ADVANCE = `update clock set now_at = $1 where now_at < $1`

/** Events in PostgreSQL. `moveClock`: receipts come from the events and move the clock (replay, import). */
export function postgresEventStore(database: Database, moveClock: boolean): EventStore {
  return {
    async append(events) {
      const batch = winners(events)
      const fresh = await database.transaction(async (sql) => {
        const inserted = await insert(sql, batch)
        const known = batch.filter(({ event }) => !inserted.has(event.id))
        const replaced = known.length > 0 ? await replaceLosers(sql, known) : NOTHING_REPLACED
        if (inserted.size > 0 || replaced.conversations.length > 0 || replaced.users.length > 0) {
          const toFold = batch.filter((one) => inserted.has(one.event.id) && one.storedType !== 'turn' && !one.late)
          const ids = toFold.map(({ event }) => event.id)
          await sql.query(QUEUE, [textArray(ids), replaced.conversations, replaced.users])
        }
        if (moveClock)
          await sql.query(ADVANCE, [batch.reduce((latest, { event }) => Math.max(latest, event.receivedAt), 0)])
        return inserted
      })
      return events.map(({ event }) => fresh.delete(event.id))
    },
    async find(eventId) {
      const [row] = await database.query<StoredEvent>(`select ${COLUMNS} from events where event_id = $1`, [eventId])
      return row ?? null
    },
    ofConversation: (conversationId) =>
      database.query<StoredEvent>(
        `select ${COLUMNS} from events where conversation_id = $1 and type <> 'turn' order by t, event_id`,
        [conversationId],
      ),
  }
}

async function insert(sql: Sql, batch: readonly AcceptedEvent[]): Promise<Set<string>> {
  const rows = await sql.query<{ event_id: string }>(INSERT, columns(batch))
  return new Set(rows.map((row) => row.event_id))
}

const NOTHING_REPLACED = { conversations: [] as string[], users: [] as string[] }

/** A copy that wins over the stored one takes its place; the conversations of both are to be folded anew. */
async function replaceLosers(sql: Sql, copies: readonly AcceptedEvent[]): Promise<typeof NOTHING_REPLACED> {
  const rows = await sql.query<StoredEvent>(
    `select ${COLUMNS} from events where event_id = any($1) order by event_id for update`,
    [copies.map(({ event }) => event.id)],
  )
  const stored = new Map(rows.map((row) => [row.eventId, row]))
  const better = copies.filter((copy) => {
    const old = stored.get(copy.event.id)
    return old !== undefined && winsOverStored(copy, old)
  })
  if (better.length === 0) return NOTHING_REPLACED
  await sql.query(REPLACE, columns(better))
  const touched = better.flatMap(({ event }) => [event, stored.get(event.id)!])
  const acts = touched.filter((one) => one.type === 'cart_event' || one.type === 'order_event')
  return {
    conversations: [...new Set(touched.map((one) => one.conversationId).filter((id) => id !== null))],
    users: [...new Set(acts.map((one) => one.userId).filter((id) => id !== null))],
  }
}

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
