import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { EvaluatedItem, EvaluationHead } from '../../evaluation/evaluation.ts'
import { evaluate } from '../../loop/evaluate.ts'
import { TASKS } from '../../models/task.ts'
import { noBundle } from '../../releases/bundle.ts'
import type { RegisteredBundle } from '../../releases/model-registry.ts'
import { refKey } from '../../training/snapshot-store.ts'
import type { Ports } from '../wiring.ts'
import { EvaluationAnswer, Outcome, toEvaluation, Verdict } from './evaluation-answer.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const PATIENCE_MS = 600_000

const Assistant = Name.nullish().describe(
  'Beside what is live for this assistant; left out = for all without releases of their own.',
)
const EvaluationOrder = z
  .object({
    bundle: Name.optional().describe('Default: the newest.'),
    against: Name.optional().describe('Default: the live one of the assistant.'),
    assistant_id: Assistant,
    gold_version: Name.optional().describe('Default: the latest.'),
  })
  .nullish()
const Head = z.object({
  evaluation_id: z.string(),
  bundle: z.string(),
  against: z.string().nullable(),
  verdict: Verdict,
  refusals: z.array(z.string()).describe('Rules that refused.'),
  gold_version: z.string().nullable(),
  limits_version: z.int(),
  run_id: z.string().nullable().describe('Training run that asked; null = a person.'),
  who: z.string(),
  at: z.int(),
})
const Kept = EvaluationAnswer.extend({ run_id: z.string().nullable(), who: z.string(), at: z.int() })
const Item = z.object({
  gold_id: z.string(),
  task: z.enum(TASKS),
  outcome: Outcome,
  text: z.string().nullable().describe('Fetched now from the one place where texts live; null = erased since.'),
  text_id: z.string().nullable(),
  conversation_id: z.string().nullable(),
  truth: z.string(),
  before: z.string().nullable(),
  before_confidence: z.number().nullable(),
  after: z.string(),
  after_confidence: z.number(),
  segments: z.record(z.string(), z.string()),
})

/** POST /v1/evaluations, POST /v1/bundles/:id/verdicts. */
export function evaluationRoutes(app: App, { learning: { ports }, clock }: Ports): void {
  const named = async (id: string | null | undefined): Promise<RegisteredBundle | null> => {
    if (id === null || id === undefined) return null
    const found = await ports.registry.bundle(id)
    if (found === null) throw noBundle(id)
    return found
  }
  async function judged(before: RegisteredBundle | null, after: RegisteredBundle, who: string, gold?: string) {
    const { items, ...found } = await evaluate(before, after, ports, AbortSignal.timeout(PATIENCE_MS), gold)
    await ports.evaluations.add({ ...found, runId: null, who, at: await clock.now() }, items)
    return toEvaluation(found)
  }
  app.post(
    '/v1/evaluations',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Compares a bundle with another on the gold set, now. The evaluation is kept; no verdict of a bundle changes.',
        body: EvaluationOrder,
        response: { 200: EvaluationAnswer },
      },
    },
    async ({ body, principal }) => {
      const after = (await named(body?.bundle)) ?? (await ports.registry.bundles(1))[0] ?? null
      if (after === null) throw noBundle('yet')
      const against = body?.against ?? (await ports.registry.state(body?.assistant_id)).live
      return judged(await named(against), after, principal, body?.gold_version)
    },
  )
  app.post(
    '/v1/bundles/:bundle_id/verdicts',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Compares a bundle with the live one of an assistant on the gold set, now, and keeps the verdict: a release asks for a pass beside what is live there.',
        params: z.object({ bundle_id: Name }),
        body: z.object({ who: Name, assistant_id: Assistant }),
        response: { 201: EvaluationAnswer },
      },
    },
    async ({ params: { bundle_id }, body: { who, assistant_id } }, reply) => {
      const after = (await named(bundle_id))!
      const before = await named((await ports.registry.state(assistant_id)).live)
      const result = await judged(before, after, who)
      const { bundle, against, verdict } = result
      await ports.registry.judge({ bundle, against, verdict, runId: null, who, at: await clock.now() })
      return reply.code(201).send(result)
    },
  )
}

/** GET /v1/evaluations, /v1/evaluations/:id, /v1/evaluations/:id/items. */
export function evaluationRecordRoutes(app: App, { learning: { ports } }: Ports): void {
  const known = async (id: string) => {
    const found = await ports.evaluations.get(id)
    if (found !== null) return found
    throw new LoopError('LOOP_NO_EVALUATION', 'There is no such evaluation. GET /v1/evaluations lists them.', {
      status: 404,
    })
  }
  app.get(
    '/v1/evaluations',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Evaluations, newest first: of training runs, and those that people asked for.',
        querystring: z.object({
          bundle: z.string().optional(),
          before: z
            .string()
            .optional()
            .describe('evaluation_id before which the page begins: `next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
        }),
        response: { 200: z.object({ evaluations: z.array(Head), next: z.string().nullable() }) },
      },
    },
    async ({ query: { bundle, before, limit } }) => {
      const found = await ports.evaluations.list({ bundle: bundle ?? null, before: before ?? null, limit })
      return { evaluations: found.map(toHead), next: found.length === limit ? found.at(-1)!.evaluationId : null }
    },
  )
  app.get(
    '/v1/evaluations/:evaluation_id',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'An evaluation: verdict with reasons, scores with confusion matrix, per class and per segment, protected skills.',
        params: z.object({ evaluation_id: z.string() }),
        response: { 200: Kept },
      },
    },
    async ({ params: { evaluation_id } }) => {
      const found = await known(evaluation_id)
      return { ...toEvaluation(found), run_id: found.runId, who: found.who, at: found.at }
    },
  )
  app.get(
    '/v1/evaluations/:evaluation_id/items',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Item by item, with the text as it is now. Negative flips: outcome=broken.',
        params: z.object({ evaluation_id: z.string() }),
        querystring: z.object({
          outcome: Outcome.optional(),
          task: z.enum(TASKS).optional(),
          label: z.string().optional().describe('Only items whose right label is this.'),
          after: z.string().optional().describe('`next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
        }),
        response: { 200: z.object({ items: z.array(Item), next: z.string().nullable() }) },
      },
    },
    async ({ params: { evaluation_id }, query: { outcome, task, label, after, limit } }) => {
      await known(evaluation_id)
      const page = { outcome: outcome ?? null, task: task ?? null, truth: label ?? null, after: after ?? null, limit }
      const items = await ports.evaluations.items(evaluation_id, page)
      const gold = new Map((await ports.gold.ever()).map((item) => [item.goldId, item]))
      const refs = items.flatMap((item) => gold.get(item.goldId) ?? [])
      const texts = await ports.texts.texts(refs)
      const last = items.length === limit ? items.at(-1)! : null
      return {
        items: items.map((item) => {
          const ref = gold.get(item.goldId)
          const text = ref ? (texts.get(refKey(ref)) ?? null) : null
          return toItem(item, text, ref?.textId ?? null, ref?.conversationId ?? null)
        }),
        next: last && `${last.task}/${last.goldId}`,
      }
    },
  )
}

const toHead = (head: EvaluationHead): z.infer<typeof Head> => ({
  evaluation_id: head.evaluationId,
  bundle: head.bundle,
  against: head.against,
  verdict: head.verdict,
  refusals: [...head.refusals],
  gold_version: head.goldVersion,
  limits_version: head.limitsVersion,
  run_id: head.runId,
  who: head.who,
  at: head.at,
})

const toItem = (
  item: EvaluatedItem,
  text: string | null,
  textId: string | null,
  conversationId: string | null,
): z.infer<typeof Item> => ({
  gold_id: item.goldId,
  task: item.task,
  outcome: item.outcome,
  text,
  text_id: textId,
  conversation_id: conversationId,
  truth: item.truth,
  before: item.before,
  before_confidence: item.beforeConfidence,
  after: item.after,
  after_confidence: item.afterConfidence,
  segments: { ...item.segments },
})
