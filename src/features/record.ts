import type { LoopEvent, WireEvent } from '../events/event.ts'
import { confidenceOf, idOf, numberOf, textOf } from '../events/fields.ts'
import { compareCodePoints, rankOf } from '../events/order.ts'
import type { Lookups } from './lookups.ts'
import type { Question } from './question.ts'

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
  id: string
  /** Epoch milliseconds. */
  t: number
  /** Rank of the event type. */
  rank: number
  userId: string | null
  assistantId: string | null
  channel: string | null
  bundle: string | null
  arm: string | null
  /** `to` of a transition, `fsm_state` of an assistant message. */
  state: string | null
  /** A transition whose `from` and `to` differ. */
  moved: boolean
  /** The lower of the usable confidences; NaN without one. */
  confidence: number
  /** Carries a predicted intent or objection. */
  predicted: boolean
  byHuman: boolean
  ctaId: string | null
  /** The message as a question; null when it is not substantive. */
  question: Question | null
  negative: boolean
  /** Usable rating, 1 to 5; NaN without one. */
  rating: number
  /** An end that is a farewell and not a time-out. */
  hard: boolean
}

export const newRecord = (): TurnRecord => ({
  id: '',
  t: 0.5, // a fraction, so that the field holds any number from the start
  rank: 0,
  userId: null,
  assistantId: null,
  channel: null,
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
})

/**
 * Reads an event of any type but cart and order into a record that is used again and again.
 *
 * @param question of a user message, see `questionOf`; null for any other event
 * @param withContext false leaves out who talks with which version
 */
export function readRecord(
  record: TurnRecord,
  event: LoopEvent,
  question: Question | null,
  withContext: boolean,
  lookups: Lookups,
): void {
  const { wire } = event
  clear(record)
  record.id = event.id
  record.t = event.t
  record.rank = rankOf(event.type)
  record.userId = event.userId
  record.question = question
  if (withContext) readContext(record, wire)
  switch (record.rank) {
    case ASSISTANT_MESSAGE:
      readReply(record, wire)
      break
    case FSM_TRANSITION:
      record.state = textOf(wire, 'to')
      record.moved = textOf(wire, 'from') !== record.state
      break
    case CTA_SENT:
    case CTA_CLICK:
      record.ctaId = idOf(wire, 'cta_id')
      break
    case EXPLICIT_FEEDBACK:
      readFeedback(record, wire, lookups)
      break
    case CONVERSATION_END:
      record.hard = !lookups.softEndReasons.has(textOf(wire, 'reason') ?? '')
      break
  }
}

/** Who talks, with which version. */
function readContext(record: TurnRecord, wire: WireEvent): void {
  record.assistantId = idOf(wire, 'assistant_id')
  record.channel = idOf(wire, 'channel')
  if (record.rank !== ASSISTANT_MESSAGE) return
  record.bundle = idOf(wire, 'bundle')
  record.arm = idOf(wire, 'arm')
}

/** What a type does not have must not be left over from the event before. */
export function clear(record: TurnRecord): void {
  record.assistantId = null
  record.channel = null
  record.bundle = null
  record.arm = null
  record.state = null
  record.moved = false
  record.confidence = Number.NaN
  record.predicted = false
  record.byHuman = false
  record.ctaId = null
  record.negative = false
  record.rating = Number.NaN
  record.hard = false
}

function readReply(record: TurnRecord, wire: WireEvent): void {
  record.state = textOf(wire, 'fsm_state')
  record.byHuman = wire.author === 'human'
  // A person may answer in place of what the models proposed: that is no turn that a model is measured by.
  const named = textOf(wire, 'predicted_intent') !== null || textOf(wire, 'predicted_objection') !== null
  record.predicted = named && !record.byHuman
  const intent = confidenceOf(wire, 'intent_confidence')
  const objection = confidenceOf(wire, 'objection_confidence')
  if (intent === null) record.confidence = objection ?? Number.NaN
  else record.confidence = objection === null || intent < objection ? intent : objection
}

function readFeedback(record: TurnRecord, wire: WireEvent, { config, negativeLabels }: Lookups): void {
  const label = textOf(wire, 'label')
  const rating = numberOf(wire, 'rating')
  const [least, most] = config.negativeRatings
  const badRating = rating !== null && rating >= least && rating <= most
  record.negative = badRating || (label !== null && negativeLabels.has(label))
  if (rating !== null && rating >= 1 && rating <= 5) record.rating = rating
}

/** The order of events, for records: time, rank, id by code point. */
export function compareRecords(a: TurnRecord, b: TurnRecord): number {
  return a.t - b.t || a.rank - b.rank || compareCodePoints(a.id, b.id)
}
