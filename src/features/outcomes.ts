import type { LoopEvent } from '../events/event.ts'
import { idOf, numberOf, textOf } from '../events/fields.ts'

/** `order`: placed or paid. `cart_add`: an addition. `cart_other`: any other cart event, an act but no outcome. */
export type ActKind = 'order' | 'cart_add' | 'cart_other'

/** What a cart or order event says about the outcome of the conversations of its user. */
export interface OutcomeAct {
  readonly eventId: string
  readonly userId: string | null
  readonly conversationId: string | null
  /** Epoch milliseconds. */
  readonly t: number
  readonly kind: ActKind
  readonly orderId: string | null
  /** Of an order, in units of `currency`; null when it has no usable one. */
  readonly amount: number | null
  readonly currency: string | null
}

/** Whose acts, in which span of time, can decide the features of a conversation. Both instants are inclusive. */
export interface ConversationLink {
  readonly conversationId: string
  readonly users: readonly string[]
  readonly from: number
  readonly until: number
}

/**
 * Reads a cart or order event; null for any other event, and for an order that is neither placed nor paid.
 * A status or action that is absent means placed, or add; one of a wrong type is neither.
 */
export function outcomeAct(event: LoopEvent): OutcomeAct | null {
  const kind = kindOf(event)
  if (kind === null) return null
  const ordered = kind === 'order'
  const amount = ordered ? numberOf(event.wire, 'amount') : null
  return {
    eventId: event.id,
    userId: event.userId,
    conversationId: event.conversationId,
    t: event.t,
    kind,
    orderId: ordered ? idOf(event.wire, 'order_id') : null,
    amount: amount !== null && Number.isFinite(amount) ? amount : null,
    currency: ordered ? textOf(event.wire, 'currency') : null,
  }
}

function kindOf({ type, wire }: LoopEvent): ActKind | null {
  if (type === 'cart_event') return (wire.action ?? 'add') === 'add' ? 'cart_add' : 'cart_other'
  if (type !== 'order_event') return null
  const status = wire.status ?? 'placed'
  return status === 'placed' || status === 'paid' ? 'order' : null
}

/** The acts of the link's users in its span of time. */
export function actsFor(link: ConversationLink, acts: readonly OutcomeAct[]): OutcomeAct[] {
  return acts.filter(
    (act) => act.userId !== null && act.t >= link.from && act.t <= link.until && link.users.includes(act.userId),
  )
}
