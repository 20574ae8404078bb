import { z } from 'zod'
import { actsElsewhere, drawOf } from '../../adapters/postgres/conversation-around.ts'
import { BUILT_IN, rulesInForce } from '../../admission/rule-version.ts'
import { admissionRow, type Rule } from '../../admission/rules.ts'
import { whenKnown } from '../../admission/when-known.ts'
import { whyOf } from '../../admission/why.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { type ConversationState, decode, facts, features } from '../../features/conversation.ts'
import type { Ports } from '../wiring.ts'
import { toFacts, toRow } from './conversation-answer.ts'
import { faultOf } from './conversation-fault.ts'
import { toDraw, toElsewhere, toKnownAt, toWhy, Whole } from './conversation-whole.ts'
import { sampleAnswer } from './sample-answer.ts'
import type { App } from './server.ts'

/** GET /v1/conversations/:conversation_id. */
export function conversationRoutes(app: App, ports: Ports): void {
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
    async ({ params: { conversation_id } }) => wholeOf(conversation_id, ports),
  )
}

async function wholeOf(conversationId: string, ports: Ports): Promise<Whole> {
  const now = await ports.clock.now()
  const stored = await ports.conversations.find(conversationId)
  const events = await ports.events.ofConversation(conversationId)
  if (stored === null && events.length === 0) {
    throw new LoopError('LOOP_NO_CONVERSATION', 'No event has named this conversation. Check the id.', { status: 404 })
  }
  const total = (await ports.events.countOf([conversationId])).get(conversationId) ?? 0
  const sample = await ports.pool.sampleOf(conversationId, now)
  const rules = await ports.rules.version(sample?.rulesVersion ?? stored?.rulesVersion ?? BUILT_IN.version)
  const draw = await drawOf(ports.database, conversationId)
  return {
    conversation_id: conversationId,
    now,
    ...(stored === null ? NOT_DERIVED : judged(decode(stored.state), now, ports, rulesInForce(rules))),
    revision: stored?.revision ?? 0,
    rules_version: rules.version,
    events: events.map((event) => JSON.parse(event.body)),
    event_notes: events.map(({ eventId, type, t, late }) => ({ event_id: eventId, type, at: t, late })),
    events_left_out: Math.max(0, total - events.length),
    elsewhere: toElsewhere(await actsElsewhere(ports.database, conversationId)),
    draw: draw && toDraw(draw),
    sample: sample && sampleAnswer(sample),
    fault: await faultOf(conversationId, ports),
  }
}

const NOT_DERIVED = { row: null, facts: null, known_at: null, why: [] }

function judged(state: ConversationState, now: number, ports: Ports, rules: readonly Rule[]) {
  const row = admissionRow(features(state, now, ports.features), rules)
  return {
    row: toRow(row),
    facts: toFacts(facts(state, now, ports.features)),
    known_at: toKnownAt(whenKnown(state, now, ports.features, rules)),
    why: toWhy(whyOf(row, rules)),
  }
}
