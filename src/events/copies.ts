import type { LoopEvent, Outcome } from './event.ts'

/** An event that needs a second look: others may have the same id, or columns cannot hold it. */
export interface Candidate {
  readonly outcome: Outcome<LoopEvent>
  /** Events with the same id are in the same group; those of a group come one after another. */
  readonly group: unknown
}

/** The part of a stored log that needs a second look. */
export interface CopyStore {
  /** Every such event; they do not take part in the log. */
  candidates(): AsyncIterable<Candidate>
  /** Puts events into the log, one of each id. */
  restore(events: readonly LoopEvent[]): Promise<void>
}
