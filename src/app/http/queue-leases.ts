import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Lease } from '../../labels/label-desk.ts'
import { isHeldBack } from '../../labels/review-task.ts'
import { taskUnder } from '../../loop/send-for-labels.ts'
import type { Ports } from '../wiring.ts'
import { givenBack } from './given-back.ts'
import { taskFacts } from './queue-facts.ts'
import { Held, LeaseAnswer, LeaseMs, leaseLost, SampleId } from './queue-lease.ts'
import { Task, taskAnswer } from './queue-task.ts'
import { CoveredSampleAnswer, coveredSampleAnswer, sampleAnswer } from './sample-answer.ts'
import { noSample } from './samples.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

type Desk = Pick<Ports, 'pool' | 'labelDesk'>

/** What an annotator does with a leased sample: POST …/heartbeat, …/renew, …/skip, …/release. */
export function leaseRoutes(app: App, { pool, labelDesk: desk, clock, maskText }: Ports): void {
  app.post(
    '/v1/samples/:sample_id/heartbeat',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Says that somebody still works on this sample: the lease holds for `lease_ms` from now. 409 LOOP_LEASE_LOST tells who is too late. Send it every third of that time.',
        params: SampleId,
        body: z.object({ lease_id: z.string(), lease_ms: LeaseMs }),
        response: { 200: LeaseAnswer },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const lease = await heldLease({ pool, labelDesk: desk }, sample_id, body.lease_id)
      return prolonged(desk, lease, body.lease_ms, await clock.now())
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
        response: { 200: LeaseAnswer },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const lease = await heldLease({ pool, labelDesk: desk }, sample_id, body.lease_id, body.annotator)
      return prolonged(desk, lease, body.lease_ms, await clock.now())
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
        response: { 200: CoveredSampleAnswer },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const now = await clock.now()
      const lease = await heldLease({ pool, labelDesk: desk }, sample_id, body.lease_id, body.annotator)
      const why = maskText(body.why)
      if (!(await desk.skip(lease, why, now))) throw leaseLost('the sample is over or with somebody else')
      // A skip can be taken back: it must not be the way to see what is kept from the annotator.
      const shown = lease.blind || isHeldBack(lease) ? coveredSampleAnswer : sampleAnswer
      const sample = shown((await pool.sample(sample_id, now))!)
      // Whoever is checked with a settled sample is not to notice.
      const looks = { state: 'skipped' as const, answers: 0, why: `skipped by ${body.annotator}: ${why}` }
      return lease.purpose === 'gold' ? { ...sample, ...looks } : sample
    },
  )
  app.post(
    '/v1/samples/:sample_id/release',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Gives the sample back unanswered: it waits for somebody else, and comes to this annotator again only when nothing else is left.',
        params: SampleId,
        body: Held,
        response: { 200: z.object({ sample_id: z.string() }) },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const lease = await heldLease({ pool, labelDesk: desk }, sample_id, body.lease_id, body.annotator)
      if (!(await desk.release(lease, await clock.now()))) throw leaseLost('the sample is over or with somebody else')
      return { sample_id }
    },
  )
}

/** POST /v1/samples/:sample_id/undo. */
export function undoRoutes(app: App, ports: Ports): void {
  const { pool, labelDesk: desk, offerLiveLabels, clock, maskText } = ports
  app.post(
    '/v1/samples/:sample_id/undo',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Takes an annotator’s last answer back, as a line of the ledger, and leases its sample to him again. 409 LOOP_UNDO_REFUSED once something was built on it. `sample` is null for an adjudication, and when the sample wants no answer any more.',
        params: SampleId,
        body: z.object({ annotator: Name, label_id: Name, why: Text.default('undone'), lease_ms: LeaseMs }),
        response: { 200: z.object({ withdrawal_id: z.string(), sample: Task.shape.sample.nullable() }) },
      },
    },
    async ({ params: { sample_id }, body, principal }) => {
      if ((await pool.sample(sample_id, 0)) === null) throw noSample(sample_id)
      const { annotator, label_id: labelId, why, lease_ms: leaseMs } = body
      const now = await clock.now()
      const undo = { sampleId: sample_id, annotator, labelId, recordedBy: principal, why: maskText(why), leaseMs }
      await offerLiveLabels(now)
      const undone = await desk.undo(undo, now)
      if (undone.kind === 'refused') throw undoRefused(labelId, undone.why)
      const task = undone.lease && (await taskUnder(undone.lease, pool, desk, now))
      const facts = task && (await taskFacts(task, ports, now))
      const returned = task && (await givenBack(task.lease, ports.labelling))
      return { withdrawal_id: undone.withdrawalId, sample: task && taskAnswer(task, facts, returned).sample }
    },
  )
}

/** The lease, whatever became of it. Throws LOOP_NO_SAMPLE, LOOP_LEASE_LOST. */
export async function heldLease(
  { pool, labelDesk }: Desk,
  sampleId: string,
  leaseId: string,
  annotator: string | null = null,
): Promise<Lease> {
  const lease = await labelDesk.leaseOf(leaseId)
  if (lease?.sampleId === sampleId && (annotator === null || lease.annotator === annotator)) return lease
  if ((await pool.sample(sampleId, 0)) === null) throw noSample(sampleId)
  throw leaseLost(
    annotator === null ? 'there is no such lease on this sample' : 'this annotator has no such lease on this sample',
  )
}

export async function prolonged(desk: Ports['labelDesk'], held: Lease, leaseMs: number, now: number) {
  const lease = await desk.renew(held, now + leaseMs, now)
  if (lease === null) throw leaseLost('it ran out, or the sample is over')
  return { lease_id: lease.leaseId, lease_until: lease.until }
}

const undoRefused = (labelId: string, why: string): LoopError =>
  new LoopError(
    'LOOP_UNDO_REFUSED',
    `'${labelId}' was not taken back: ${why}. Whoever leads the annotators can withdraw it with POST /v1/label-withdrawals.`,
    { status: 409 },
  )
