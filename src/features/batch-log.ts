import type { CopyStore } from '../events/copies.ts'
import type { FeatureConfig } from './config.ts'
import type { EventColumns } from './event-columns.ts'

/** Rows of a sorted log, as many as an engine hands over at once. */
export interface EventBatch extends EventColumns {
  readonly size: number
  /** Effective receipt, epoch milliseconds; NaN without a usable time. */
  receivedAt(row: number): number
  /** Null when absent. */
  conversation(row: number): string | null
  /** Does the row name another conversation than the row before? True for the first row of a batch. */
  changes(row: number): boolean
  /** Is the event a cart or order of one of the conversation's users that does not name the conversation? */
  away(row: number): boolean
  /** Does the header break section 2 of the spec? */
  invalid(row: number): boolean
}

/** What became of lines that a log did not even store. */
export interface UnstoredLines {
  readonly lines: number
  readonly rejected: number
  readonly not_yet_arrived: number
}

/** A log of any length that an engine holds. */
export interface BatchLog extends CopyStore {
  readonly unstored: UnstoredLines
  /**
   * Every event, sorted by conversation (code points), time and rank; and among those of each conversation the
   * carts and orders elsewhere of its users, within coarse bounds of time. Ask when copies are settled.
   */
  sorted(now: number, config: FeatureConfig): AsyncIterable<EventBatch>
}
