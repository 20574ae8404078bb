import type { LoopEvent } from '../events/event.ts'
import { numberOf, textOf } from '../events/fields.ts'
import type { ActKind, OutcomeAct } from './outcomes.ts'
import { CART_EVENT, ORDER_EVENT } from './record.ts'

/**
 * The own fields of an event that decide a row, in the same four columns for every type. What only facts read
 * (bundle, channel, amount) is not among them.
 */
export interface EventFields {
  /** `text`, `to`, `fsm_state`, `cta_id`, `label`, `reason`, `status` or `action`, whichever the type has; null when absent. */
  readonly word: string | null
  /** `from` of a transition; null when absent. */
  readonly origin: string | null
  /** `intent_confidence` of a reply, `rating` of a feedback; NaN when absent. */
  readonly first: number
  /** `objection_confidence` of a reply; NaN when absent. */
  readonly second: number
}

/** Columns of events: every function takes a row and reads only what is asked for. */
export interface EventColumns {
  id(row: number): string
  /** Rank of the event type. */
  rank(row: number): number
  /** Event time, epoch milliseconds. */
  t(row: number): number
  user(row: number): string | null
  word(row: number): string | null
  origin(row: number): string | null
  first(row: number): number
  second(row: number): number
}

/** In the word column of a cart or order event: a status or action of a wrong type, which is not absent. */
const WRONG_TYPE = ''

/** The field that stands in the word column, by type. */
export const WORD_FIELD = {
  user_message: 'text',
  cta_click: 'cta_id',
  cart_event: 'action',
  order_event: 'status',
  explicit_feedback: 'label',
  fsm_transition: 'to',
  assistant_message: 'fsm_state',
  cta_sent: 'cta_id',
  conversation_end: 'reason',
} as const

/** Puts an event's own fields into the columns. */
export function fieldsOf({ type, wire }: LoopEvent): EventFields {
  const field = WORD_FIELD[type]
  const value = wire[field]
  const known = value === undefined || value === null || typeof value === 'string'
  const outcome = type === 'cart_event' || type === 'order_event'
  return {
    word: outcome && !known ? WRONG_TYPE : textOf(wire, field),
    origin: type === 'fsm_transition' ? textOf(wire, 'from') : null,
    first: numberOf(wire, type === 'explicit_feedback' ? 'rating' : 'intent_confidence') ?? Number.NaN,
    second: numberOf(wire, 'objection_confidence') ?? Number.NaN,
  }
}

/** What `outcomeAct` makes of a cart or order event, from columns; null when it is none. */
export function actAt(columns: EventColumns, row: number, conversationId: string | null): OutcomeAct | null {
  const kind = actKind(columns.rank(row), columns.word(row))
  if (kind === null) return null
  return {
    eventId: columns.id(row),
    userId: columns.user(row),
    conversationId,
    t: columns.t(row),
    kind,
    orderId: null,
    amount: null,
    currency: null,
  }
}

function actKind(rank: number, word: string | null): ActKind | null {
  if (rank === CART_EVENT) return word === null || word === 'add' ? 'cart_add' : 'cart_other'
  if (rank !== ORDER_EVENT) return null
  return word === null || word === 'placed' || word === 'paid' ? 'order' : null
}
