import type { EventType, LoopEvent } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** An instant far from zero, from which tests count. */
export const BASE = 1_800_000_000_000

let made = 0

/** A valid event of conversation `c` at `BASE + at`, received at once. */
export function event(type: EventType, at: number, fields: Record<string, unknown> = {}): LoopEvent {
  const outcome = readEvent({ event_id: `x${made++}`, type, conversation_id: 'c', occurred_at: BASE + at, ...fields })
  if (outcome.kind !== 'ok') throw new Error(outcome.message)
  return outcome.value
}

export const says = (at: number, text = '这款手机多少钱', fields = {}) => event('user_message', at, { text, ...fields })
export const replies = (at: number, fields = {}) => event('assistant_message', at, fields)
export const moves = (at: number, from: string | null, to: string | null, fields = {}) =>
  event('fsm_transition', at, { from, to, ...fields })
export const offers = (at: number, cta_id: string | null = 'k', fields = {}) =>
  event('cta_sent', at, { cta_id, ...fields })
export const clicks = (at: number, cta_id: string | null = 'k', fields = {}) =>
  event('cta_click', at, { cta_id, ...fields })
export const ends = (at: number, reason: string | null = null, fields = {}) =>
  event('conversation_end', at, { reason, ...fields })
export const rates = (at: number, rating: unknown, fields = {}) => event('explicit_feedback', at, { rating, ...fields })
export const orders = (at: number, fields = {}) =>
  event('order_event', at, { conversation_id: null, user_id: 'u', ...fields })
export const carts = (at: number, fields = {}) =>
  event('cart_event', at, { conversation_id: null, user_id: 'u', ...fields })
