import { z } from 'zod'
import { TASKS } from '../../models/task.ts'
import { type SnapshotItem, summarise } from '../../training/snapshot.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Base = z
  .record(z.string(), z.object({ id: z.string(), sha256: z.string() }))
  .nullable()
  .describe('Models that an update goes on from, by task; null = a refit.')
const Head = z.object({
  snapshot: z.string(),
  parent: z.string().nullable(),
  base: Base,
  created_at: z.int(),
  items: z.record(z.string(), z.int()).describe('Items of each task.'),
})
const Item = z.object({
  task: z.enum(TASKS),
  source: z.enum(['turn', 'example']),
  textId: z.string(),
  textHash: z.string(),
  label: z.string(),
  labelIds: z.array(z.string()),
  quality: z.enum(['low', 'normal']),
  conversationId: z.string().nullable(),
  weight: z.number().describe('After replay and caps.'),
  role: z.enum(['new', 'replay']).nullable().describe('In an update; null = of a refit.'),
})
const Summary = z.object({
  items: z.int(),
  labels: z.int(),
  replayedItems: z.int(),
  lowQualityItems: z.int(),
  lowQualityShare: z.number().describe('Share of the weight.'),
  effectiveSize: z.number().describe("Kish's effective number of items behind the weights."),
})
const Snapshot = z.object({
  id: z.string(),
  parent: z.string().nullable(),
  base: Base,
  caps: z.object({ lowQualityShare: z.number(), lowQualityShareOfUser: z.number() }),
  created_at: z.int(),
  summary: z.record(z.string(), Summary),
  lineage: z.object({
    children: z.array(z.string()).describe('Snapshots that count this one as old.'),
    runs: z.array(z.string()),
    models: z.array(z.string()),
    bundles: z.array(z.string()),
  }),
  items: z.array(Item),
  items_total: z.int(),
  next: z.int().nullable().describe('`offset` of the next page.'),
})

/** GET /v1/snapshots, GET /v1/snapshots/:snapshot_id. */
export function snapshotRoutes(app: App, { learning: { ports } }: Ports): void {
  app.get(
    '/v1/snapshots',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Training snapshots, newest first.',
        querystring: z.object({
          before: z.string().optional().describe('Snapshot before which the page begins: `next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
        }),
        response: { 200: z.object({ snapshots: z.array(Head), next: z.string().nullable() }) },
      },
    },
    async ({ query: { before, limit } }) => {
      const found = await ports.snapshots.list({ before: before ?? null, limit })
      return {
        snapshots: found.map(({ id, createdAt, items, ...head }) => ({
          ...head,
          snapshot: id,
          created_at: createdAt,
          items: { ...items },
        })),
        next: found.length === limit ? found.at(-1)!.id : null,
      }
    },
  )
  app.get(
    '/v1/snapshots/:snapshot_id',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'What models were trained on, and which: ids of texts and labels, hashes, weights, with what came of it. It holds no text.',
        params: z.object({ snapshot_id: z.string() }),
        querystring: z.object({
          offset: z.coerce.number().int().min(0).default(0),
          limit: z.coerce.number().int().min(1).max(100_000).default(1000),
        }),
        response: { 200: Snapshot },
      },
    },
    async ({ params: { snapshot_id }, query: { offset, limit } }) => {
      const snapshot = await ports.snapshots.get(snapshot_id)
      const { createdAt, ...lineage } = await ports.snapshots.lineage(snapshot_id)
      const end = offset + limit
      return {
        ...snapshot,
        created_at: createdAt,
        summary: summarise(snapshot) as Record<string, z.infer<typeof Summary>>,
        lineage: {
          children: [...lineage.children],
          runs: [...lineage.runs],
          models: [...lineage.models],
          bundles: [...lineage.bundles],
        },
        items: snapshot.items.slice(offset, end).map(toItem),
        items_total: snapshot.items.length,
        next: end < snapshot.items.length ? end : null,
      }
    },
  )
}

const toItem = (item: SnapshotItem): z.infer<typeof Item> => ({ ...item, labelIds: [...item.labelIds] })
