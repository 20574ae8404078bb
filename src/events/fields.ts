import type { WireEvent } from './event.ts'

/** Largest instant an event may carry, epoch milliseconds: the last one that a JavaScript Date can hold. */
export const LATEST_INSTANT = 8.64e15

/** An instant in epoch milliseconds: an integer in [0, 8.64e15]; anything else is absent. */
export function instantOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LATEST_INSTANT
    ? value + 0 // minus zero becomes zero
    : null
}

/** A text field; null when absent or of another type. The empty text is a text. */
export function textOf(wire: WireEvent, field: string): string | null {
  const value = wire[field]
  return typeof value === 'string' ? value : null
}

/** An id that does not decide validity (`cta_id`, `order_id`, `turn_id`): empty or of another type is absent. */
export function idOf(wire: WireEvent, field: string): string | null {
  const value = wire[field]
  return typeof value === 'string' && value !== '' ? value : null
}

/** A number; null when absent or of another type. */
export function numberOf(wire: WireEvent, field: string): number | null {
  const value = wire[field]
  return typeof value === 'number' ? value : null
}

/** A confidence in [0, 1]; outside of it, or of another type, it is absent. */
export function confidenceOf(wire: WireEvent, field: string): number | null {
  const value = wire[field]
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null
}
