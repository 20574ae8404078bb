import type { AdmissionRow } from '../../admission/rules.ts'
import type { ConversationFacts } from '../../features/row.ts'
import type { Database } from './database.ts'

/** A row as last derived, at `computed_at`. */
export interface ConversationItem {
  readonly conversation_id: string
  readonly revision: number
  readonly computed_at: number
  readonly row: AdmissionRow
  readonly facts: ConversationFacts
}

export interface StoredConversation {
  readonly state: Uint8Array
  readonly revision: number
  /** Version of the admission rules that judged its row. */
  readonly rulesVersion: number
}

export interface ConversationReader {
  list(filter: { flagged: boolean | null; after: string; limit: number }): Promise<ConversationItem[]>
  /** The fold's state, from which the row of any moment follows. */
  find(conversationId: string): Promise<StoredConversation | null>
}

export const postgresConversationReader = (database: Database): ConversationReader => ({
  list: ({ flagged, after, limit }) =>
    database.query<ConversationItem>(
      `select conversation_id, revision, computed_at, row, facts from conversations
       where conversation_id > $1 and ($2::boolean is null or flagged = $2) order by conversation_id limit $3`,
      [after, flagged, limit],
    ),
  async find(conversationId) {
    const [row] = await database.query<StoredConversation>(
      `select s.state, c.revision, c.rules_version "rulesVersion" from conversation_states s join conversations c using (conversation_id) where conversation_id = $1`,
      [conversationId],
    )
    return row ?? null
  },
})
