import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { KeptDecision } from '../../serving/decision.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Question = z.object({
  conversation_id: Name,
  user_id: Name.nullish(),
  text: Text,
  context: z.array(z.unknown()).max(1000).nullish(),
  assistant_id: Name.nullish().describe('picks the releases: its own, else those of the default'),
  channel: Name.nullish(),
})
const Prediction = z.object({ label: z.string(), confidence: z.number(), scores: z.record(z.string(), z.number()) })
const Answer = z.object({
  decision_id: z.string(),
  bundle: z.string(),
  arm: z.enum(['live', 'canary']),
  experiment: z.string().nullable().describe('GET /v1/experiments/:id; null while no canary runs'),
  intent: Prediction.nullable(),
  objection: Prediction.nullable(),
  fallback: z.string().nullable(),
})

const Decision = z.object({
  decision_id: z.string(),
  at: z.int(),
  conversation_id: z.string(),
  user_id: z.string().nullable(),
  assistant_id: z.string().nullable(),
  channel: z.string().nullable(),
  bundle: z.string(),
  arm: z.string(),
  experiment: z.string().nullable(),
  intent: z.string().nullable(),
  intent_confidence: z.number().nullable(),
  objection: z.string().nullable(),
  objection_confidence: z.number().nullable(),
  fallback: z.string().nullable(),
})

/** POST /v1/predict, GET /v1/decisions/:decision_id. */
export function predictRoutes(app: App, { learning: { desk, decisions } }: Ports): void {
  app.post(
    '/v1/predict',
    {
      config: { scope: 'ingest' },
      schema: {
        description:
          'Intent and objection of a message, by the bundle that serves this user. Put bundle, arm and decision_id into the assistant_message that uses the answer. A task without a model is null. 503 while nothing is live.',
        body: Question,
        response: { 200: Answer },
      },
    },
    async ({ body }) => {
      const answer = desk.answer(body.user_id ?? body.conversation_id, body.text, body.assistant_id ?? null)
      const decisionId = randomUUID()
      decisions.record({
        decisionId,
        conversationId: body.conversation_id,
        userId: body.user_id ?? null,
        assistantId: body.assistant_id ?? null,
        channel: body.channel ?? null,
        answer,
      })
      return { decision_id: decisionId, ...answer }
    },
  )
  app.get(
    '/v1/decisions/:decision_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What a prediction answered, and by which bundle; kept in the background, within a second.',
        params: z.object({ decision_id: z.string() }),
        response: { 200: Decision },
      },
    },
    async ({ params: { decision_id } }) => {
      const decision = await decisions.find(decision_id)
      if (decision !== null) return toDecision(decision)
      throw new LoopError(
        'LOOP_NO_DECISION',
        'There is no such decision (yet). Check the id, or ask again in a second.',
        {
          status: 404,
        },
      )
    },
  )
}

const toDecision = (decision: KeptDecision): z.infer<typeof Decision> => ({
  decision_id: decision.decisionId,
  at: decision.at,
  conversation_id: decision.conversationId,
  user_id: decision.userId,
  assistant_id: decision.assistantId,
  channel: decision.channel,
  bundle: decision.bundle,
  arm: decision.arm,
  experiment: decision.experiment,
  intent: decision.intent,
  intent_confidence: decision.intentConfidence,
  objection: decision.objection,
  objection_confidence: decision.objectionConfidence,
  fallback: decision.fallback,
})
