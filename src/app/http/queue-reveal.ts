import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Lease } from '../../labels/label-desk.ts'
import { taskUnder } from '../../loop/send-for-labels.ts'
import { PARTS } from '../../pool/sample.ts'
import type { Ports } from '../wiring.ts'
import { givenBack } from './given-back.ts'
import { taskFacts } from './queue-facts.ts'
import { Held, LeaseMs, leaseLost, SampleId } from './queue-lease.ts'
import { heldLease, prolonged } from './queue-leases.ts'
import { Task, taskAnswer } from './queue-task.ts'
import type { App } from './server.ts'

/** What the console's annotator does beside answering: POST …/reveal, …/resume, …/unskip. */
export function revealRoutes(app: App, ports: Ports): void {
  const { pool, labelDesk: desk, clock } = ports

  async function shown(lease: Lease, now: number): Promise<z.infer<typeof Task>> {
    const task = await taskUnder(lease, pool, desk, now)
    return taskAnswer(task, await taskFacts(task, ports, now), await givenBack(lease, ports.labelling))
  }

  app.post(
    '/v1/samples/:sample_id/reveal',
    {
      config: { scope: 'annotate', audit: null },
      schema: {
        description:
          'Hands out the predictions that were held back, against a first choice. The first choice is recorded with the answer, and so is that predictions were seen. A sample that stays blind stays so.',
        params: SampleId,
        body: Held.extend({ first_choice: z.enum(PARTS) }),
        response: { 200: Task },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const now = await clock.now()
      const lease = await heldLease(ports, sample_id, body.lease_id, body.annotator)
      const open = await desk.reveal(lease, body.first_choice, now)
      if (open === null) throw leaseLost('it has ended')
      return shown(open, now)
    },
  )
  app.post(
    '/v1/samples/:sample_id/resume',
    {
      config: { scope: 'annotate', audit: null },
      schema: {
        description: 'The sample again, under a lease that still holds: for a page that was loaded anew.',
        params: SampleId,
        body: Held.extend({ lease_ms: LeaseMs }),
        response: { 200: Task },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const now = await clock.now()
      const lease = await heldLease(ports, sample_id, body.lease_id, body.annotator)
      await prolonged(desk, lease, body.lease_ms, now)
      return shown(lease, now)
    },
  )
  app.post(
    '/v1/samples/:sample_id/unskip',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Takes an annotator’s own skip back and leases the sample to him again, while nobody has touched it since; else 409 LOOP_UNDO_REFUSED.',
        params: SampleId,
        body: Held.extend({ lease_ms: LeaseMs }),
        response: { 200: Task },
      },
    },
    async ({ params: { sample_id }, body }) => {
      const now = await clock.now()
      const skipped = await heldLease(ports, sample_id, body.lease_id, body.annotator)
      const lease = await desk.unskip(skipped, body.lease_ms, now)
      if (lease === null) throw skipStands(sample_id)
      return shown(lease, now)
    },
  )
}

const skipStands = (sampleId: string): LoopError =>
  new LoopError(
    'LOOP_UNDO_REFUSED',
    `The skip of sample '${sampleId}' stays: it was not skipped under this lease, or somebody has taken the sample since. Take the next one from POST /v1/queue/next.`,
    { status: 409 },
  )
