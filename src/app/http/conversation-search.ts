import { z } from 'zod'
import type { SearchPage } from '../../adapters/postgres/conversation-search.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Ports } from '../wiring.ts'
import { FactsAnswer, RowAnswer, toFacts, toRow } from './conversation-answer.ts'
import { LineAnswer, lineAnswer } from './conversation-line.ts'
import { cursorOf, filterOf, messagesOf, PagingQuery, placeOf } from './conversation-query.ts'
import type { App } from './server.ts'

const Item = z.object({
  conversation_id: z.string(),
  revision: z.int().describe('Counts the times that the row was derived anew; consumers keep the highest.'),
  computed_at: z.int(),
  row: RowAnswer.optional().describe('With view=row.'),
  facts: FactsAnswer.optional().describe('With view=row.'),
  line: LineAnswer.optional().describe('With view=line.'),
})
const Found = z.object({
  conversations: z.array(Item),
  next: z
    .string()
    .nullable()
    .describe('Give it as `after`. A page that looked in messages may be short, or empty, and still have a next one.'),
  as_of: z.int().describe('Give it as `as_of` for further pages: what starts later stays out of them.'),
  total: z
    .object({ count: z.int(), exact: z.boolean().describe('false: at least so many.') })
    .nullable()
    .describe('With count=true; null where messages have to be looked through.'),
  looked: z
    .object({
      conversations: z.int().describe('Whose messages this page looked through.'),
      of: z.int().nullable().describe('With count=true: how many there are to look through, page after page.'),
    })
    .nullable()
    .describe('null = no message had to be looked at.'),
})
type Found = z.infer<typeof Found>

const MOST_LETTERS = 160

const Values = z.object({
  assistants: z.array(z.string()),
  channels: z.array(z.string()),
  bundles: z.array(z.string()),
  arms: z.array(z.string()),
  reasons: z.array(z.string()).describe('Of the 10,000 conversations flagged last.'),
  intents: z.array(z.string()).describe('Predicted in the 3,000 replies that came last.'),
  objections: z.array(z.string()),
})

/** GET /v1/conversations, GET /v1/conversation-values. */
export function conversationSearchRoutes(app: App, ports: Ports): void {
  app.get(
    '/v1/conversations',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Conversations as last derived: searched, sorted, page by page.',
        querystring: PagingQuery,
        response: { 200: Found },
      },
    },
    async ({ query }) => answerTo(query, ports),
  )
  app.get(
    '/v1/conversation-values',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What conversations can be searched by: values that occur, up to 200 each.',
        response: { 200: Values },
      },
    },
    async () => {
      const { assistants, channels, bundles, arms, reasons, intents, objections } = await ports.finder.values()
      return {
        ...{ assistants: [...assistants], channels: [...channels], bundles: [...bundles], arms: [...arms] },
        ...{ reasons: [...reasons], intents: [...intents], objections: [...objections] },
      }
    },
  )
}

async function answerTo(query: z.infer<typeof PagingQuery>, { finder, clock }: Ports): Promise<Found> {
  const byId = query.sort === 'conversation_id'
  const [messages, after] = [messagesOf(query), placeOf(query.after, query.sort)]
  if (query.offset > 0 && (messages !== null || after !== null)) throw noJump()
  const asOf = query.as_of ?? (await clock.now())
  // What is counted is what further pages, with this `as_of`, will show.
  const filter = filterOf(query.count === 'true' ? { ...query, as_of: asOf } : query)
  const page = await finder.page({
    ...{ filter, order: query.sort, after, offset: query.offset, limit: query.limit },
    ...(messages && { messages }),
  })
  const count = query.count === 'true' ? await finder.count(filter) : null
  return {
    conversations: await itemsOf(page, query.view, finder),
    next: page.next && cursorOf(page.next, byId),
    as_of: asOf,
    total: messages === null ? count : null,
    looked: page.looked === null ? null : { conversations: page.looked, of: count?.count ?? null },
  }
}

async function itemsOf(
  { ids }: SearchPage,
  view: 'row' | 'line',
  finder: Ports['finder'],
): Promise<Found['conversations']> {
  const lines = await finder.lines(ids, view === 'line' ? MOST_LETTERS : null)
  return lines.map((line) => ({
    ...{ conversation_id: line.conversationId, revision: line.revision, computed_at: line.computedAt },
    ...(view === 'line' ? { line: lineAnswer(line) } : { row: toRow(line.row), facts: toFacts(line.facts) }),
  }))
}

const noJump = (): LoopError =>
  new LoopError(
    'LOOP_NO_JUMP',
    '`offset` came with `after`, `text`, `intent` or `objection`. A search in messages has no known length: go through it with `after`, or leave the `offset` out.',
    { status: 400 },
  )
