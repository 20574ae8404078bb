import { z } from 'zod'
import { BUILT_IN, rulesInForce } from '../../admission/rule-version.ts'
import { admissionRow } from '../../admission/rules.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { decode, facts, features } from '../../features/conversation.ts'
import type { Ports } from '../wiring.ts'
import { FactsAnswer, RowAnswer, toFacts, toRow } from './conversation-answer.ts'
import { SampleAnswer, sampleAnswer } from './sample-answer.ts'
import type { App } from './server.ts'

const Listing = z.object({
  flagged: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().optional(),
})

const Item = z.object({
  conversation_id: z.string(),
  revision: z.int().describe('Counts the times that the row was derived anew; consumers keep the highest.'),
  computed_at: z.int(),
  row: RowAnswer,
  facts: FactsAnswer,
})
const Whole = z.object({
  conversation_id: z.string(),
  now: z.int(),
  row: RowAnswer.nullable().describe('null = its events are not derived yet.'),
  facts: FactsAnswer.nullable(),
  revision: z.int(),
  rules_version: z.int().describe('Version of the admission rules that judge it.'),
  events: z.array(z.unknown()).describe('As they were accepted, unknown fields too.'),
  events_left_out: z.int(),
  sample: SampleAnswer.nullable(),
})

/** GET /v1/conversations, GET /v1/conversations/:conversation_id. */
export function conversationRoutes(app: App, ports: Ports): void {
  app.get(
    '/v1/conversations',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Rows as last derived, by conversation id.',
        querystring: Listing,
        response: { 200: z.object({ conversations: z.array(Item), next: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const flagged = query.flagged === undefined ? null : query.flagged === 'true'
      const conversations = await ports.conversations.list({ flagged, after: query.after ?? '', limit: query.limit })
      return {
        conversations: conversations.map((each) => ({ ...each, row: toRow(each.row), facts: toFacts(each.facts) })),
        next: conversations.length === query.limit ? (conversations.at(-1)?.conversation_id ?? null) : null,
      }
    },
  )

  app.get(
    '/v1/conversations/:conversation_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The row now (spec section 7), what it rests on, and its sample if it was drawn.',
        params: z.object({ conversation_id: z.string() }),
        response: { 200: Whole },
      },
    },
    async ({ params: { conversation_id } }) => {
      const now = await ports.clock.now()
      const stored = await ports.conversations.find(conversation_id)
      const events = await ports.events.ofConversation(conversation_id)
      if (stored === null && events.length === 0) {
        throw new LoopError('LOOP_NO_CONVERSATION', 'No event has named this conversation. Check the id.', {
          status: 404,
        })
      }
      const total = (await ports.events.countOf([conversation_id])).get(conversation_id) ?? 0
      const state = stored && decode(stored.state)
      const sample = await ports.pool.sampleOf(conversation_id, now)
      const rules = await ports.rules.version(sample?.rulesVersion ?? stored?.rulesVersion ?? BUILT_IN.version)
      return {
        conversation_id,
        now,
        row: state && toRow(admissionRow(features(state, now, ports.features), rulesInForce(rules))),
        facts: state && toFacts(facts(state, now, ports.features)),
        revision: stored?.revision ?? 0,
        rules_version: rules.version,
        events: events.map((event) => JSON.parse(event.body)),
        events_left_out: Math.max(0, total - events.length),
        sample: sample && sampleAnswer(sample),
      }
    },
  )
}
