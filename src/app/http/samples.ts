import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Submission } from '../../labels/answer.ts'
import type { Collected } from '../../labels/label-desk.ts'
import { collectLabel } from '../../loop/collect-labels.ts'
import { PARTS } from '../../pool/sample.ts'
import type { Ports } from '../wiring.ts'
import { LeaseMs } from './queue.ts'
import { LabelAnswer, labelAnswer, Reason, SampleAnswer, State, StratumName, sampleAnswer } from './sample-answer.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const SampleId = z.object({ sample_id: z.string() })
const Held = z.object({ lease_id: z.string(), annotator: Name })
const Answer = Held.extend({
  at_fault: z.boolean(),
  part: z.enum(PARTS),
  turns: z
    .array(z.object({ event_id: Name, intent: Name.nullish(), objection: Name.nullish() }))
    .max(500)
    .default([]),
  better_reply: Text.nullish(),
  remark: Text.nullish(),
  seconds: z.number().min(0).max(1e6).nullish(),
})
const Refused = z.object({ code: z.string(), message: z.string() })
const Lost = Refused.extend({
  details: z.object({ yours: z.unknown(), recorded: z.array(LabelAnswer) }),
})
const Listing = z.object({
  state: State.optional(),
  reason: Reason.optional(),
  stratum: StratumName.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().optional(),
})

/** GET /v1/samples, GET /v1/samples/:sample_id. */
export function sampleRoutes(app: App, { pool, labelDesk: desk, clock }: Ports): void {
  app.get(
    '/v1/samples',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Samples with reasons, evidence and inclusion probability, newest first.',
        querystring: Listing,
        response: { 200: z.object({ samples: z.array(SampleAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query: { state, reason, stratum, after, limit } }) => {
      const given = { ...(state && { state }), ...(reason && { reason }), ...(stratum && { stratum }) }
      const samples = await pool.samples({ ...given, ...(after && { after }), limit }, await clock.now())
      const next = samples.length === limit ? (samples.at(-1)?.sampleId ?? null) : null
      return { samples: samples.map(sampleAnswer), next }
    },
  )
  app.get(
    '/v1/samples/:sample_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'A sample and every answer to it.',
        params: SampleId,
        response: { 200: SampleAnswer.extend({ labels: z.array(LabelAnswer) }) },
      },
    },
    async ({ params }) => {
      const sample = await pool.sample(params.sample_id, await clock.now())
      if (sample === null) throw noSample(params.sample_id)
      return { ...sampleAnswer(sample), labels: (await desk.answers(params.sample_id)).map(labelAnswer) }
    },
  )
}

/** What an annotator does with a leased sample: POST …/labels, …/renew, …/skip. */
export function leaseRoutes(app: App, { pool, labelDesk: desk, clock, maskText }: Ports): void {
  const held = async (sampleId: string, { lease_id, annotator }: z.infer<typeof Held>) => {
    const lease = await desk.leaseOf(lease_id)
    if (lease?.sampleId === sampleId && lease.annotator === annotator) return lease
    if ((await pool.sample(sampleId, 0)) === null) throw noSample(sampleId)
    throw leaseLost('this annotator has no such lease on this sample')
  }
  app.post(
    '/v1/samples/:sample_id/labels',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Records an answer. Safe to send again. 409 LOOP_LEASE_LOST when the sample went to somebody else: `details` holds both answers.',
        params: SampleId,
        body: Answer,
        response: { 201: z.object({ label_id: z.string(), sample_id: z.string() }), 409: Lost, '4xx': Refused },
      },
    },
    async ({ params: { sample_id }, body, principal }, reply) => {
      if ((await pool.sample(sample_id, 0)) === null) throw noSample(sample_id)
      const submission = submissionOf(sample_id, body, principal, maskText)
      const collected = await collectLabel(desk, submission, await clock.now())
      if (collected.kind === 'lost') return reply.code(409).send(lostAnswer(collected, body))
      return reply.code(201).send({ label_id: collected.label.labelId, sample_id })
    },
  )
  app.post(
    '/v1/samples/:sample_id/renew',
    {
      config: { scope: 'annotate' },
      schema: {
        description: 'Keeps a lease for longer.',
        params: SampleId,
        body: Held.extend({ lease_ms: LeaseMs }),
        response: { 200: z.object({ lease_id: z.string(), lease_until: z.int() }) },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const now = await clock.now()
      const lease = await desk.renew(await held(sample_id, body), now + body.lease_ms, now)
      if (lease === null) throw leaseLost('it ran out')
      return { lease_id: lease.leaseId, lease_until: lease.until }
    },
  )
  app.post(
    '/v1/samples/:sample_id/skip',
    {
      config: { scope: 'annotate' },
      schema: {
        description: 'The annotator cannot judge this sample: it leaves the queue and counts as not answered.',
        params: SampleId,
        body: Held.extend({ why: Text }),
        response: { 200: SampleAnswer },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const now = await clock.now()
      if (!(await desk.skip(await held(sample_id, body), body.why, now)))
        throw leaseLost('the sample is over or with somebody else')
      return sampleAnswer((await pool.sample(sample_id, now))!)
    },
  )
}

const submissionOf = (
  sampleId: string,
  body: z.infer<typeof Answer>,
  principal: string,
  maskText: (text: string) => string,
): Submission => ({
  sampleId,
  leaseId: body.lease_id,
  annotator: body.annotator,
  recordedBy: principal,
  atFault: body.at_fault,
  part: body.part,
  turns: body.turns.map((turn) => ({
    turnId: turn.event_id,
    intent: turn.intent ?? null,
    objection: turn.objection ?? null,
  })),
  betterReply: body.better_reply ? maskText(body.better_reply) : null,
  remark: body.remark ? maskText(body.remark) : null,
  seconds: body.seconds ?? null,
})

const lostAnswer = (lost: Extract<Collected, { kind: 'lost' }>, yours: unknown): z.infer<typeof Lost> => ({
  code: 'LOOP_LEASE_LOST',
  message: leaseLost(lost.why).message,
  details: { yours, recorded: lost.recorded.map(labelAnswer) },
})

const leaseLost = (why: string): LoopError =>
  new LoopError('LOOP_LEASE_LOST', `The lease does not count: ${why}. Take the next sample from POST /v1/queue/next.`, {
    status: 409,
  })

const noSample = (sampleId: string): LoopError =>
  new LoopError('LOOP_NO_SAMPLE', `There is no sample '${sampleId}'. GET /v1/samples lists them.`, { status: 404 })
