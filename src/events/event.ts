/** Event types in the order of their rank: at one instant, an earlier one comes first (spec/features.md, section 2). */
export const EVENT_TYPES = [
  'user_message',
  'cta_click',
  'cart_event',
  'order_event',
  'explicit_feedback',
  'fsm_transition',
  'assistant_message',
  'cta_sent',
  'conversation_end',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** true, false, or not yet known. */
export type Ternary = boolean | null

/** An event as it came on the wire: a JSON object whose unknown fields are kept. */
export type WireEvent = { readonly [key: string]: unknown }

/** What a step made of one item: a bad one is a value to route, never an exception. */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly message: string }

export type RejectionCode =
  | 'not_json'
  | 'not_an_object'
  | 'unknown_type'
  | 'no_event_id'
  | 'no_time'
  | 'bad_id'
  | 'no_conversation_id'
  | 'bad_field'
  | 'bad_text'
  | 'too_deep'
  | 'too_large'
  | 'not_yet_arrived'
  | 'too_many'
  | 'erased'

/**
 * A valid event as the folds see it. Fields of a wrong type have become null (absent).
 * Times are epoch milliseconds; `t = min(occurredAt, receivedAt)`.
 */
export interface LoopEvent {
  readonly id: string
  readonly type: EventType
  readonly conversationId: string | null
  readonly userId: string | null
  readonly t: number
  readonly receivedAt: number
  /** The object as accepted; the folds read their own fields through src/events, never by hand. */
  readonly wire: WireEvent
}
