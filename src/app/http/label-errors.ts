import { z } from 'zod'
import { findSuspects, sendSuspects } from '../../loop/find-label-errors.ts'
import { TASKS } from '../../models/task.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Suspect = z.object({
  source: z.enum(['turn', 'example']),
  text_id: z.string().describe('Event id of a customer message, or id of an imported example.'),
  conversation_id: z.string().nullable(),
  given: z.string().describe('The label that people gave.'),
  suggested: z.string().describe('What models that did not see the text say.'),
  given_probability: z
    .number()
    .describe('Of the given label, by models that did not see the text: the lower, the more suspect.'),
  suggested_probability: z.number(),
  margin: z
    .number()
    .describe('Probability of the given label less that of the suggested one: the lower, the more suspect.'),
  label_ids: z.array(z.string()).describe('Answers of the ledger behind the given label.'),
})
const Search = z.object({
  task: z.enum(TASKS).default('intent'),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})
const PATIENCE_MS = 300_000

/** GET /v1/label-errors, POST /v1/label-errors/review. */
export function labelErrorRoutes(app: App, { machine, clock }: Ports): void {
  app.get(
    '/v1/label-errors',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Labels of people that are probably wrong, by confident learning over five models that did not see them; most suspect first. Trains these models: takes seconds to a minute.',
        querystring: Search,
        response: {
          200: z.object({
            texts: z.int().describe('Labelled texts searched.'),
            noise_rate: z.number().describe('Estimated share of wrong labels.'),
            confusions: z.array(z.object({ given: z.string(), meant: z.string(), examples: z.number() })),
            found: z.int(),
            suspects: z.array(Suspect),
          }),
        },
      },
    },
    async ({ query }) => {
      const { texts, noiseRate, confusions, suspects } = await findSuspects(
        query.task,
        machine,
        AbortSignal.timeout(PATIENCE_MS),
      )
      return {
        texts,
        noise_rate: noiseRate,
        confusions: confusions.slice(0, 50).map((each) => ({ ...each })),
        found: suspects.length,
        suspects: suspects.slice(0, query.limit).map((each) => ({
          source: each.source,
          text_id: each.textId,
          conversation_id: each.conversationId,
          given: each.given,
          suggested: each.suggested,
          given_probability: each.givenProbability,
          suggested_probability: each.suggestedProbability,
          margin: each.margin,
          label_ids: [...each.labelIds],
        })),
      }
    },
  )
  app.post(
    '/v1/label-errors/review',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Searches, and sends the most suspect labels back to people, blind (POST /v1/text-tasks/next). A label changes when two people say the same other one.',
        body: Search.prefault({}),
        response: { 201: z.object({ text_tasks: z.int().describe('New ones; known ones are not asked again.') }) },
      },
    },
    async ({ body }, reply) => {
      const { suspects } = await findSuspects(body.task, machine, AbortSignal.timeout(PATIENCE_MS))
      const now = await clock.now()
      const sent = await sendSuspects(body.task, suspects.slice(0, body.limit), 'label errors', machine, now)
      return reply.code(201).send({ text_tasks: sent })
    },
  )
}
