import { z } from 'zod'
import type { Collected } from '../../labels/label-desk.ts'
import { collectLabel } from '../../loop/collect-labels.ts'
import { sendForLabels } from '../../loop/send-for-labels.ts'
import type { Ports } from '../wiring.ts'
import { givenBack } from './given-back.ts'
import { LabelAnswer, labelAnswer } from './label-answer.ts'
import { LabelForm, submissionOf } from './label-form.ts'
import { taskFacts } from './queue-facts.ts'
import { Held, LeaseMs, leaseLost, SampleId } from './queue-lease.ts'
import { Task, taskAnswer } from './queue-task.ts'
import { noSample } from './samples.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Late = z
  .boolean()
  .default(false)
  .describe(
    'Keeps the answer even if its lease is lost: in full, under the purpose late, and part of no consensus, since whoever sends it may have seen what the others said.',
  )
const Refused = z.object({ code: z.string(), message: z.string() })
const Lost = Refused.extend({
  details: z.object({ yours: z.unknown(), recorded: z.array(LabelAnswer) }),
})

/** POST /v1/queue/next, POST /v1/samples/:sample_id/labels: out goes a sample, back comes an answer. */
export function queueRoutes(app: App, ports: Ports): void {
  const { pool, labelDesk: desk, labelling, offerLiveLabels, clock, maskText } = ports
  app.post(
    '/v1/queue/next',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Leases the next sample to this annotator, with its transcript. 204 when nothing waits. `blind` leaves out predictions, suspicion, reasons and stratum.',
        body: z.object({
          annotator: Name,
          lease_ms: LeaseMs,
          blind: z.boolean().default(false),
          hold_back: z
            .boolean()
            .default(false)
            .describe(
              'Predictions wait for a first choice, and a tenth of the samples stays blind. Always so for a person who is logged in.',
            ),
        }),
        response: { 200: Task, 204: z.null() },
      },
    },
    async ({ body, caller }, reply) => {
      const heldBack = body.hold_back || caller?.kind === 'user'
      const request = { annotator: body.annotator, leaseMs: body.lease_ms, blind: body.blind, heldBack }
      const now = await clock.now()
      await offerLiveLabels(now)
      const task = await sendForLabels(pool, desk, request, now)
      if (task === null) return reply.code(204).send(null)
      const [facts, returned] = [await taskFacts(task, ports, now), await givenBack(task.lease, labelling)]
      return reply.code(200).send(taskAnswer(task, facts, returned))
    },
  )
  app.post(
    '/v1/samples/:sample_id/labels',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Records an answer. Safe to send again. 409 LOOP_LEASE_LOST when the sample went to somebody else: `details` holds both answers.',
        params: SampleId,
        body: LabelForm.extend(Held.shape).extend({ late: Late }),
        response: {
          201: z.object({
            label_id: z.string(),
            sample_id: z.string(),
            late: z.boolean().describe('It was kept beside the answers that count.'),
          }),
          409: Lost,
          '4xx': Refused,
        },
      },
    },
    async ({ params: { sample_id }, body, principal }, reply) => {
      if ((await pool.sample(sample_id, 0)) === null) throw noSample(sample_id)
      const { lease_id: leaseId, annotator } = body
      const submission = submissionOf(
        body,
        { sampleId: sample_id, leaseId, annotator, recordedBy: principal },
        maskText,
      )
      const collected = await collectLabel(desk, submission, await clock.now(), body.late)
      if (collected.kind === 'lost') return reply.code(409).send(lostAnswer(collected, body))
      const { labelId, purpose } = collected.label
      return reply.code(201).send({ label_id: labelId, sample_id, late: purpose === 'late' })
    },
  )
}

const lostAnswer = (lost: Extract<Collected, { kind: 'lost' }>, yours: unknown): z.infer<typeof Lost> => ({
  code: 'LOOP_LEASE_LOST',
  message: leaseLost(lost.why).message,
  details: { yours, recorded: lost.recorded.map(labelAnswer) },
})
