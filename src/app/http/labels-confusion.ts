import { z } from 'zod'
import { confusedUnits, confusionOf } from '../../labels/confusion.ts'
import { RATED_TASKS } from '../../labels/ratings.ts'
import type { Ports } from '../wiring.ts'
import { TaskName, Time, timeOf } from './labels-quality.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Compared = Time.extend({
  task: z.enum(RATED_TASKS).describe('at_fault and part are about the conversation, the others about each turn.'),
  annotator: Name.optional().describe('Whose answers are the rows; absent: everybody’s, each pair in both directions.'),
  beside: Name.optional().describe('Whose answers are the columns; absent: all others’.'),
})
const Cell = Compared.extend({
  label: Name.describe('What the first said.'),
  other: Name.describe('What the second said.'),
  after: Name.optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
const Unit = z.object({
  sample_id: z.string(),
  conversation_id: z.string(),
  event_id: z.string().nullable().describe('The reply in question; null = the conversation.'),
  choices: z.array(z.object({ annotator: z.string(), label_id: z.string(), choice: z.string() })),
})

const queryOf = ({ task, annotator, beside }: z.infer<typeof Compared>) => ({
  task,
  annotator: annotator ?? null,
  beside: beside ?? null,
})

/** GET /v1/confusion, GET /v1/confusion/items. */
export function labelConfusionRoutes(app: App, { labelling: { answers } }: Ports): void {
  app.get(
    '/v1/confusion',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Which labels people give where others give another: counts of pairs of answers to the same thing, hidden checks left out.',
        querystring: Compared,
        response: {
          200: z.object({
            task: TaskName,
            units: z.int().describe('Judged by both sides.'),
            pairs: z.int(),
            labels: z.array(z.string()).describe('Those that were given most come first.'),
            cells: z.array(z.object({ label: z.string(), other: z.string(), pairs: z.int() })),
          }),
        },
      },
    },
    async ({ query }) => {
      const { labels, cells, units, pairs } = confusionOf(await answers.answered(timeOf(query)), queryOf(query))
      return { task: query.task, units, pairs, labels: [...labels], cells: cells.map((cell) => ({ ...cell })) }
    },
  )
  app.get(
    '/v1/confusion/items',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What stands behind one cell of GET /v1/confusion, with everything that was said.',
        querystring: Cell,
        response: {
          200: z.object({
            items: z.array(Unit),
            found: z.int().describe('On all pages together.'),
            next: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query }) => {
      const all = confusedUnits(await answers.answered(timeOf(query)), queryOf(query), query)
      const begin = query.after === undefined ? 0 : all.findIndex((unit) => placeOf(unit) === query.after) + 1
      const page = all.slice(begin, begin + query.limit)
      const more = begin + page.length < all.length
      return {
        found: all.length,
        items: page.map(({ sampleId, conversationId, turnId, choices }) => ({
          sample_id: sampleId,
          conversation_id: conversationId,
          event_id: turnId,
          choices: choices.map(({ annotator, labelId, choice }) => ({ annotator, label_id: labelId, choice })),
        })),
        next: more ? placeOf(page.at(-1)!) : null,
      }
    },
  )
}

const placeOf = ({ sampleId, turnId }: { readonly sampleId: string; readonly turnId: string | null }): string =>
  turnId ?? sampleId
