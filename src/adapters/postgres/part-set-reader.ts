import { type Dialogue, dialogueOf } from '../../admission/turns.ts'
import type { PartSetReader } from '../../training/part-set-reader.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Sql } from './database.ts'
import { STANDS } from './label-ledger.ts'
import { textArray } from './text-array.ts'

const WRITTEN = `
  select l.conversation_id "conversationId", l.label_id "labelId", l.fault_turn "turnId", l.better_reply text from labels l
  where l.source = 'human' and l.purpose in ('review', 'adjudication') and l.better_reply <> '' and ${STANDS}
    and l.conversation_id = any($1) order by l.seq`

interface Written {
  readonly conversationId: string
  readonly labelId: string
  readonly turnId: string | null
  readonly text: string
}

/** What the sets of parts are made from, in PostgreSQL. */
export function postgresPartSetReader(sql: Sql): PartSetReader {
  return {
    async dialogues(conversationIds) {
      const rows = await sql.query<{ id: string; endedAt: number | null }>(
        `select conversation_id id, (facts ->> 'endedAt')::bigint "endedAt" from conversations
         where conversation_id = any($1)`,
        [textArray(conversationIds)],
      )
      const events = await punctualEvents(sql, conversationIds)
      return new Map<string, Dialogue>(
        rows.flatMap(({ id, endedAt }) => {
          const own = events.get(id)
          return own === undefined ? [] : [[id, dialogueOf(own, { endedAt })] as const]
        }),
      )
    },
    async written(conversationIds) {
      const rows = await sql.query<Written>(WRITTEN, [textArray(conversationIds)])
      return Map.groupBy(rows, (row) => row.conversationId)
    },
  }
}
