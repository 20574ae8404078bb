import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { WITHDRAWAL_KINDS, type Withdrawal, type WithdrawalReach } from '../../labels/withdrawal.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Instant = z.int().min(0)
const Who = { who: Name, why: Text.min(1) }
const Order = z
  .object({
    annotator: Name.optional().describe('Whose answers.'),
    from: Instant.optional().describe('Recorded at or after, epoch milliseconds.'),
    until: Instant.optional().describe('Recorded before.'),
    label_ids: z.array(Name).min(1).max(100_000).optional().describe('These answers.'),
    ...Who,
  })
  .strict()
  .refine((order) => order.annotator !== undefined || order.label_ids !== undefined || order.from !== undefined, {
    error: 'must name an annotator, label_ids, or a time with from',
  })

const WithdrawalAnswer = z.object({
  withdrawal_id: z.string(),
  kind: z
    .enum(WITHDRAWAL_KINDS)
    .describe('undo: by the annotator; batch: a bad batch; take_back: an earlier line no longer holds.'),
  takes_back: z.string().nullable(),
  taken_back_by: z.string().nullable().describe('The line by which this one no longer holds.'),
  asked: z.object({
    annotator: z.string().nullable(),
    from: z.int().nullable(),
    until: z.int().nullable(),
    label_ids: z.array(z.string()).nullable(),
  }),
  who: z.string(),
  recorded_by: z.string(),
  why: z.string(),
  at: z.int(),
  labels: z.int().describe('How many answers it is about.'),
})
const ReachAnswer = WithdrawalAnswer.extend({
  label_ids: z.array(z.string()),
  sample_ids: z.array(z.string()),
  waiting: z.array(z.string()).describe('Samples that are in the queue again.'),
  snapshots: z.array(z.string()).describe('Training snapshots that hold these answers.'),
  models: z.array(z.string()).describe('Models that learned from them.'),
  bundles: z.array(z.string()).describe('Bundles with such a model.'),
  gold_items: z.array(z.string()).describe('Frozen test items that rest on them.'),
})
const WithdrawalId = z.object({ withdrawal_id: z.string() })

/** POST /v1/label-withdrawals and what becomes of them. */
export function labelWithdrawalRoutes(app: App, { labelling: { withdrawals }, clock, maskText }: Ports): void {
  app.post(
    '/v1/label-withdrawals',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Withdraws answers of people: they stay in the ledger and count no longer; samples that lose a wanted answer return to the queue. The answer lists what had learned from them. All filters that are given must hold. Safe to send again.',
        body: Order,
        response: { 201: ReachAnswer },
      },
    },
    async ({ body, principal }, reply) => {
      const { annotator = null, from = null, until = null, label_ids: labelIds = null, who, why } = body
      const order = { annotator, from, until, labelIds, who, why: maskText(why), recordedBy: principal }
      return reply.code(201).send(reachAnswer(await withdrawals.withdraw(order, await clock.now())))
    },
  )
  app.post(
    '/v1/label-withdrawals/:withdrawal_id/take-back',
    {
      config: { scope: 'train' },
      schema: {
        description: 'The answers of a withdrawn batch count again. Safe to send again.',
        params: WithdrawalId,
        body: z.object(Who).strict(),
        response: { 201: ReachAnswer },
      },
    },
    async ({ params, body, principal }, reply) => {
      const by = { who: body.who, why: maskText(body.why), recordedBy: principal }
      const back = await withdrawals.takeBack(params.withdrawal_id, by, await clock.now())
      return reply.code(201).send(reachAnswer(back))
    },
  )
  app.get(
    '/v1/label-withdrawals',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Every line by which answers stopped to count or count again, newest first; undone answers too.',
        querystring: z.object({
          after: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ withdrawals: z.array(WithdrawalAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query: { after, limit } }) => {
      const lines = await withdrawals.list({ ...(after && { after }), limit })
      const next = lines.length === limit ? (lines.at(-1)?.withdrawalId ?? null) : null
      return { withdrawals: lines.map(withdrawalAnswer), next }
    },
  )
  app.get(
    '/v1/label-withdrawals/:withdrawal_id',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'A withdrawal with every answer that it is about, and all that rests on them, as things now stand.',
        params: WithdrawalId,
        response: { 200: ReachAnswer },
      },
    },
    async ({ params: { withdrawal_id } }) => {
      const found = await withdrawals.get(withdrawal_id)
      if (found !== null) return reachAnswer(found)
      throw new LoopError(
        'LOOP_NO_WITHDRAWAL',
        `There is no withdrawal '${withdrawal_id}'. GET /v1/label-withdrawals lists them.`,
        { status: 404 },
      )
    },
  )
}

const withdrawalAnswer = (line: Withdrawal): z.infer<typeof WithdrawalAnswer> => ({
  withdrawal_id: line.withdrawalId,
  kind: line.kind,
  takes_back: line.takesBack,
  taken_back_by: line.takenBackBy,
  asked: {
    annotator: line.asked.annotator,
    from: line.asked.from,
    until: line.asked.until,
    label_ids: line.asked.labelIds && [...line.asked.labelIds],
  },
  who: line.who,
  recorded_by: line.recordedBy,
  why: line.why,
  at: line.at,
  labels: line.labels,
})

const reachAnswer = (reach: WithdrawalReach): z.infer<typeof ReachAnswer> => ({
  ...withdrawalAnswer(reach),
  label_ids: [...reach.labelIds],
  sample_ids: [...reach.sampleIds],
  waiting: [...reach.waiting],
  snapshots: [...reach.snapshots],
  models: [...reach.models],
  bundles: [...reach.bundles],
  gold_items: [...reach.goldItems],
})
