import { EVENT_TYPES } from '../../events/event.ts'
import { LATEST_INSTANT } from '../../events/fields.ts'
import { WORD_FIELD } from '../../features/event-columns.ts'

/** How a field of an event lies in Parquet. */
export type ColumnKind = 'text' | 'number' | 'instant' | 'json'

/**
 * The columns of an event log in Parquet: every field of spec/features.md, section 2, under its own name. A value that
 * its column cannot hold (a wrong type, an explicit null, half a surrogate pair) and every other field stand in
 * `extra`, a JSON object; so an event can be put together again exactly. A column may be missing.
 */
export const LOG_COLUMNS: Readonly<Record<string, ColumnKind>> = {
  event_id: 'text',
  type: 'text',
  conversation_id: 'text',
  user_id: 'text',
  occurred_at: 'instant',
  received_at: 'instant',
  text: 'text',
  turn_id: 'text',
  author: 'text',
  predicted_intent: 'text',
  intent_confidence: 'number',
  predicted_objection: 'text',
  objection_confidence: 'number',
  scores: 'json',
  response: 'text',
  draft: 'text',
  style: 'text',
  fsm_state: 'text',
  bundle: 'text',
  decision_id: 'text',
  arm: 'text',
  action: 'text',
  propensity: 'number',
  from: 'text',
  to: 'text',
  cta_id: 'text',
  status: 'text',
  order_id: 'text',
  amount: 'number',
  currency: 'text',
  label: 'text',
  rating: 'number',
  reason: 'text',
  assistant_id: 'text',
  channel: 'text',
  product_ids: 'json',
}

/** Time and rank are sorted as one integer: the time times this, and the rank. */
export const TIME_SHIFT = 16
/** Rank of a type that is none of the event types. */
export const UNKNOWN_TYPE = TIME_SHIFT - 1

const rank = `case type ${EVENT_TYPES.map((type, i) => `when '${type}' then ${i}`).join(' ')} else ${UNKNOWN_TYPE} end::utinyint`
/** The type's own field; for carts and orders alone, so that no other column is read. */
const wordOf = (outcomes: boolean): string => {
  const types = EVENT_TYPES.filter((type) => !outcomes || type === 'cart_event' || type === 'order_event')
  return `case type ${types.map((type) => `when '${type}' then "${WORD_FIELD[type]}"`).join(' ')} end`
}
const usable = (column: string): string => `case when ${column} between 0 and ${LATEST_INSTANT} then ${column} end`

/** What the fold needs of an event, as stored rows carry it; texts are blobs, so that WTF-8 fits too. */
export const PACKED_COLUMNS = {
  conv: 'blob',
  t: 'bigint',
  rank: 'utinyint',
  received: 'bigint',
  usr: 'blob',
  id: 'blob',
  word: 'blob',
  origin: 'blob',
  first_number: 'double',
  second_number: 'double',
} as const

export const packedNames = Object.keys(PACKED_COLUMNS).join(', ')

/** Rows of a Parquet log in packed columns, and the hash of the event id. */
export const packedSelect = (source: string, outcomes: boolean): string => `
select encode(conversation_id) conv, least(coalesce(o, r), coalesce(r, o)) t, ${rank} rank, coalesce(r, o) received,
       encode(user_id) usr, encode(event_id) id, encode(${wordOf(outcomes)}) word,
       case when type = 'fsm_transition' then encode("from") end origin,
       case type when 'explicit_feedback' then rating else intent_confidence end first_number, objection_confidence second_number,
       hash(event_id) hash
from (select *, ${usable('occurred_at')} o, ${usable('received_at')} r from ${source})`

const DECIDING = [...new Set(['event_id', 'type', 'conversation_id', 'user_id', 'occurred_at', 'received_at', 'from'])]
const OWN = [...new Set(Object.values(WORD_FIELD)), 'rating', 'intent_confidence', 'objection_confidence']

/**
 * Is `extra` more than unknown fields? Then the event is put together and read as from the wire. An escape could hide a
 * name, so any escaped code point counts.
 */
export const ODD_EXTRA = `regexp_matches(extra, '\\\\u|"(${[...DECIDING, ...OWN].join('|')})"')`
