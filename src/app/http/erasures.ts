import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { orderErasure } from '../../loop/erase.ts'
import type { Erasure, ErasureOrder, ErasurePreview } from '../../privacy/erasure.ts'
import { ERASURE_STEPS } from '../../privacy/erasure.ts'
import { advice, previewAdvice, refuseBadOrder } from '../../privacy/erasure-plan.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Order = z
  .object({
    user_id: Name.optional().describe('erase everything of this user, with every conversation it took part in'),
    conversation_id: Name.optional().describe('or erase this conversation alone'),
    texts: z
      .array(Text)
      .max(50)
      .default([])
      .describe(
        'strings that name the person, such as a phone number: looked for in imported examples and typed texts',
      ),
    who: Name.describe('who decided it; kept'),
    why: z.string().min(1).max(2000).describe('kept for good, so it must not name the person: a ticket number'),
    dry_run: z.boolean().default(false).describe('count, and change nothing'),
  })
  .refine((order) => (order.user_id === undefined) !== (order.conversation_id === undefined), {
    error: 'give either user_id or conversation_id',
  })
const Finding = z.object({
  what: z.string(),
  fate: z.enum(['deleted', 'rewritten', 'kept']),
  count: z.int(),
  why: z.string().nullable(),
})
const Model = z.object({ model_id: z.string(), task: z.string(), snapshot_id: z.string(), live: z.boolean() })
const Common = { findings: z.array(Finding), models: z.array(Model), advice: z.array(z.string()) }
export const ErasureAnswer = z.object({
  erasure_id: z.string(),
  kind: z.enum(['user', 'conversation']),
  state: z.enum(['open', 'done', 'lifted']),
  step: z.enum([...ERASURE_STEPS, 'done']).describe('what comes next'),
  ...Common,
  backups: z.int().describe('backup files known when it was asked for, which still hold the person'),
  who: z.string(),
  why: z.string(),
  recorded_by: z.string(),
  requested_at: z.int(),
  finished_at: z.int().nullable(),
  lifted_at: z.int().nullable(),
  error: z.string().nullable().describe('why the last try failed; it is tried again'),
})
export const PreviewAnswer = z.object({
  dry_run: z.literal(true),
  ...Common,
  other_users: z.array(z.string()).describe('other user ids in the same conversations, at most 100'),
  mentioned_in: z.array(z.string()).describe('other conversations that mention the person, at most 100'),
})
const Id = z.object({ erasure_id: z.string() })

/** POST and GET /v1/erasures, GET /v1/erasures/:erasure_id, POST /v1/erasures/:erasure_id/lift. */
export function erasureRoutes(app: App, { erasing, clock, retention }: Ports): void {
  const { erasures } = erasing.ports
  const shown = async (erasure: Erasure) =>
    erasureAnswer(
      erasure,
      await erasures.models(erasure.snapshots),
      (await retention.retention.policy()).policy.backupDays,
    )
  const found = async (id: string) => {
    const erasure = await erasures.get(id)
    if (erasure === null) {
      throw new LoopError('LOOP_NO_ERASURE', 'There is no such erasure. GET /v1/erasures lists them.', { status: 404 })
    }
    return erasure
  }

  app.post(
    '/v1/erasures',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Erases a person: from the answer on its events stay out; rows, files and what they left in pages and log go in the background. With "dry_run": true it says what would go.',
        body: Order,
        response: { 200: PreviewAnswer, 202: ErasureAnswer },
      },
    },
    async ({ body, principal }, reply) => {
      const order = orderOf(body, principal)
      const now = await clock.now()
      if (body.dry_run) {
        refuseBadOrder(order)
        return reply.code(200).send(await previewAnswer(await erasures.preview(order, now), erasures))
      }
      const id = `e-${randomUUID()}`
      await orderErasure(id, order, now, erasing.ports)
      erasing.wake()
      return reply.code(202).send(await shown(await found(id)))
    },
  )
  app.get(
    '/v1/erasures',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Erasures, newest first. Whom they were about is nowhere any more.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: z.object({ erasures: z.array(ErasureAnswer) }) },
      },
    },
    async ({ query }) => ({ erasures: await Promise.all((await erasures.list(query.limit)).map(shown)) }),
  )
  app.get(
    '/v1/erasures/:erasure_id',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'How far it is, what went, what was kept and why, and which models learned from the person.',
        params: Id,
        response: { 200: ErasureAnswer },
      },
    },
    async ({ params }) => shown(await found(params.erasure_id)),
  )
  app.post(
    '/v1/erasures/:erasure_id/lift',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'The person may come back under the same id: new conversations are taken in again. What was erased stays so.',
        params: Id,
        body: z.object({ who: Name, why: z.string().min(1).max(2000) }),
        response: { 200: ErasureAnswer },
      },
    },
    async ({ params: { erasure_id }, body }) => {
      await found(erasure_id)
      if (!(await erasures.lift(erasure_id, body, await clock.now()))) {
        throw new LoopError(
          'LOOP_ERASURE_OPEN',
          `Erasure ${erasure_id} is not done yet, or was lifted before. See GET /v1/erasures/${erasure_id}.`,
          { status: 409 },
        )
      }
      return shown(await found(erasure_id))
    },
  )
}

function orderOf(body: z.infer<typeof Order>, principal: string): ErasureOrder {
  const { user_id, conversation_id, texts, who, why } = body
  const subject =
    user_id === undefined
      ? ({ kind: 'conversation', id: conversation_id! } as const)
      : ({ kind: 'user', id: user_id } as const)
  return { subject, texts, who, why, recordedBy: principal }
}

type Models = Awaited<ReturnType<Ports['erasing']['ports']['erasures']['models']>>
const shownModels = (models: Models) =>
  models.map(({ modelId, task, snapshot, live }) => ({ model_id: modelId, task, snapshot_id: snapshot, live }))

/** An erasure as people see it, in the interface and on the command line. */
export function erasureAnswer(
  erasure: Erasure,
  models: Models,
  backupDays: number | null,
): z.infer<typeof ErasureAnswer> {
  return {
    erasure_id: erasure.erasureId,
    kind: erasure.kind,
    state: erasure.liftedAt !== null ? 'lifted' : erasure.step === 'done' ? 'done' : 'open',
    step: erasure.step,
    findings: [...erasure.findings],
    models: shownModels(models),
    advice: advice(erasure, models, backupDays),
    backups: erasure.backups,
    who: erasure.who,
    why: erasure.why,
    recorded_by: erasure.recordedBy,
    requested_at: erasure.requestedAt,
    finished_at: erasure.finishedAt,
    lifted_at: erasure.liftedAt,
    error: erasure.error,
  }
}

export async function previewAnswer(
  preview: ErasurePreview,
  erasures: Pick<Ports['erasing']['ports']['erasures'], 'models'>,
): Promise<z.infer<typeof PreviewAnswer>> {
  const models = await erasures.models(preview.snapshots)
  return {
    dry_run: true,
    findings: [...preview.findings],
    models: shownModels(models),
    advice: [...previewAdvice(preview), ...advice({ backups: 0 }, models, null)],
    other_users: [...preview.otherUsers],
    mentioned_in: [...preview.mentionedIn],
  }
}
