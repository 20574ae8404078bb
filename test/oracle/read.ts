// Section 2 of spec/features.md, read naively: from raw lines and `now` to the folded events and the counts.
import { byCodePoint } from './code-points.ts'

export interface OracleEvent {
  id: string
  type: string
  conversation: string | null
  user: string | null
  occurredAt: number | null
  receivedAt: number
  t: number
  wire: Record<string, unknown>
}

export interface OracleSummary {
  lines: number
  rejected: number
  not_yet_arrived: number
  duplicates: number
  conflicts: number
  late: number
  after_end: number
}

const HOUR = 3_600_000
/** "rank user_message < cta_click < … < conversation_end" */
const RANK = [
  'user_message',
  'cta_click',
  'cart_event',
  'order_event',
  'explicit_feedback',
  'fsm_transition',
  'assistant_message',
  'cta_sent',
  'conversation_end',
]

/** "times are integers from 0 to 8.64e15"; of another type or out of range: absent. */
const time = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 8.64e15 ? value : null

/** "`null` is absent" */
const present = (value: unknown): boolean => value !== undefined && value !== null

/** "an id that is present but not a non-empty string" */
const badId = (value: unknown): boolean => present(value) && (typeof value !== 'string' || value === '')

const own = (wire: Record<string, unknown>, key: string): unknown => (Object.hasOwn(wire, key) ? wire[key] : undefined)

/** A text field: a wrong type is absent. */
export const text = (event: OracleEvent, key: string): string | null => {
  const value = own(event.wire, key)
  return typeof value === 'string' ? value : null
}

/** One of the other ids (`cta_id`, `order_id`, `turn_id`): a wrong type or empty is absent. */
export const otherId = (event: OracleEvent, key: string): string | null => text(event, key) || null

/** A number field: a wrong type is absent. */
export const number = (event: OracleEvent, key: string): number | null => {
  const value = own(event.wire, key)
  return typeof value === 'number' ? value : null
}

/** A field exactly as it came; undefined when absent (missing or null). */
export const raw = (event: OracleEvent, key: string): unknown => own(event.wire, key) ?? undefined

/** null = rejected. */
export const readEvent = (line: string): OracleEvent | null => {
  let wire: Record<string, unknown>
  try {
    wire = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) return null
  const [id, type, conversation, user] = ['event_id', 'type', 'conversation_id', 'user_id'].map((key) => own(wire, key))
  if (!RANK.includes(type as string)) return null
  if (!present(id) || badId(id) || badId(conversation) || badId(user)) return null
  if (!present(conversation) && !((type === 'cart_event' || type === 'order_event') && present(user))) return null
  const occurred = time(own(wire, 'occurred_at'))
  const received = time(own(wire, 'received_at')) ?? occurred
  if (received === null) return null
  const base = { id: id as string, type: type as string, occurredAt: occurred, receivedAt: received, wire }
  const ids = { conversation: (conversation ?? null) as string | null, user: (user ?? null) as string | null }
  return { ...base, ...ids, t: Math.min(occurred ?? received, received) }
}

const isLate = (e: OracleEvent): boolean =>
  e.receivedAt - e.t > (e.type === 'cart_event' || e.type === 'order_event' ? 72 * HOUR : 24 * HOUR)

/** "keys sorted at every depth, no spaces, ECMAScript numbers and strings" */
const json = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`
  const keys = Object.keys(value).sort(byCodePoint)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${json((value as Record<string, unknown>)[key])}`).join(',')}}`
}

/** "the whole object without `received_at`" */
export const canonical = (event: OracleEvent): string =>
  json(Object.fromEntries(Object.entries(event.wire).filter(([key]) => key !== 'received_at')))

const better = (a: OracleEvent, b: OracleEvent): number =>
  a.receivedAt - b.receivedAt || byCodePoint(canonical(a), canonical(b))

/** "`(t, rank, event_id)` … `event_id` by code point" */
export const inOrder = (a: OracleEvent, b: OracleEvent): number =>
  a.t - b.t || RANK.indexOf(a.type) - RANK.indexOf(b.type) || byCodePoint(a.id, b.id)

/** All events that are folded, in order, and the counts; `after_end` is for the caller to fill. */
export const readLog = (lines: readonly string[], now: number): { folded: OracleEvent[]; summary: OracleSummary } => {
  const real = lines.filter((line) => !/^[ \t\r]*$/.test(line))
  const valid = real.map(readEvent).filter((event) => event !== null)
  const arrived = valid.filter((event) => event.receivedAt <= now)
  const winners = new Map<string, OracleEvent>()
  for (const event of arrived) {
    const rival = winners.get(event.id)
    if (rival === undefined || better(event, rival) < 0) winners.set(event.id, event)
  }
  const unlike = arrived.filter((event) => canonical(event) !== canonical(winners.get(event.id)!))
  const late = [...winners.values()].filter(isLate)
  const folded = [...winners.values()].filter((event) => !isLate(event)).sort(inOrder)
  const summary = {
    lines: real.length,
    rejected: real.length - valid.length,
    not_yet_arrived: valid.length - arrived.length,
    duplicates: arrived.length - winners.size,
    conflicts: unlike.length,
    late: late.length,
    after_end: 0,
  }
  return { folded, summary }
}
