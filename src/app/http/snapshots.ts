import { z } from 'zod'
import { TASKS } from '../../models/task.ts'
import { type Snapshot as KeptSnapshot, type SnapshotItem, summarise } from '../../training/snapshot.ts'
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
  text_id: z.string().describe('Event id (turn) or example id (example).'),
  text_hash: z.string(),
  label: z.string(),
  label_ids: z.array(z.string()),
  quality: z.enum(['low', 'normal']),
  conversation_id: z.string().nullable(),
  weight: z.number().describe('After replay and caps.'),
  role: z.enum(['new', 'replay']).nullable().describe('In an update; null = of a refit.'),
})
const Summary = z.object({
  items: z.int(),
  labels: z.int(),
  replayed_items: z.int(),
  low_quality_items: z.int(),
  low_quality_share: z.number().describe('Share of the weight.'),
  effective_size: z.number().describe("Kish's effective number of items behind the weights."),
})
const Snapshot = z.object({
  id: z.string(),
  parent: z.string().nullable(),
  base: Base,
  caps: z.object({
    low_quality_share: z.number(),
    low_quality_share_of_user: z.number(),
    share_of_user: z.number().nullable().describe('Of the weight of a task, whatever the quality; null = no limit.'),
    share_of_annotator: z.number().nullable(),
    share_of_duplicates: z.number().nullable().describe('Of one cluster of near-duplicate texts.'),
  }),
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
        id: snapshot.id,
        parent: snapshot.parent,
        base: snapshot.base && { ...snapshot.base },
        caps: {
          low_quality_share: snapshot.caps.lowQualityShare,
          low_quality_share_of_user: snapshot.caps.lowQualityShareOfUser,
          share_of_user: snapshot.caps.shareOfUser ?? null,
          share_of_annotator: snapshot.caps.shareOfAnnotator ?? null,
          share_of_duplicates: snapshot.caps.shareOfDuplicates ?? null,
        },
        created_at: createdAt,
        summary: toSummary(snapshot),
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

const toSummary = (snapshot: KeptSnapshot): Record<string, z.infer<typeof Summary>> =>
  Object.fromEntries(
    Object.entries(summarise(snapshot)).map(([task, each]) => [
      task,
      {
        items: each.items,
        labels: each.labels,
        replayed_items: each.replayedItems,
        low_quality_items: each.lowQualityItems,
        low_quality_share: each.lowQualityShare,
        effective_size: each.effectiveSize,
      },
    ]),
  )

const toItem = (item: SnapshotItem): z.infer<typeof Item> => ({
  task: item.task,
  source: item.source,
  text_id: item.textId,
  text_hash: item.textHash,
  label: item.label,
  label_ids: [...item.labelIds],
  quality: item.quality,
  conversation_id: item.conversationId,
  weight: item.weight,
  role: item.role,
})
