import {
  EVENT_TYPES,
  type EventType,
  type LoopEvent,
  type Outcome,
  type RejectionCode,
  type WireEvent,
} from './event.ts'
import { instantOf } from './fields.ts'

/** The program's own string for each type: comparing it with a literal is comparing two pointers. */
const TYPES: ReadonlyMap<unknown, EventType> = new Map(EVENT_TYPES.map((type) => [type, type]))
const BLANK = /^[ \t\r]*$/

const rejected = (code: RejectionCode, message: string): Outcome<never> => ({ kind: 'rejected', code, message })

/**
 * Reads one parsed JSON value as an event, leniently: fields of a wrong type are absent, unknown fields stay in `wire`.
 *
 * @param wire any JSON value
 * @param receivedAt the server's stamp, epoch milliseconds; it replaces the event's own `received_at`
 * @returns the event, or why it was rejected (spec/features.md, section 2)
 */
export function readEvent(wire: unknown, receivedAt?: number): Outcome<LoopEvent> {
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) {
    return rejected('not_an_object', 'An event is a JSON object; this is none.')
  }
  const event = wire as WireEvent
  const { event_id: id, conversation_id: conversationId, user_id: userId } = event
  const type = TYPES.get(event.type)
  if (type === undefined) return rejected('unknown_type', `'type' must be one of ${EVENT_TYPES.join(', ')}.`)
  if (id === undefined || id === null) return rejected('no_event_id', "'event_id' is missing; each event needs one.")
  if (!isId(id)) return rejected('bad_id', "'event_id' must be a non-empty string.")
  if (!isIdOrAbsent(conversationId))
    return rejected('bad_id', "'conversation_id' must be a non-empty string or absent.")
  if (!isIdOrAbsent(userId)) return rejected('bad_id', "'user_id' must be a non-empty string or absent.")
  if (conversationId === undefined || conversationId === null) {
    const mayLackIt = type === 'cart_event' || type === 'order_event'
    if (!mayLackIt || userId === undefined || userId === null) {
      return rejected(
        'no_conversation_id',
        "'conversation_id' is missing; only cart and order events with a 'user_id' may lack it.",
      )
    }
  }
  const occurred = instantOf(event.occurred_at)
  const received = receivedAt ?? instantOf(event.received_at)
  const effective = received ?? occurred
  if (effective === null) {
    return rejected(
      'no_time',
      "No usable time: 'occurred_at' must be epoch milliseconds, an integer from 0 to 8.64e15.",
    )
  }
  return {
    kind: 'ok',
    value: {
      id,
      type,
      conversationId: conversationId ?? null,
      userId: userId ?? null,
      t: occurred !== null && occurred < effective ? occurred : effective,
      receivedAt: effective,
      wire: event,
    },
  }
}

/** Reads one line of NDJSON as an event; null for a blank line (space, tab, carriage return), which is no line at all. */
export function readLine(line: string): Outcome<LoopEvent> | null {
  if (BLANK.test(line)) return null
  let wire: unknown
  try {
    wire = JSON.parse(line)
  } catch {
    return rejected('not_json', 'The line is not JSON.')
  }
  return readEvent(wire)
}

const isId = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isIdOrAbsent = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || isId(value)
