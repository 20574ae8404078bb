import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Question = z.object({
  conversation_id: Name,
  user_id: Name.nullish(),
  text: Text,
  context: z.array(z.unknown()).max(1000).nullish(),
  assistant_id: Name.nullish(),
  channel: Name.nullish(),
})
const Prediction = z.object({ label: z.string(), confidence: z.number(), scores: z.record(z.string(), z.number()) })
const Answer = z.object({
  decision_id: z.string(),
  bundle: z.string(),
  arm: z.enum(['live', 'canary']),
  experiment: z.string().nullable(),
  intent: Prediction.nullable(),
  objection: Prediction.nullable(),
  fallback: z.string().nullable(),
})

/** POST /v1/predict. */
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
      const answer = desk.answer(body.user_id ?? body.conversation_id, body.text)
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
}
