import { readStored } from '../../events/accept.ts'
import type { LoopEvent } from '../../events/event.ts'
import { compareEvents } from '../../events/order.ts'
import type { Sql } from './database.ts'

/** Punctual events that name these conversations, each list in the order of events. */
export async function punctualEvents(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, LoopEvent[]>> {
  if (conversationIds.length === 0) return new Map()
  const rows = await sql.query<{ id: string; body: string; receivedAt: number; t: number }>(
    `select conversation_id id, body, received_at "receivedAt", t from events
     where conversation_id = any($1) and not late and type <> 'turn'`,
    [conversationIds],
  )
  return new Map(
    [...Map.groupBy(rows, (row) => row.id)].map(([id, group]) => [
      id,
      group.map((row) => readStored(row.body, row.receivedAt, row.t)).sort(compareEvents),
    ]),
  )
}
