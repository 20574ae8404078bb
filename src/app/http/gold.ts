import { z } from 'zod'
import { type GoldItem, goldId } from '../../evaluation/gold.ts'
import type { GoldVersion, PlacedGoldItem } from '../../evaluation/gold-store.ts'
import { TASKS } from '../../models/task.ts'
import { refKey } from '../../training/snapshot-store.ts'
import type { Ports } from '../wiring.ts'
import { admitLabels } from './admit-labels.ts'
import { goldRefs } from './gold-refs.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const MOST_ITEMS = 20_000
const GoldOrder = z.object({
  task: z.enum(TASKS),
  items: z
    .array(
      z.object({ event_id: Name.optional(), text: Text.optional(), label: Name, protected: z.boolean().optional() }),
    )
    .min(1)
    .max(MOST_ITEMS),
  who: Name,
  why: Name.optional().describe('Why the set grows; stands beside the version.'),
})
const Version = z.object({
  version: z.string(),
  number: z.int().describe('1 is the first; each change adds one.'),
  items: z.int().describe('Items that it held when it was made.'),
  added: z.int(),
  retired: z.int(),
  who: z.string(),
  why: z.string(),
  at: z.int().describe('Epoch milliseconds.'),
})
const Item = z.object({
  gold_id: z.string(),
  task: z.enum(TASKS),
  source: z.enum(['turn', 'example']),
  text_id: z.string().describe('Event id (turn) or example id (example). The text itself is not here.'),
  label: z.string(),
  label_ids: z.array(z.string()).describe("The ledger's answers behind it; empty when a person gave it directly."),
  who: z.string(),
  conversation_id: z.string().nullable(),
  channel: z.string().nullable(),
  assistant_id: z.string().nullable(),
  protected: z.boolean(),
  added_at: z.int(),
  withdrawn_label_ids: z.array(z.string()).describe('Answers behind it that count no longer: look at it again.'),
  text: z.string().nullish().describe('With `texts=true`; null = erased.'),
})

/** POST and GET /v1/gold. */
export function goldRoutes(app: App, { learning: { ports }, labelling, labelDesk, clock, maskText }: Ports): void {
  app.post(
    '/v1/gold',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Adds items that a person labelled to the fixed test set. An item names a user_message (event_id) or brings its text. One that is in the set keeps its label. New items make a new version.',
        body: GoldOrder,
        response: { 201: z.object({ added: z.int(), known: z.int(), version: z.string() }) },
      },
    },
    async ({ body }, reply) => {
      const addedAt = await clock.now()
      const masked = body.items.map((item) => (item.text === undefined ? item : { ...item, text: maskText(item.text) }))
      const refs = await goldRefs({ ...body, items: masked }, ports, addedAt)
      const items = body.items.map((item, i): GoldItem => {
        const { conversationId, ...ref } = refs[i]!
        return {
          goldId: goldId(body.task, ref),
          task: body.task,
          ...ref,
          conversationId,
          label: item.label,
          origin: 'human',
          labelIds: [],
          who: body.who,
          protected: item.protected ?? false,
          addedAt,
        }
      })
      const why = maskText(body.why ?? 'items labelled for the test set')
      const added = await ports.gold.add(items, { who: body.who, why, at: addedAt })
      await admitLabels(labelDesk, body.task, body.items, body.who, addedAt)
      const version = (await ports.gold.latest())!.id
      return reply.code(201).send({ added, known: items.length - added, version })
    },
  )
  app.get(
    '/v1/gold',
    {
      config: { scope: 'read' },
      schema: {
        description: 'A version of the gold set (default: the latest): ids and labels; texts where asked for.',
        querystring: z.object({
          version: z.string().optional(),
          task: z.enum(TASKS).optional(),
          label: z.string().optional(),
          doubtful: z.enum(['true', 'false']).optional().describe('true: only items that rest on a withdrawn answer.'),
          texts: z.enum(['true', 'false']).default('false'),
          after: z.string().optional().describe('gold_id after which the page begins: `next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(1000),
        }),
        response: {
          200: z.object({
            version: z.string().nullable(),
            counts: z.record(z.string(), z.int()).describe('Items of each task in this version.'),
            doubtful: z.int().describe('Items of this version, whatever the filter, that rest on a withdrawn answer.'),
            items: z.array(Item),
            next: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query: { version, task, label, doubtful, texts, after, limit } }) => {
      const all = await ports.gold.list(version)
      const withdrawn = new Set(await labelling.withdrawals.withdrawnOf(all.flatMap(({ labelIds }) => labelIds)))
      const isDoubtful = ({ labelIds }: PlacedGoldItem): boolean => labelIds.some((id) => withdrawn.has(id))
      const counts = Object.fromEntries(TASKS.map((each) => [each, all.filter((item) => item.task === each).length]))
      const rest = all
        .filter((item) => (task ?? item.task) === item.task && (label ?? item.label) === item.label)
        .filter((item) => doubtful === undefined || isDoubtful(item) === (doubtful === 'true'))
        .filter((item) => item.goldId > (after ?? ''))
        .sort((a, b) => (a.goldId < b.goldId ? -1 : 1))
      const page = rest.slice(0, limit)
      const shown = version ?? (await ports.gold.latest())?.id ?? null
      const next = rest.length > limit ? page.at(-1)!.goldId : null
      const words = texts === 'true' ? await ports.texts.texts(page) : null
      const items = page.map((item) => ({
        ...toItem(item, withdrawn),
        ...(words && { text: words.get(refKey(item)) ?? null }),
      }))
      return { version: shown, counts, doubtful: all.filter(isDoubtful).length, items, next }
    },
  )
}

/** GET /v1/gold/versions, POST /v1/gold/retirements. */
export function goldVersionRoutes(app: App, { learning: { ports }, clock, maskText }: Ports): void {
  app.get(
    '/v1/gold/versions',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Versions of the gold set, newest first. Each can be read for good: GET /v1/gold?version=.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: z.object({ versions: z.array(Version) }) },
      },
    },
    async ({ query }) => ({ versions: (await ports.gold.versions(query.limit)).map(toVersion) }),
  )
  app.post(
    '/v1/gold/retirements',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Takes items out of the gold set from the next version on, such as ones that turned out to be wrong. Earlier versions keep them; they do not come back, and are never trained on.',
        body: z.object({ gold_ids: z.array(Name).min(1).max(MOST_ITEMS), who: Name, why: Name }),
        response: { 201: z.object({ retired: z.int(), version: z.string().nullable() }) },
      },
    },
    async ({ body }, reply) => {
      const change = { who: body.who, why: maskText(body.why), at: await clock.now() }
      const retired = await ports.gold.retire(body.gold_ids, change)
      return reply.code(201).send({ retired, version: (await ports.gold.latest())?.id ?? null })
    },
  )
}

const toVersion = ({ id, ...version }: GoldVersion): z.infer<typeof Version> => ({ version: id, ...version })

const toItem = (item: PlacedGoldItem, withdrawn: ReadonlySet<string>): z.infer<typeof Item> => ({
  gold_id: item.goldId,
  task: item.task,
  source: item.source,
  text_id: item.textId,
  label: item.label,
  label_ids: [...item.labelIds],
  who: item.who,
  conversation_id: item.conversationId,
  channel: item.channel,
  assistant_id: item.assistantId,
  protected: item.protected,
  added_at: item.addedAt,
  withdrawn_label_ids: item.labelIds.filter((id) => withdrawn.has(id)),
})
