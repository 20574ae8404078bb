import { canonicalJson } from './canonical.ts'
import type { LoopEvent } from './event.ts'
import { compareCodePoints } from './order.ts'

/**
 * Does copy `a` of an event win over copy `b`? The one received first does; of two received at once, the one with
 * the smaller canonical JSON. False when both are alike.
 */
export function wins(a: LoopEvent, b: LoopEvent): boolean {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt
  return compareCodePoints(canonicalJson(a.wire), canonicalJson(b.wire)) < 0
}

/** How late an event may be received after it happened, milliseconds. */
export interface Lateness {
  readonly lateChatMs: number
  /** For cart and order events: shops export in batches. */
  readonly lateOutcomeMs: number
}

/** A late event is counted and not folded. Ask it of the winning copy only. */
export function isLate(event: LoopEvent, lateness: Lateness): boolean {
  const outcome = event.type === 'cart_event' || event.type === 'order_event'
  return event.receivedAt - event.t > (outcome ? lateness.lateOutcomeMs : lateness.lateChatMs)
}
