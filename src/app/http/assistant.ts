import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { newSession, type Reply, respond, type Understanding } from '../../assistant/assistant.ts'
import { ACTIONS, STATES } from '../../assistant/policy-table.ts'
import type { Language } from '../../assistant/taxonomy.ts'
import { turnEvents } from '../../assistant/turn-events.ts'
import { readPart } from '../../models/task.ts'
import { randomFrom } from '../../stats/random.ts'
import type { Ports } from '../wiring.ts'
import { ACTS, actEvent, CHAT, named, priceText, SHELF, whenOf } from './assistant-events.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Session = z.object({ state: z.enum(STATES), clarifications: z.int().min(0).max(1000) })
const Product = z.enum(SHELF.map(({ id }) => id))
const Place = {
  conversation_id: Name,
  user_id: Name,
  language: z.enum(['zh', 'en']).describe('In which the assistant answers.'),
  product_id: Product.describe('What the customer looks at.'),
}
const Turn = z.object({
  ...Place,
  text: Text.min(1),
  turn: z.int().min(1).max(10_000).describe('From 1; event ids are made from it.'),
  session: Session.nullable().describe('As the turn before gave it; null = the first one.'),
  bundle: Name.nullable()
    .default(null)
    .describe('null = the bundle that serves this user, as any customer. Another one: as if it were live.'),
})
const Prediction = z.object({ label: z.string(), confidence: z.number(), scores: z.record(z.string(), z.number()) })
const EventItem = z.looseObject({ event_id: z.string(), type: z.string(), occurred_at: z.int() })
const Understood = z.object({
  decision_id: z.string(),
  bundle: z.string(),
  intent: Prediction.nullable(),
  objection: Prediction.nullable(),
  fallback: z.string().nullable().describe('Why another bundle answered than the one wanted.'),
})
const TurnAnswer = z.object({
  reply: z.object({
    text: z.string(),
    action: z.enum(ACTIONS),
    offer: z.enum(['product', 'coupon', 'checkout']).nullable(),
    from: z.enum(STATES),
    to: z.enum(STATES),
  }),
  session: Session.describe('Give it with the next turn.'),
  understood: Understood,
  events: z.array(EventItem).describe('Not sent yet: send them to POST /v1/events as they are.'),
})
const Act = z.object({
  ...Place,
  act: z.enum(ACTS),
  cta_id: Name.optional().describe('Of a click: the offer that was clicked.'),
  rating: z.int().min(1).max(5).optional().describe('Of a rating.'),
})
const About = z.object({
  now: z.int(),
  clock: z.enum(['live', 'replay']),
  assistant_id: z.string(),
  channel: z.string().describe('Conversations that began here are told apart by it.'),
  live: z.string().nullable(),
  canary: z.string().nullable(),
  products: z.array(z.object({ product_id: z.string(), zh: z.string(), en: z.string() })),
})

/**
 * GET /v1/assistant, POST /v1/assistant/turns, POST /v1/assistant/acts: the reference assistant, to talk to. It has no memory
 * and writes nothing (but the decision): whoever talks to it keeps its session and sends the events, as an integration does.
 */
export function assistantRoutes(app: App, { learning, clock }: Ports): void {
  const { desk, tried, decisions } = learning
  app.get(
    '/v1/assistant',
    {
      config: { scope: 'ingest' },
      schema: { description: 'The reference assistant: what it sells, and who answers.', response: { 200: About } },
    },
    async () => ({
      ...{ now: await clock.now(), clock: clock.mode, assistant_id: CHAT.assistantId, channel: CHAT.channel },
      ...{ live: desk.state.live, canary: desk.state.canary?.bundle ?? null },
      products: SHELF.map(({ id, zh, en }) => ({ product_id: id, zh, en })),
    }),
  )

  app.post(
    '/v1/assistant/turns',
    {
      config: { scope: 'ingest' },
      schema: {
        description:
          'What the reference assistant answers to a message, and the events of this turn, to be sent to POST /v1/events. With `bundle` it answers as if that one were live. Console chats take part in no experiment: their events name no arm.',
        body: Turn,
        response: { 200: TurnAnswer },
      },
    },
    async ({ body }) => {
      const { asked, answered } = whenOf(clock.mode, await clock.now())
      const understanding = await understand(body)
      const reply = respond(body.session ?? newSession, understanding, situationOf(body))
      const context = { ...placeOf(body), turn: body.turn, at: answered }
      const said = {
        ...{ ...named(placeOf(body)), event_id: `${body.conversation_id}-u${body.turn}`, type: 'user_message' },
        ...{ text: body.text, occurred_at: asked },
      }
      const replied = turnEvents(reply, understanding, context).map(withoutArm)
      return {
        reply: replyOf(reply),
        session: { ...reply.session },
        understood: understoodOf(understanding),
        events: [said, ...replied] as z.infer<typeof EventItem>[],
      }
    },
  )

  app.post(
    '/v1/assistant/acts',
    {
      config: { scope: 'ingest' },
      schema: {
        description:
          'The event of what a customer does beside talking (clicks an offer, orders, rates, leaves), to be sent to POST /v1/events.',
        body: Act,
        response: { 200: z.object({ events: z.array(EventItem) }) },
      },
    },
    async ({ body }) => {
      const event = actEvent(body, placeOf(body), body.language, whenOf(clock.mode, await clock.now()).asked)
      return { events: [event] }
    },
  )

  async function understand({ bundle, user_id, conversation_id, text }: z.infer<typeof Turn>) {
    const decisionId = randomUUID()
    if (bundle !== null) {
      const { id, classifiers } = await tried.bundle(bundle)
      const read = readPart(text)
      const [intent, objection] = [
        classifiers.intent?.predict(read) ?? null,
        classifiers.objection?.predict(read) ?? null,
      ]
      return { decision_id: decisionId, bundle: id, arm: '', experiment: null, intent, objection, fallback: null }
    }
    const answer = { ...desk.answer(user_id, text, CHAT.assistantId), experiment: null }
    const { assistantId, channel } = CHAT
    decisions.record({
      ...{ decisionId, conversationId: conversation_id, userId: user_id, assistantId, channel },
      answer,
    })
    return { decision_id: decisionId, ...answer }
  }
}

/** Same words for the same turn, so that two bundles differ in what they understood alone. */
const situationOf = ({ conversation_id, turn, language, product_id }: z.infer<typeof Turn>) => ({
  ...{ language, slip: null, unit: randomFrom(`${conversation_id}/${turn}`)() },
  facts: factsOf(product_id, language),
})

function factsOf(productId: string, language: Language) {
  const product = SHELF.find(({ id }) => id === productId)!
  return { product: product[language], price: priceText(product, language) }
}

const placeOf = (body: { conversation_id: string; user_id: string; product_id: string }) => ({
  ...{ conversationId: body.conversation_id, userId: body.user_id, productId: body.product_id },
  ...CHAT,
})

/** A tester is no customer: without an arm the conversation counts in no experiment and no ramp. */
const withoutArm = ({ arm: _, experiment: __, ...event }: ReturnType<typeof turnEvents>[number]) => event

const replyOf = ({ text, action, offer, from, to }: Reply) => ({ text, action, offer, from, to })

type Understandable = Understanding & { readonly fallback: string | null }
const understoodOf = ({ decision_id, bundle, intent, objection, fallback }: Understandable) => ({
  ...{ decision_id, bundle, fallback },
  intent: intent && { ...intent, scores: { ...intent.scores } },
  objection: objection && { ...objection, scores: { ...objection.scores } },
})
