import { z } from 'zod'
import { TASKS } from '../../models/task.ts'
import type { Ports } from '../wiring.ts'
import { admitLabels } from './admit-labels.ts'
import { BundleAnswer, ModelAnswer, toBundle, toModel } from './model-answers.ts'
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

/** GET /v1/models, POST /v1/models/import. */
export function modelRoutes(app: App, { maskText, learning, labelDesk, clock }: Ports): void {
  const { ports, runner } = learning

  app.get(
    '/v1/models',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Bundles and models, newest first, and the bundles in memory here.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(50) }),
        response: {
          200: z.object({
            bundles: z.array(BundleAnswer),
            models: z.array(ModelAnswer),
            loaded: z.array(z.string()).describe('Bundles that this process answers with.'),
            broken: z.record(z.string(), z.string()).describe('Bundles that it could not load, and why.'),
          }),
        },
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
      const examples = body.examples.map((example) => ({ ...example, text: maskText(example.text) }))
      const fresh = await ports.examples.import(body.task, examples, body.who, now)
      await admitLabels(labelDesk, body.task, body.examples, body.who, now)
      const runId = body.train ? newRunId() : null
      if (runId !== null) {
        const order = { runId, kind: 'import' as const, tasks: [body.task], seed: body.seed ?? 1, who: body.who }
        await ports.runs.add({ ...order, requestedAt: now })
        runner.wake()
      }
      return reply.code(202).send({ run_id: runId, examples: body.examples.length, new: fresh })
    },
  )
}
