import type { LoopEvent, Outcome, RejectionCode, WireEvent } from './event.ts'
import { LATEST_INSTANT } from './fields.ts'
import { readEvent } from './read.ts'
import { parseRfc3339 } from './rfc3339.ts'
import { badTextIn } from './text-checks.ts'

/** Longest id, in UTF-16 units: ids are index keys. */
export const MAX_ID_LENGTH = 512
/** Longest event, in characters of JSON. */
export const MAX_EVENT_LENGTH = 256 * 1024
const MAX_AMOUNT = 1e12

/** What a field must be when it is there; null counts as absent. Returns what is allowed when the value is wrong. */
type Check = (value: unknown) => string | null

const text: Check = (value) => (typeof value === 'string' ? null : 'a text')
const shortText: Check = (value) =>
  typeof value === 'string' && value.length <= MAX_ID_LENGTH ? null : `a text of at most ${MAX_ID_LENGTH} characters`
const object: Check = (value) => (typeof value === 'object' && !Array.isArray(value) ? null : 'an object')
const list: Check = (value) => (Array.isArray(value) ? null : 'an array')
const share: Check = (value) => (isNumber(value, 0, 1) ? null : 'a number from 0 to 1')
const rating: Check = (value) => (isNumber(value, 1, 5) ? null : 'a number from 1 to 5')
const amount: Check = (value) => (isNumber(value, -MAX_AMOUNT, MAX_AMOUNT) ? null : 'a number between -1e12 and 1e12')
const author: Check = (value) => (value === 'bot' || value === 'human' ? null : "'bot' or 'human'")

const EVERY_TYPE: Readonly<Record<string, Check>> = { assistant_id: shortText, channel: shortText, product_ids: list }
const BY_TYPE: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  user_message: { ...EVERY_TYPE, text },
  assistant_message: {
    ...EVERY_TYPE,
    turn_id: shortText,
    author,
    predicted_intent: shortText,
    intent_confidence: share,
    predicted_objection: shortText,
    objection_confidence: share,
    scores: object,
    response: text,
    draft: text,
    fsm_state: shortText,
    bundle: shortText,
    decision_id: shortText,
    arm: shortText,
    propensity: share,
  },
  fsm_transition: { ...EVERY_TYPE, from: shortText, to: shortText },
  cta_sent: { ...EVERY_TYPE, cta_id: shortText },
  cta_click: { ...EVERY_TYPE, cta_id: shortText },
  cart_event: { ...EVERY_TYPE, action: shortText },
  order_event: { ...EVERY_TYPE, status: shortText, order_id: shortText, amount, currency: shortText },
  explicit_feedback: { ...EVERY_TYPE, label: text, rating },
  conversation_end: { ...EVERY_TYPE, reason: text },
}

/**
 * Reads an event as the HTTP interface does: like `readEvent`, and a wrong type in an optional field, an absurd number,
 * a bad text or an over-long id is refused instead of overlooked. Times may be RFC 3339 text.
 *
 * @param receivedAt the server's stamp, epoch milliseconds
 * @param searchTexts whether texts can be bad at all (`mayHoldBadText`)
 */
export function readStrictly(wire: unknown, receivedAt: number, searchTexts: boolean): Outcome<LoopEvent> {
  const timed = withTimes(wire)
  if ('kind' in timed) return timed
  const read = readEvent(timed.wire, receivedAt)
  if (read.kind === 'rejected') return read
  const wrong = (searchTexts ? wrongText(wire) : null) ?? longId(read.value) ?? wrongField(read.value)
  return wrong ?? read
}

/** What every way in refuses, the lenient ones too: what could not be stored under its id. */
export function unstorable(event: LoopEvent): Outcome<never> | null {
  const bad = badTextIn([event.id, event.conversationId, event.userId])
  return bad ? wrongText(bad === 'nul' ? '\u0000' : '\ud800') : longId(event)
}

/** RFC 3339 times become milliseconds. Leaves the value alone when both times are numbers or absent. */
export function withTimes(wire: unknown): { wire: unknown } | Outcome<never> {
  if (typeof wire !== 'object' || wire === null) return { wire }
  let read = wire as WireEvent
  for (const field of ['occurred_at', 'received_at'] as const) {
    const value = read[field]
    if (value === undefined || value === null) continue
    const instant = typeof value === 'string' ? parseRfc3339(value) : value
    if (typeof instant !== 'number' || !Number.isInteger(instant) || instant < 0 || instant > LATEST_INSTANT) {
      const allowed = 'epoch milliseconds, an integer from 0 to 8.64e15, or RFC 3339 text'
      return rejected('bad_field', `'${field}' is ${shown(value)}; allowed is ${allowed}.`)
    }
    if (typeof value === 'string') read = { ...read, [field]: instant }
  }
  return { wire: read }
}

function wrongField({ type, wire }: LoopEvent): Outcome<never> | null {
  const checks = BY_TYPE[type]!
  for (const field in wire) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined
    const value = wire[field]
    if (check === undefined || value === null || value === undefined) continue
    const allowed = check(value)
    if (allowed) return rejected('bad_field', `'${field}' is ${shown(value)}; allowed is ${allowed}, or leave it out.`)
  }
  return null
}

export function wrongText(value: unknown): Outcome<never> | null {
  switch (badTextIn(value)) {
    case 'nul':
      return rejected('bad_text', 'A text holds U+0000, which cannot be stored. Remove it.')
    case 'lone_surrogate':
      return rejected('bad_text', 'A text holds half of a surrogate pair. Send well-formed Unicode.')
    case 'number':
      return rejected('bad_field', 'A number is too large to be held (over 1.8e308). Send a smaller one, or text.')
    default:
      return null
  }
}

export function longId(event: Pick<LoopEvent, 'id' | 'conversationId' | 'userId'>): Outcome<never> | null {
  const longest = Math.max(event.id.length, event.conversationId?.length ?? 0, event.userId?.length ?? 0)
  if (longest <= MAX_ID_LENGTH) return null
  return rejected('bad_id', `An id has ${longest} characters; allowed are ${MAX_ID_LENGTH}. Use a shorter one.`)
}

const isNumber = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && value >= low && value <= high

/** A value as an error shows it: never long, never a customer's text. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.length <= 24 ? `'${value}'` : `a text of ${value.length} characters`
  if (Array.isArray(value)) return 'an array'
  return value === null ? 'null' : `a${typeof value === 'object' ? 'n object' : ` ${typeof value}`}`
}

const rejected = (code: RejectionCode, message: string): Outcome<never> => ({ kind: 'rejected', code, message })
