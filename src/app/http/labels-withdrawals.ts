import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import {
  WITHDRAWAL_KINDS,
  type Withdrawal,
  type WithdrawalFilter,
  type WithdrawalPreview,
  type WithdrawalReach,
} from '../../labels/withdrawal.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

/** Ids in one list of an answer. */
const MOST_LISTED = 100
const Instant = z.int().min(0)
const Who = { who: Name, why: Text.min(1) }
const Order = z
  .object({
    annotator: Name.optional().describe('Whose answers.'),
    from: Instant.optional().describe('Recorded at or after, epoch milliseconds.'),
    until: Instant.optional().describe('Recorded before.'),
    label_ids: z.array(Name).min(1).max(100_000).optional().describe('These answers.'),
    ...Who,
    dry_run: z.boolean().default(false).describe('Counts what it would touch, and changes nothing.'),
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
    label_ids: z.array(z.string()).nullable().describe(`The first ${MOST_LISTED}.`),
    labels: z.int().nullable().describe('How many label_ids were given.'),
  }),
  who: z.string(),
  recorded_by: z.string(),
  why: z.string(),
  at: z.int(),
  labels: z.int().describe('How many answers it is about.'),
})
const listed = (what: string) => z.array(z.string()).describe(`${what} The first ${MOST_LISTED}; \`counts\` has all.`)
const Reach = {
  counts: z.object({
    labels: z.int(),
    samples: z.int(),
    waiting: z.int().describe('Samples that return to the queue.'),
    snapshots: z.int(),
    models: z.int(),
    bundles: z.int(),
    gold_items: z.int(),
  }),
  label_ids: listed('Answers that it is about.'),
  labels_at: z.string().nullable().describe('Where to read all these answers; null = not as one list.'),
  sample_ids: listed('Their samples.'),
  waiting: listed('Samples that are in the queue again.'),
  snapshots: listed('Training snapshots that hold these answers.'),
  models: listed('Models that learned from them.'),
  bundles: listed('Bundles with such a model.'),
  gold_items: listed('Frozen test items that rest on them.'),
}
const ReachAnswer = WithdrawalAnswer.extend(Reach)
const PreviewAnswer = z.object({
  dry_run: z.literal(true),
  withdrawal_id: z.string().nullable().describe('The line that withdrew all of them already; null = they count now.'),
  ...Reach,
})
const WithdrawalId = z.object({ withdrawal_id: z.string() })

/** POST /v1/label-withdrawals and what becomes of them. */
export function labelWithdrawalRoutes(app: App, { labelling: { withdrawals }, clock, maskText }: Ports): void {
  app.post(
    '/v1/label-withdrawals',
    {
      config: { scope: 'train', person: ['who'] }, // `annotator` says whose answers
      schema: {
        description:
          'Withdraws answers of people: they stay in the ledger and count no longer; samples that lose a wanted answer return to the queue. The answer lists what had learned from them. All filters that are given must hold. Safe to send again. `dry_run` tells the same and changes nothing.',
        body: Order,
        response: { 200: PreviewAnswer, 201: ReachAnswer },
      },
    },
    async ({ body, principal }, reply) => {
      const { annotator = null, from = null, until = null, label_ids: labelIds = null, who, why } = body
      const order = { annotator, from, until, labelIds, who, why: maskText(why), recordedBy: principal }
      const now = await clock.now()
      if (body.dry_run) return reply.code(200).send(previewAnswer(await withdrawals.preview(order, now)))
      return reply.code(201).send(reachAnswer(await withdrawals.withdraw(order, now)))
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
        description: 'A withdrawal: the answers that it is about, and what rests on them, as things now stand.',
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
    label_ids: line.asked.labelIds?.slice(0, MOST_LISTED) ?? null,
    labels: line.asked.labelIds?.length ?? null,
  },
  who: line.who,
  recorded_by: line.recordedBy,
  why: line.why,
  at: line.at,
  labels: line.labels,
})

const reachAnswer = (reach: WithdrawalReach): z.infer<typeof ReachAnswer> => ({
  ...withdrawalAnswer(reach),
  ...touched(reach),
  labels_at: `/v1/labels?withdrawal=${reach.withdrawalId}`,
})

const previewAnswer = (reach: WithdrawalPreview): z.infer<typeof PreviewAnswer> => ({
  dry_run: true,
  withdrawal_id: reach.withdrawalId,
  ...touched(reach),
  labels_at: reach.withdrawalId === null ? meantAt(reach.asked) : `/v1/labels?withdrawal=${reach.withdrawalId}`,
})

/** The ledger by the same filters: what still counts, and is meant. */
function meantAt({ annotator, from, until, labelIds }: WithdrawalFilter): string | null {
  if (labelIds !== null) return null
  const given = Object.entries({ annotator, from, until }).filter(([, value]) => value !== null)
  const query = new URLSearchParams({ source: 'human', standing: 'true' })
  for (const [name, value] of given) query.set(name, String(value))
  return `/v1/labels?${query}`
}

function touched(reach: Omit<WithdrawalReach, 'withdrawalId'>) {
  const { labelIds, sampleIds, waiting, snapshots, models, bundles, goldItems } = reach
  return {
    counts: {
      labels: labelIds.length,
      samples: sampleIds.length,
      waiting: waiting.length,
      snapshots: snapshots.length,
      models: models.length,
      bundles: bundles.length,
      gold_items: goldItems.length,
    },
    label_ids: labelIds.slice(0, MOST_LISTED),
    sample_ids: sampleIds.slice(0, MOST_LISTED),
    waiting: waiting.slice(0, MOST_LISTED),
    snapshots: snapshots.slice(0, MOST_LISTED),
    models: models.slice(0, MOST_LISTED),
    bundles: bundles.slice(0, MOST_LISTED),
    gold_items: goldItems.slice(0, MOST_LISTED),
  }
}
