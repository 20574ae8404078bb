import { z } from 'zod'
import { type GoldItem, goldId } from '../../evaluation/gold.ts'
import { evaluate } from '../../loop/evaluate.ts'
import { TASKS } from '../../models/task.ts'
import { noBundle } from '../../releases/bundle.ts'
import type { RegisteredBundle } from '../../releases/model-registry.ts'
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
})
const EvaluationOrder = z.object({ bundle: Name.optional(), against: Name.optional() }).nullish()

/** POST and GET /v1/gold. */
export function goldRoutes(app: App, { learning: { ports }, labelDesk, clock, maskText }: Ports): void {
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
      const added = await ports.gold.add(items)
      await admitLabels(labelDesk, body.task, body.items, body.who, addedAt)
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
}

const PATIENCE_MS = 600_000

/** POST /v1/evaluations, POST /v1/bundles/:id/verdicts. */
export function evaluationRoutes(app: App, { learning: { ports, settings }, clock }: Ports): void {
  const judged = (before: RegisteredBundle | null, after: RegisteredBundle) =>
    evaluate(before, after, ports, settings.limits, AbortSignal.timeout(PATIENCE_MS))
  const named = async (id: string | null | undefined): Promise<RegisteredBundle | null> => {
    if (id === null || id === undefined) return null
    const found = await ports.registry.bundle(id)
    if (found === null) throw noBundle(id)
    return found
  }
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
      const after = (await named(body?.bundle)) ?? (await ports.registry.bundles(1))[0] ?? null
      if (after === null) throw noBundle('yet')
      const before = await named(body?.against ?? state.live)
      return { bundle: after.id, against: before?.id ?? null, ...(await judged(before, after)) }
    },
  )
  app.post(
    '/v1/bundles/:bundle_id/verdicts',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Compares a bundle with the live one on the gold set, now, and keeps the verdict: a release asks for a pass beside what is live.',
        params: z.object({ bundle_id: Name }),
        body: z.object({ who: Name }),
      },
    },
    async ({ params: { bundle_id }, body: { who } }, reply) => {
      const after = (await named(bundle_id))!
      const before = await named((await ports.registry.state()).live)
      const result = await judged(before, after)
      const about = { bundle: after.id, against: before?.id ?? null }
      await ports.registry.judge({ ...about, verdict: result.verdict, runId: null, who, at: await clock.now() })
      return reply.code(201).send({ ...about, ...result })
    },
  )
}
