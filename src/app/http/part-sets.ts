import { z } from 'zod'
import { postgresPartSetReader } from '../../adapters/postgres/part-set-reader.ts'
import { textOf } from '../../events/fields.ts'
import { partPage, routeParts } from '../../loop/route-parts.ts'
import { PART_SETS, type PartItem, type SetMaterial } from '../../training/part-set-item.ts'
import { partCounts, partSetId, partSets } from '../../training/part-sets.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

/** Verdicts that are counted: older ones tell of models that nobody uses any more. */
const MOST_COUNTED = 5000

const Name = z.enum(PART_SETS)
const Counts = z.object({
  intent: z.int().describe('Customer messages with the intent that people say.'),
  objection: z.int().describe('Customer messages with the objection that people say.'),
  wording: z.int().describe('Weak replies with their context.'),
  preference: z.int().describe('Of these, pairs with a better reply.'),
  policy: z.int().describe('States with an action that was wrong.'),
  hard_negatives: z.int().describe('Turns of flagged conversations that people cleared.'),
})
const Better = z.object({
  from: z.enum(['answer', 'person']).describe('An annotator wrote it, or a person of the shop replied so.'),
  id: z.string().describe('Label id, or event id of the reply.'),
})
const Item = z.object({
  conversation_id: z.string(),
  sample_id: z.string(),
  turn_id: z.string().describe('Event id of the reply that was judged.'),
  text_event_id: z.string().nullable().describe('Event id of the customer’s message that it answers.'),
  context: z.array(z.string()).describe('Event ids of the messages before, oldest first; none in the sets of labels.'),
  text_hash: z.string().describe('SHA-256 over the texts, first 16 digits.'),
  label: z.string().nullable().describe('As people say.'),
  predicted: z.string().nullable().describe('As the model said.'),
  better: Better.nullable(),
  state: z.string().nullable().describe('Where the conversation stood before the reply.'),
  action: z.string().nullable(),
  propensity: z.number().nullable(),
  right_action: z.string().nullable().describe('null = nobody said what would have been right.'),
})
const Texts = z.object({
  text: z.string().nullable(),
  context: z.array(z.string()),
  response: z.string().nullable(),
  better_reply: z.string().nullable(),
})
const Page = z.object({
  after: z.string().optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('Reviewed conversations to look at, at most.'),
})
const listed = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('null = this was the last page.') })

/** GET /v1/part-sets, GET /v1/part-sets/:set, GET /v1/part-sets/:set/texts. */
export function partSetRoutes(app: App, { database, learning: { ports } }: Ports): void {
  const reading = { labels: ports.labels, parts: postgresPartSetReader(database) }
  app.get(
    '/v1/part-sets',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What verdicts teach, part by part: each feeds a set of its own.',
        response: {
          200: z.object({
            id: z.string().describe('Hash of all items: the same sets have the same id.'),
            verdicts: z.int().describe(`Reviewed conversations counted; the newest ${MOST_COUNTED} at most.`),
            items: Counts,
            unplaced: z
              .object({ wording: z.int(), policy: z.int() })
              .describe('Verdicts of that part that name no turn, so that they teach its set nothing.'),
          }),
        },
      },
    },
    async () => {
      const { items, unplaced, verdicts } = await routeParts(reading, MOST_COUNTED)
      return { id: partSetId(items), verdicts, items: partCounts(items), unplaced: { ...unplaced } }
    },
  )
  app.get(
    '/v1/part-sets/:set',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Items of a set as ids and hashes, by reviewed conversation. A page may be empty before the last one.',
        params: z.object({ set: Name }),
        querystring: Page,
        response: { 200: listed(Item) },
      },
    },
    async ({ params: { set }, query: { after, limit } }) => {
      const { materials, next } = await partPage(reading, after ?? null, limit)
      return {
        items: partSets(materials)
          .items.filter((item) => item.set === set)
          .map(toItem),
        next,
      }
    },
  )
  app.get(
    '/v1/part-sets/:set/texts',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'The same with texts, for training outside. Texts are read from the events now, so that an erased person’s are gone.',
        params: z.object({ set: Name }),
        querystring: Page,
        response: { 200: listed(z.object({ ...Item.shape, texts: Texts })) },
      },
    },
    async ({ params: { set }, query: { after, limit } }) => {
      const { materials, next } = await partPage(reading, after ?? null, limit)
      const items = materials.flatMap((material) =>
        partSets([material])
          .items.filter((item) => item.set === set)
          .map((item) => ({ ...toItem(item), texts: textsOf(item, material) })),
      )
      return { items, next }
    },
  )
}

const toItem = (item: PartItem): z.infer<typeof Item> => ({
  conversation_id: item.conversationId,
  sample_id: item.sampleId,
  turn_id: item.turnId,
  text_event_id: item.textEventId,
  context: [...item.context],
  text_hash: item.textHash,
  label: item.label,
  predicted: item.predicted,
  better: item.better && { ...item.better },
  state: item.state,
  action: item.action,
  propensity: item.propensity,
  right_action: item.rightAction,
})

function textsOf(item: PartItem, { dialogue, written }: SetMaterial): z.infer<typeof Texts> {
  const wires = new Map(dialogue.events.map((event) => [event.id, event.wire]))
  const said = (id: string | null): string | null => {
    const wire = id === null ? undefined : wires.get(id)
    return wire === undefined ? null : (textOf(wire, 'text') ?? textOf(wire, 'response'))
  }
  const better = item.better
  return {
    text: said(item.textEventId),
    context: item.context.map((id) => said(id) ?? ''),
    response: said(item.turnId),
    better_reply:
      better?.from === 'answer'
        ? (written.find(({ labelId }) => labelId === better.id)?.text ?? null)
        : said(better?.id ?? null),
  }
}
