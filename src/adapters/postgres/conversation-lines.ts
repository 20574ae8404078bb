import type { AdmissionRow } from '../../admission/rules.ts'
import type { ConversationFacts } from '../../features/row.ts'
import type { Sql } from './database.ts'
import { textArray } from './text-array.ts'

/** A conversation as a list shows it. */
export interface ConversationLine {
  readonly conversationId: string
  readonly revision: number
  readonly computedAt: number
  readonly row: AdmissionRow
  readonly facts: ConversationFacts
  /** Its sample; null = it is not in the pool. */
  readonly sampleId: string | null
  readonly sampleState: string | null
  /** The last message of either side. */
  readonly last: { readonly from: 'user' | 'assistant'; readonly text: string } | null
}

type Row = Omit<ConversationLine, 'last'>

const LINES = `
  select c.conversation_id "conversationId", c.revision, c.computed_at "computedAt", c.row, c.facts,
    s.sample_id "sampleId", s.state "sampleState"
  from conversations c left join samples s using (conversation_id) where c.conversation_id = any($1)`

const LAST_MESSAGES = `
  select e.conversation_id id, e.type, e.body from (
    select distinct on (conversation_id) event_id from events
    where conversation_id = any($1) and type in ('user_message', 'assistant_message')
    order by conversation_id, t desc, type, event_id desc) last join events e using (event_id)`

interface MessageRow {
  readonly id: string
  readonly type: string
  readonly body: string
}

/** Lines in the order of their ids; of the last messages `mostLetters` code points, null = no messages are wanted. */
export async function linesOf(
  sql: Sql,
  ids: readonly string[],
  mostLetters: number | null,
): Promise<ConversationLine[]> {
  if (ids.length === 0) return []
  const rows = await sql.query<Row>(LINES, [textArray(ids)])
  const messages = mostLetters === null ? [] : await sql.query<MessageRow>(LAST_MESSAGES, [textArray(ids)])
  const last = new Map(messages.map((message) => [message.id, lastOf(message, mostLetters ?? 0)]))
  const lines = new Map(rows.map((row) => [row.conversationId, { ...row, last: last.get(row.conversationId) ?? null }]))
  return ids.flatMap((id) => lines.get(id) ?? [])
}

function lastOf({ type, body }: MessageRow, mostLetters: number): ConversationLine['last'] {
  const { text, response } = JSON.parse(body) as { text?: unknown; response?: unknown }
  const said = type === 'user_message' ? text : response
  if (typeof said !== 'string') return null
  const letters = [...said.slice(0, mostLetters * 2)]
  const short = said.length > mostLetters * 2 || letters.length > mostLetters
  return {
    from: type === 'user_message' ? 'user' : 'assistant',
    text: short ? `${letters.slice(0, mostLetters).join('')}…` : said,
  }
}
