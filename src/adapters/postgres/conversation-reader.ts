import type { Database } from './database.ts'

export interface StoredConversation {
  readonly state: Uint8Array
  readonly revision: number
  /** Version of the admission rules that judged its row. */
  readonly rulesVersion: number
}

export interface ConversationReader {
  /** The fold's state, from which the row of any moment follows. */
  find(conversationId: string): Promise<StoredConversation | null>
}

export const postgresConversationReader = (database: Database): ConversationReader => ({
  async find(conversationId) {
    const [row] = await database.query<StoredConversation>(
      `select s.state, c.revision, c.rules_version "rulesVersion" from conversation_states s join conversations c using (conversation_id) where conversation_id = $1`,
      [conversationId],
    )
    return row ?? null
  },
})
