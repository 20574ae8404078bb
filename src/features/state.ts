import type { Act } from './acts.ts'
import { type Cursor, newCursor } from './cursor.ts'
import { type Log, newLog } from './log.ts'
import { Texts } from './texts.ts'

/**
 * All that is kept of one conversation; stored (see state-code.ts) it holds no text, only ids, times, numbers and sets
 * of bigrams. What it says does not depend on the order, the batches or the repetitions in which events came.
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
  cursor: newCursor(new Texts()),
  log: newLog(),
  acts: [],
})
