import type { LoopEvent } from '../events/event.ts'
import type { PredictedTurn, Traits } from './traits.ts'

/** A conversation whose traits are missing, or of an earlier revision or meaning. */
export interface StaleConversation {
  readonly conversationId: string
  readonly revision: number
  readonly endedAt: number | null
  /** Punctual ones, in order. */
  readonly events: readonly LoopEvent[]
}

/** What the models said in one conversation. */
export interface ConversationTurns {
  readonly conversationId: string
  readonly userId: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  readonly startedAt: number
  readonly turns: readonly PredictedTurn[]
}

/** Keeps what conversations' events say beside their rows, so that figures need not read the events. */
export interface TraitStore {
  /** The next stale ones behind `after`, by id; `''` begins. Empty = none is left. */
  stale(version: number, after: string, most: number): Promise<StaleConversation[]>
  /** Of conversations erased meanwhile nothing is kept. */
  save(version: number, read: readonly (StaleConversation & { readonly traits: Traits })[]): Promise<void>
  /** Eligible conversations that began in [from, to), epoch milliseconds; in batches. */
  turns(from: number, to: number, assistant: string | null): AsyncIterable<readonly ConversationTurns[]>
}
