import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { TASKS } from '../../models/task.ts'
import { RUN_STATES, type TrainingRun } from '../../training/run.ts'
import { summarise } from '../../training/snapshot.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Order = z
  .object({
    tasks: z.array(z.enum(TASKS)).min(1).max(TASKS.length).optional(),
    seed: z.int().min(0).optional(),
    who: Name.optional(),
  })
  .nullish()
const Run = z.object({
  run_id: z.string(),
  kind: z.enum(['training', 'import']),
  state: z.enum(RUN_STATES),
  tasks: z.array(z.enum(TASKS)),
  seed: z.int(),
  who: z.string(),
  requested_at: z.int(),
  started_at: z.int().nullable(),
  finished_at: z.int().nullable(),
  attempts: z.int(),
  snapshot: z.string().nullable(),
  candidate_bundle: z.string().nullable(),
  evaluation: z.unknown(),
  evaluation_id: z.string().nullable().describe('GET /v1/evaluations/:id has it with every item.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const newRunId = (): string => `r-${randomBytes(6).toString('hex')}`

/** POST /v1/training. */
export function trainingRoutes(app: App, { learning: { ports, runner }, clock }: Ports): void {
  app.post(
    '/v1/training',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Orders a training run: snapshot of what is labelled, models, comparison with the live bundle on the gold set, candidate. Runs one after the other, in the background.',
        body: Order,
        response: { 202: z.object({ run_id: z.string() }) },
      },
    },
    async ({ body, principal }, reply) => {
      const runId = newRunId()
      await ports.runs.add({
        runId,
        kind: 'training',
        tasks: [...new Set(body?.tasks ?? TASKS)],
        seed: body?.seed ?? 1,
        who: body?.who ?? principal,
        requestedAt: await clock.now(),
      })
      runner.wake()
      return reply.code(202).send({ run_id: runId })
    },
  )
}

/** GET /v1/training, GET /v1/training/:run_id, GET /v1/snapshots/:snapshot_id. */
export function trainingRecordRoutes(app: App, { learning: { ports } }: Ports): void {
  app.get(
    '/v1/training',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Training runs, newest first.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(20) }),
        response: { 200: z.object({ runs: z.array(Run) }) },
      },
    },
    async ({ query }) => ({ runs: (await ports.runs.list(query.limit)).map(toRun) }),
  )
  app.get(
    '/v1/training/:run_id',
    {
      config: { scope: 'read' },
      schema: { params: z.object({ run_id: z.string() }), response: { 200: Run } },
    },
    async ({ params: { run_id } }) => {
      const run = await ports.runs.get(run_id)
      if (run === null) {
        throw new LoopError('LOOP_NO_RUN', 'There is no such training run. GET /v1/training lists them.', {
          status: 404,
        })
      }
      return toRun(run)
    },
  )
  app.get(
    '/v1/snapshots/:snapshot_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What models were trained on: ids of texts and labels, hashes, weights. It holds no text.',
        params: z.object({ snapshot_id: z.string() }),
      },
    },
    async ({ params: { snapshot_id } }) => {
      const snapshot = await ports.snapshots.get(snapshot_id)
      return { ...snapshot, summary: summarise(snapshot) }
    },
  )
}

const toRun = (run: TrainingRun): z.infer<typeof Run> => ({
  run_id: run.runId,
  kind: run.kind,
  state: run.state,
  tasks: [...run.tasks],
  seed: run.seed,
  who: run.who,
  requested_at: run.requestedAt,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  attempts: run.attempts,
  snapshot: run.snapshot,
  candidate_bundle: run.candidate,
  evaluation: run.evaluation,
  evaluation_id: run.evaluationId,
  error: run.error,
})
