import { z } from 'zod'
import { findSuspects, type SuspectLabel, sendSuspects, standingLabels } from '../../loop/find-label-errors.ts'
import { TASKS, type Task } from '../../models/task.ts'
import { refKey } from '../../training/snapshot-store.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

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
  text: z.string().nullable().describe('null = erased meanwhile.'),
})
const Search = z.object({
  task: z.enum(TASKS).default('intent'),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})
const Chosen = z.array(Name).min(1).max(1000)
const PATIENCE_MS = 300_000

/** GET /v1/label-errors, POST /v1/label-errors/review and /confirm. */
export function labelErrorRoutes(app: App, { machine, labelling: { confirmations }, clock }: Ports): void {
  app.get(
    '/v1/label-errors',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Labels of people that are probably wrong, by confident learning over five models that did not see them; most suspect first, without those that somebody confirmed. Trains these models: takes seconds to a minute.',
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
      const {
        texts,
        noiseRate,
        confusions,
        suspects: all,
      } = await findSuspects(query.task, machine, AbortSignal.timeout(PATIENCE_MS))
      const suspects = await unconfirmed(query.task, all)
      const shown = suspects.slice(0, query.limit)
      const words = await machine.texts.texts(shown)
      return {
        texts,
        noise_rate: noiseRate,
        confusions: confusions.slice(0, 50).map((each) => ({ ...each })),
        found: suspects.length,
        suspects: shown.map((each) => ({
          source: each.source,
          text_id: each.textId,
          conversation_id: each.conversationId,
          given: each.given,
          suggested: each.suggested,
          given_probability: each.givenProbability,
          suggested_probability: each.suggestedProbability,
          margin: each.margin,
          label_ids: [...each.labelIds],
          text: words.get(refKey(each)) ?? null,
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
          'Searches, and sends the most suspect labels back to people, blind (POST /v1/text-tasks/next); with `text_ids` those labels, without a search. A label changes when two people say the same other one.',
        body: Search.extend({ text_ids: Chosen.optional() }).prefault({}),
        response: { 201: z.object({ text_tasks: z.int().describe('New ones; known ones are not asked again.') }) },
      },
    },
    async ({ body }, reply) => {
      const meant = body.text_ids
        ? await standingLabels(body.task, body.text_ids, machine)
        : (await searched(body.task)).slice(0, body.limit)
      const sent = await sendSuspects(body.task, meant, 'label errors', machine, await clock.now())
      return reply.code(201).send({ text_tasks: sent })
    },
  )
  app.post(
    '/v1/label-errors/confirm',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'A person finds these labels right: searches for wrong labels show them no more, as long as they stay.',
        body: z.object({ task: z.enum(TASKS), text_ids: Chosen, who: Name.optional() }),
        response: { 201: z.object({ confirmed: z.int().describe('New ones.') }) },
      },
    },
    async ({ body, principal }, reply) => {
      const standing = await standingLabels(body.task, body.text_ids, machine)
      const right = standing.map(({ source, textId, given }) => ({ task: body.task, source, textId, label: given }))
      const by = { who: body.who ?? principal, recordedBy: principal }
      return reply.code(201).send({ confirmed: await confirmations.add(right, by, await clock.now()) })
    },
  )

  async function searched(task: Task): Promise<SuspectLabel[]> {
    return unconfirmed(task, (await findSuspects(task, machine, AbortSignal.timeout(PATIENCE_MS))).suspects)
  }

  async function unconfirmed(task: Task, suspects: readonly SuspectLabel[]): Promise<SuspectLabel[]> {
    const right = new Set((await confirmations.of(task)).map((each) => refKey(each) + each.label))
    return suspects.filter((each) => !right.has(refKey(each) + each.given))
  }
}
