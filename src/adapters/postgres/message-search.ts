import type { MessageFilter } from './conversation-filter.ts'
import type { Sql } from './database.ts'
import { textArray } from './text-array.ts'

const MESSAGES = `select conversation_id id, type, body from events where conversation_id = any($1)
  and type in ('user_message', 'assistant_message')`

interface MessageRow {
  readonly id: string
  readonly type: 'user_message' | 'assistant_message'
  readonly body: string
}

/** Of these conversations, those with a message (or several) that together show all that is asked for. */
export async function withMessages(sql: Sql, ids: readonly string[], filter: MessageFilter): Promise<Set<string>> {
  const values: unknown[] = [textArray(ids)]
  const parts = Object.values(filter).map((part: string) => {
    // What JSON escapes is looked at below, whatever its escaped form is; an escape shows by its backslash.
    const escaped = `position('\\' in body) > 0`
    if (JSON.stringify(part).length !== part.length + 2) return escaped
    return `body ${/[a-z]/i.test(part) ? 'ilike' : 'like'} $${values.push(`%${part.replace(/[\\%_]/g, '\\$&')}%`)} or ${escaped}`
  })
  const rows = await sql.query<MessageRow>(`${MESSAGES} and (${parts.join(' or ')})`, values)
  const shown = new Map<string, Set<string>>()
  for (const row of rows) {
    const of = shown.get(row.id) ?? new Set()
    for (const part of partsShownBy(row, filter)) of.add(part)
    shown.set(row.id, of)
  }
  const asked = Object.keys(filter).length
  return new Set([...shown].filter(([, parts]) => parts.size === asked).map(([id]) => id))
}

function partsShownBy({ type, body }: MessageRow, filter: MessageFilter): (keyof MessageFilter)[] {
  const event = JSON.parse(body) as Record<string, unknown>
  const shown: (keyof MessageFilter)[] = []
  const said = type === 'user_message' ? event.text : event.response
  if (filter.text !== undefined && typeof said === 'string' && folded(said).includes(folded(filter.text)))
    shown.push('text')
  if (type !== 'assistant_message') return shown
  if (filter.intent !== undefined && event.predicted_intent === filter.intent) shown.push('intent')
  if (filter.objection !== undefined && event.predicted_objection === filter.objection) shown.push('objection')
  return shown
}

/** Latin letters alone: PostgreSQL folds no more than these in every locale. */
const folded = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
