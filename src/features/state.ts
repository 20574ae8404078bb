import type { Act } from './acts.ts'
import { type Cursor, newCursor } from './cursor.ts'
import type { Log } from './log.ts'
import { nothingPacked } from './packed-record.ts'

/**
 * All that is kept of one conversation: no text, only ids, times, numbers and sets of bigrams. What it says does not
 * depend on the order, the batches or the repetitions in which events came. Stored by `encode`.
 */
export interface ConversationState {
  readonly conversationId: string
  cursor: Cursor
  log: Log
  /** Carts and orders, in order. */
  readonly acts: Act[]
}

export const newConversation = (conversationId: string): ConversationState => ({
  conversationId,
  cursor: newCursor(),
  log: { packed: nothingPacked(), fresh: [] },
  acts: [],
})
