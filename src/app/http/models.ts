import { z } from 'zod'
import { type GoldItem, goldId } from '../../evaluation/gold.ts'
import { evaluate } from '../../loop/evaluate.ts'
import { growTaxonomy } from '../../loop/send-for-labels.ts'
import { TASKS } from '../../models/task.ts'
import { noBundle } from '../../releases/bundle.ts'
import type { RegisteredBundle } from '../../releases/model-registry.ts'
import type { Ports } from '../wiring.ts'
import { goldRefs } from './gold-refs.ts'
import { toBundle, toModel } from './model-answers.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'
import { newRunId } from './training.ts'

const MOST_ITEMS = 20_000
const Task = z.enum(TASKS)
const Import = z.object({
  task: Task,
  examples: z
    .array(z.object({ text: Text, label: Name }))
    .min(1)
    .max(MOST_ITEMS),
  who: Name,
  seed: z.int().min(0).optional(),
  train: z.boolean().default(true),
})
const Imported = z.object({ run_id: z.string().nullable(), examples: z.int(), new: z.int() })
const GoldOrder = z.object({
  task: Task,
  items: z
    .array(
      z.object({ event_id: Name.optional(), text: Text.optional(), label: Name, protected: z.boolean().optional() }),
    )
    .min(1)
    .max(MOST_ITEMS),
  who: Name,
})
const EvaluationOrder = z.object({ bundle: Name.optional(), against: Name.optional() }).nullish()

/** GET /v1/models, POST /v1/models/import, POST and GET /v1/gold, POST /v1/evaluations. */
export function modelRoutes(app: App, { learning, labelDesk, clock }: Ports): void {
  const { ports, runner, settings } = learning
  /** What people label with, annotators may choose. */
  const admitLabels = (
    task: (typeof TASKS)[number],
    labelled: readonly { label: string }[],
    who: string,
    now: number,
  ) => growTaxonomy(labelDesk, { intent: [], objection: [], [task]: labelled.map(({ label }) => label) }, who, now)

  app.get(
    '/v1/models',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Bundles and models, newest first, and the bundles in memory here.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(50) }),
      },
    },
    async ({ query }) => ({
      bundles: (await ports.registry.bundles(query.limit)).map(toBundle),
      models: (await ports.registry.models(query.limit)).map(toModel),
      loaded: [...learning.desk.served.loaded.keys()],
      broken: Object.fromEntries(learning.desk.served.broken),
    }),
  )

  app.post(
    '/v1/models/import',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Labelled examples as a start, or in addition. Trains through the same path as labels do; the first model of a task goes live by itself. With "train": false it only keeps them (for imports in several requests).',
        body: Import,
        response: { 202: Imported },
      },
    },
    async ({ body }, reply) => {
      const now = await clock.now()
      const fresh = await ports.examples.import(body.task, body.examples, body.who, now)
      await admitLabels(body.task, body.examples, body.who, now)
      const runId = body.train ? newRunId() : null
      if (runId !== null) {
        const order = { runId, kind: 'import' as const, tasks: [body.task], seed: body.seed ?? 1, who: body.who }
        await ports.runs.add({ ...order, requestedAt: now })
        runner.wake()
      }
      return reply.code(202).send({ run_id: runId, examples: body.examples.length, new: fresh })
    },
  )

  app.post(
    '/v1/gold',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Adds items that a person labelled to the fixed test set. An item names a user_message (event_id) or brings its text. One that is in the set keeps its label.',
        body: GoldOrder,
        response: { 201: z.object({ added: z.int(), known: z.int() }) },
      },
    },
    async ({ body }, reply) => {
      const addedAt = await clock.now()
      const refs = await goldRefs(body, ports, addedAt)
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
      const added = await ports.gold.add(items)
      await admitLabels(body.task, body.items, body.who, addedAt)
      return reply.code(201).send({ added, known: items.length - added })
    },
  )
  app.get(
    '/v1/gold',
    { config: { scope: 'read' }, schema: { description: 'The gold set: ids and labels, no text.' } },
    async () => {
      const items = await ports.gold.list()
      const counts = Object.fromEntries(TASKS.map((task) => [task, items.filter((item) => item.task === task).length]))
      return { counts, items }
    },
  )

  app.post(
    '/v1/evaluations',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Compares a bundle (default: the newest) with another (default: the live one) on the gold set, now. Changes nothing.',
        body: EvaluationOrder,
      },
    },
    async ({ body }) => {
      const state = await ports.registry.state()
      const named = async (id: string | null | undefined): Promise<RegisteredBundle | null> => {
        if (id === null || id === undefined) return null
        const found = await ports.registry.bundle(id)
        if (found === null) throw noBundle(id)
        return found
      }
      const after = (await named(body?.bundle)) ?? (await ports.registry.bundles(1))[0] ?? null
      if (after === null) throw noBundle('yet')
      const before = await named(body?.against ?? state.live)
      const result = await evaluate(before, after, ports, settings.limits, AbortSignal.timeout(600_000))
      return { bundle: after.id, against: before?.id ?? null, ...result }
    },
  )
}
