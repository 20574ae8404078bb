import { EVENT_TYPES, type EventType, type LoopEvent } from './event.ts'

/**
 * Compares two texts by code point. UTF-16 order differs from it where one side has a surrogate pair
 * and the other a code unit from U+E000 on. A surrogate that is not paired is a code point of its own.
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    return isSurrogate(x) || isSurrogate(y) ? compareFromPair(a, b, i) : x - y
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** Compares at `at`, the first unit that differs; it may be the second half of a pair. */
function compareFromPair(a: string, b: string, at: number): number {
  if (at > 0) {
    const inPair = a.codePointAt(at - 1)! - b.codePointAt(at - 1)!
    if (inPair !== 0) return inPair
  }
  return a.codePointAt(at)! - b.codePointAt(at)!
}

const RANKS: Readonly<Record<EventType, number>> = Object.fromEntries(
  EVENT_TYPES.map((type, rank) => [type, rank]),
) as Record<EventType, number>

/** Place of a type among events of one instant. */
export const rankOf = (type: EventType): number => RANKS[type]

/** The order of events: time, rank of the type, event id by code point (spec/features.md, section 2). */
export function compareEvents(a: LoopEvent, b: LoopEvent): number {
  return a.t - b.t || RANKS[a.type] - RANKS[b.type] || compareCodePoints(a.id, b.id)
}
