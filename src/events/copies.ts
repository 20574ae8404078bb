import type { LoopEvent, Outcome } from './event.ts'
import { readEvent } from './read.ts'

/** A copy of an event whose id other events may have too. */
export interface Copy {
  readonly event: LoopEvent
  /** Canonical JSON: two copies with the same one do not conflict. */
  readonly canonical: string
}

/** The part of a stored log that needs a second look: ids that may occur twice, and events that columns cannot hold. */
export interface CopyStore {
  /** Every such event, in any order. */
  candidates(): AsyncIterable<Outcome<LoopEvent>>
  /** Keeps a candidate for `copies`. */
  stage(copies: readonly Copy[]): Promise<void>
  /** The staged ones, sorted by event id, receipt and canonical JSON (code points): the first of each id wins. */
  copies(): AsyncIterable<Copy>
  /** Puts events back into the log, one of each id. */
  restore(events: readonly LoopEvent[]): Promise<void>
}

/** A copy as it is read back from a store. */
export function copyFrom(wire: unknown, receivedAt: number, canonical: string): Copy {
  const outcome = readEvent(wire, receivedAt)
  if (outcome.kind !== 'ok') throw new Error(`A staged event is none any more: ${outcome.message}`)
  return { event: outcome.value, canonical }
}
