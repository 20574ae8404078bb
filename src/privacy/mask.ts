import type { WireEvent } from '../events/event.ts'
import { BASIC_RECOGNISERS, type Recogniser } from './recognisers.ts'

/** Fields of an event that name or measure something; masking them would make different things one. Only at its top. */
const NAMES = new Set([
  ...['event_id', 'conversation_id', 'user_id', 'assistant_id', 'turn_id', 'cta_id', 'order_id', 'decision_id'],
  ...['product_id', 'product_ids', 'type', 'occurred_at', 'received_at', 'timestamp'],
  ...['bundle', 'arm', 'currency', 'channel', 'amount'],
])

/**
 * Replaces personal data in a text by its kind in brackets. Prices, models and dates stay.
 *
 * @example maskText('call 13812345678 about iPhone 14 for 5999') // 'call [phone] about iPhone 14 for 5999'
 */
export function maskText(text: string, recognisers: readonly Recogniser[] = BASIC_RECOGNISERS): string {
  if (text.length < 6) return text // nothing personal is shorter
  return recognisers.reduce(maskOne, text)
}

/** Full-width digits count as digits: what is looked at is narrow, what is cut is the text itself, at the same places. */
function maskOne(text: string, { kind, pattern, isReal }: Recogniser): string {
  let masked = ''
  let from = 0
  for (const { 0: found, index } of narrow(text).matchAll(pattern)) {
    if (!isReal(found)) continue
    masked += `${text.slice(from, index)}[${kind}]`
    from = index + found.length
  }
  return from === 0 ? text : masked + text.slice(from)
}

const WIDE = /[\uff01-\uff5e\u3000]/g
const narrow = (text: string): string =>
  text.replace(WIDE, (wide) => (wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0)))

/**
 * Masks every text of an event, at any depth, and every whole number that is somebody's, but not its ids. Gives the
 * same object when nothing was found.
 */
export function maskEvent(wire: WireEvent): WireEvent {
  return maskFields(wire, NAMES) as WireEvent
}

/** Up to so many digits, JSON numbers may be an identity or card number; beyond 2^53 their digits are lost to us. */
const LONGEST_NUMBER = 1e19

function maskNumber(value: number): unknown {
  if (!Number.isInteger(value) || Math.abs(value) >= LONGEST_NUMBER) return value
  if (!Number.isSafeInteger(value)) return '[number]'
  const text = String(value)
  const masked = maskText(text)
  return masked === text ? value : masked
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'number') return maskNumber(value)
  if (Array.isArray(value)) {
    const masked = value.map(maskValue)
    return masked.every((part, i) => part === value[i]) ? value : masked
  }
  return typeof value === 'object' && value !== null ? maskFields(value, NONE) : value
}

const NONE: ReadonlySet<string> = new Set()

function maskFields(value: object, names: ReadonlySet<string>): object {
  const entries = Object.entries(value)
  const masked = entries.map(([field, part]) => [field, names.has(field) ? part : maskValue(part)] as const)
  return masked.every(([, part], i) => part === entries[i]?.[1]) ? value : Object.fromEntries(masked)
}
