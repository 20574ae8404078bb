import type { Sql } from './database.ts'

/** The draw that decided whether a conversation enters review, selected or not. */
export interface DrawMade {
  readonly selected: boolean
  readonly probability: number
  /** null = the control stratum. */
  readonly reason: string | null
  readonly planId: string
  readonly decidedAt: number
}

/** A cart or an order of the conversation's users that does not name it. */
export interface ActElsewhere {
  readonly eventId: string
  readonly userId: string
  readonly t: number
  readonly body: string
}

const MOST_ACTS = 200

export async function drawOf(sql: Sql, conversationId: string): Promise<DrawMade | null> {
  const [row] = await sql.query<DrawMade>(
    `select selected, probability, reason, plan_id "planId", decided_at "decidedAt" from draws where conversation_id = $1`,
    [conversationId],
  )
  return row ?? null
}

/** Carts and orders of its users on other channels, while they can concern it; oldest first, up to 200. */
export const actsElsewhere = (sql: Sql, conversationId: string): Promise<ActElsewhere[]> =>
  sql.query<ActElsewhere>(
    `select e.event_id "eventId", e.user_id "userId", e.t, e.body
     from links l join events e on e.user_id = l.user_id and e.t between l.from_at and l.until_at
     where l.conversation_id = $1 and e.type in ('cart_event', 'order_event') and e.conversation_id is distinct from $1
     order by e.t, e.event_id limit ${MOST_ACTS}`,
    [conversationId],
  )
