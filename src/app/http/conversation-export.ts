import { Readable } from 'node:stream'
import { z } from 'zod'
import type { ConversationSearch } from '../../adapters/postgres/conversation-search.ts'
import { FEATURE_NAMES } from '../../features/row.ts'
import type { Ports } from '../wiring.ts'
import { type LineAnswer, lineAnswer } from './conversation-line.ts'
import { filterOf, messagesOf, PagingQuery, SearchQuery } from './conversation-query.ts'
import { type Cell, csvLine } from './csv.ts'
import type { App } from './server.ts'

const Query = SearchQuery.extend({
  sort: PagingQuery.shape.sort,
  as_of: PagingQuery.shape.as_of,
  format: z.enum(['csv', 'jsonl']).default('csv').describe('jsonl: one JSON object on each line, as view=line has it.'),
})

const PAGE = 500
const MOST_LETTERS = 2000
const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const
/** By this, spreadsheets know that the file is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** GET /v1/exports/conversations. */
export function conversationExportRoutes(app: App, { finder }: Ports): void {
  app.get(
    '/v1/exports/conversations',
    {
      config: { scope: 'read', audit: 'exports' },
      schema: {
        description:
          'Every conversation of a search as CSV or JSON lines, streamed. Cells that a spreadsheet would take for a formula have an apostrophe in front.',
        querystring: Query,
        produces: Object.values(TYPES),
      },
    },
    async ({ query }, reply) => {
      const messages = messagesOf(query)
      const search = { filter: filterOf(query), order: query.sort, ...(messages && { messages }) }
      const lines = linesOf(finder, search)
      return reply
        .type(TYPES[query.format])
        .header('content-disposition', `attachment; filename="conversations.${query.format}"`)
        .send(Readable.from(query.format === 'csv' ? csvOf(lines) : jsonOf(lines)))
    },
  )
}

type Pages = AsyncGenerator<readonly LineAnswer[]>

async function* linesOf(
  finder: Ports['finder'],
  search: Pick<ConversationSearch, 'filter' | 'order' | 'messages'>,
): Pages {
  let after: ConversationSearch['after'] = null
  do {
    const page = await finder.page({ ...search, after, offset: 0, limit: PAGE })
    yield (await finder.lines(page.ids, MOST_LETTERS)).map(lineAnswer)
    after = page.next
  } while (after !== null)
}

async function* jsonOf(pages: Pages): AsyncGenerator<string> {
  for await (const lines of pages) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

async function* csvOf(pages: Pages): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(Object.keys(COLUMNS))
  const cells = Object.values(COLUMNS)
  for await (const lines of pages) yield lines.map((line) => csvLine(cells.map((cell) => cell(line)))).join('')
}

const instant = (at: number | null): Cell => (at === null ? null : new Date(at).toISOString())
const known = (value: boolean | null): Cell => (value === null ? 'not_yet' : value ? 'yes' : 'no')

const COLUMNS: Readonly<Record<string, (line: LineAnswer) => Cell>> = {
  conversation_id: (line) => line.conversation_id,
  started_at: (line) => instant(line.started_at),
  ended_at: (line) => instant(line.ended_at),
  closed: (line) => known(line.closed),
  assistant_id: (line) => line.assistant_id,
  channel: (line) => line.channel,
  users: (line) => line.users.join(';'),
  user_messages: (line) => line.user_messages,
  last_from: (line) => line.last?.from ?? null,
  last_text: (line) => line.last?.text ?? null,
  flagged: (line) => known(line.flagged),
  reasons: (line) => line.reasons.join(';'),
  ...Object.fromEntries(FEATURE_NAMES.map((name) => [name, (line: LineAnswer) => known(line.features[name])])),
  converted: (line) => known(line.converted),
  ordered: (line) => known(line.ordered),
  order_amount: (line) => line.order_amount,
  order_currency: (line) => line.order_currency,
  bundle: (line) => line.bundle,
  arm: (line) => line.arm,
  least_confidence: (line) => line.least_confidence,
  pool: (line) => line.pool,
}
