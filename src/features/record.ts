import type { LoopEvent } from '../events/event.ts'
import { confidenceOf, idOf, numberOf, textOf } from '../events/fields.ts'
import { compareCodePoints, rankOf } from '../events/order.ts'
import type { Lookups } from './lookups.ts'
import { type Question, questionOf } from './question.ts'

export const USER_MESSAGE = rankOf('user_message')
export const CTA_CLICK = rankOf('cta_click')
export const CART_EVENT = rankOf('cart_event')
export const ORDER_EVENT = rankOf('order_event')
export const EXPLICIT_FEEDBACK = rankOf('explicit_feedback')
export const FSM_TRANSITION = rankOf('fsm_transition')
export const ASSISTANT_MESSAGE = rankOf('assistant_message')
export const CTA_SENT = rankOf('cta_sent')
export const CONVERSATION_END = rankOf('conversation_end')

/**
 * What the features read of an event that names the conversation, carts and orders apart (those are acts). No text.
 * One shape for all types keeps the fold fast; fields that a type does not have are null, false or NaN.
 */
export interface TurnRecord {
  readonly id: string
  readonly t: number
  /** Rank of the event type. */
  readonly rank: number
  readonly userId: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  readonly bundle: string | null
  readonly arm: string | null
  /** `to` of a transition, `fsm_state` of an assistant message. */
  readonly state: string | null
  /** A transition whose `from` and `to` differ. */
  readonly moved: boolean
  /** The lower of the usable confidences; NaN without one. */
  readonly confidence: number
  /** Carries a predicted intent or objection. */
  readonly predicted: boolean
  readonly byHuman: boolean
  readonly ctaId: string | null
  /** The message as a question; null when it is not substantive. */
  readonly question: Question | null
  readonly negative: boolean
  /** Usable rating, 1 to 5; NaN without one. */
  readonly rating: number
  /** An end that is a farewell and not a time-out. */
  readonly hard: boolean
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads an event of any type but cart and order. */
export function turnRecord(event: LoopEvent, lookups: Lookups): TurnRecord {
  const { wire } = event
  const rank = rankOf(event.type)
  const record: Mutable<TurnRecord> = {
    id: event.id,
    t: event.t,
    rank,
    userId: event.userId,
    assistantId: idOf(wire, 'assistant_id'),
    channel: idOf(wire, 'channel'),
    bundle: null,
    arm: null,
    state: null,
    moved: false,
    confidence: Number.NaN,
    predicted: false,
    byHuman: false,
    ctaId: null,
    question: null,
    negative: false,
    rating: Number.NaN,
    hard: false,
  }
  if (rank === USER_MESSAGE) {
    const text = textOf(wire, 'text')
    if (text !== null) record.question = questionOf(text, lookups)
  } else if (rank === ASSISTANT_MESSAGE) {
    readReply(record, event)
  } else if (rank === FSM_TRANSITION) {
    record.state = textOf(wire, 'to')
    record.moved = textOf(wire, 'from') !== record.state
  } else if (rank === CTA_SENT || rank === CTA_CLICK) {
    record.ctaId = idOf(wire, 'cta_id')
  } else if (rank === EXPLICIT_FEEDBACK) {
    readFeedback(record, event, lookups)
  } else if (rank === CONVERSATION_END) {
    const reason = textOf(wire, 'reason')
    record.hard = reason === null || !lookups.softEndReasons.has(reason)
  }
  return record
}

function readReply(record: Mutable<TurnRecord>, { wire }: LoopEvent): void {
  record.state = textOf(wire, 'fsm_state')
  record.bundle = idOf(wire, 'bundle')
  record.arm = idOf(wire, 'arm')
  record.byHuman = wire.author === 'human'
  record.predicted = textOf(wire, 'predicted_intent') !== null || textOf(wire, 'predicted_objection') !== null
  const intent = confidenceOf(wire, 'intent_confidence')
  const objection = confidenceOf(wire, 'objection_confidence')
  if (intent !== null) record.confidence = objection === null ? intent : Math.min(intent, objection)
  else if (objection !== null) record.confidence = objection
}

function readFeedback(record: Mutable<TurnRecord>, { wire }: LoopEvent, { config, negativeLabels }: Lookups): void {
  const label = textOf(wire, 'label')
  const rating = numberOf(wire, 'rating')
  const [least, most] = config.negativeRatings
  record.negative =
    (label !== null && negativeLabels.has(label)) || (rating !== null && rating >= least && rating <= most)
  if (rating !== null && rating >= 1 && rating <= 5) record.rating = rating
}

/** The order of events, for records: time, rank, id by code point. */
export function compareRecords(a: TurnRecord, b: TurnRecord): number {
  return a.t - b.t || a.rank - b.rank || compareCodePoints(a.id, b.id)
}
