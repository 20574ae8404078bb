import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { GateResult } from '../../evaluation/gate.ts'
import { TASKS } from '../../models/task.ts'
import { CLASS_WEIGHTINGS } from '../../training/class-weights.ts'
import { defaultMethod, TRAINING_MODES, type TrainingMethod } from '../../training/method.ts'
import { REPLAY_PICKS } from '../../training/replay-buffer.ts'
import { RUN_STATES, type TrainingRun } from '../../training/run.ts'
import type { Ports } from '../wiring.ts'
import { ReasonAnswer, Verdict } from './evaluation-answer.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Order = z
  .object({
    tasks: z.array(z.enum(TASKS)).min(1).max(TASKS.length).optional(),
    seed: z.int().min(0).optional(),
    assistant_id: Name.nullish().describe(
      'Starts from, and is compared with, what is live for this assistant; left out = the default.',
    ),
    who: Name.optional(),
    mode: z
      .enum(TRAINING_MODES)
      .default(defaultMethod.mode)
      .describe(
        'refit: anew from everything labelled. incremental: the live models go on with what is new and a replay buffer. online: the shadow, which learned label by label, is the candidate.',
      ),
    class_weights: z.enum(CLASS_WEIGHTINGS).default(defaultMethod.classWeights),
    replay_share: z
      .number()
      .min(0)
      .max(1)
      .default(defaultMethod.replayShare)
      .describe('Of an incremental run: share of past rows that are learned again.'),
    replay: z.enum(REPLAY_PICKS).default(defaultMethod.replayPick),
  })
  .nullish()
const Method = z.object({
  mode: z.enum(TRAINING_MODES),
  class_weights: z.enum(CLASS_WEIGHTINGS),
  replay_share: z.number(),
  replay: z.enum(REPLAY_PICKS),
})
const RunReason = ReasonAnswer.pick({ rule: true, task: true, verdict: true, text: true })
const Run = z.object({
  run_id: z.string(),
  kind: z.enum(['training', 'import']),
  state: z.enum(RUN_STATES),
  tasks: z.array(z.enum(TASKS)),
  seed: z.int(),
  method: Method,
  assistant_id: z.string().nullable().describe('Beside whose live bundle; null = the default.'),
  who: z.string(),
  requested_at: z.int(),
  started_at: z.int().nullable(),
  finished_at: z.int().nullable(),
  attempts: z.int(),
  snapshot: z.string().nullable(),
  candidate_bundle: z.string().nullable(),
  evaluation: z
    .object({ verdict: Verdict, reasons: z.array(RunReason) })
    .nullable()
    .describe('What the gate said; null = it has not spoken yet. Figures and items: GET /v1/evaluations/:id.'),
  evaluation_id: z.string().nullable().describe('GET /v1/evaluations/:id has it with every item.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const newRunId = (): string => `r-${randomBytes(6).toString('hex')}`

/** POST /v1/training. */
export function trainingRoutes(app: App, { learning: { ports, runner, shadow }, clock }: Ports): void {
  app.post(
    '/v1/training',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Orders a training run: snapshot of what is labelled, models, comparison with the live bundle (of `assistant_id`) on the gold set, candidate. Runs one after the other, in the background.',
        body: Order,
        response: { 202: z.object({ run_id: z.string() }) },
      },
    },
    async ({ body, principal }, reply) => {
      const runId = newRunId()
      if (body?.mode === 'online') await shadow.look() // what is labelled by now competes, too
      await ports.runs.add({
        runId,
        kind: 'training',
        tasks: [...new Set(body?.tasks ?? TASKS)],
        seed: body?.seed ?? 1,
        method: body ? fromOrder(body) : defaultMethod,
        assistant: body?.assistant_id ?? null,
        who: body?.who ?? principal,
        requestedAt: await clock.now(),
      })
      runner.wake()
      return reply.code(202).send({ run_id: runId })
    },
  )
}

/** GET /v1/training, GET /v1/training/:run_id. */
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
        throw new LoopError('LOOP_NO_RUN', `There is no training run '${run_id}'. GET /v1/training lists them.`, {
          status: 404,
        })
      }
      return toRun(run)
    },
  )
}

const fromOrder = (order: NonNullable<z.infer<typeof Order>>): TrainingMethod => ({
  mode: order.mode,
  classWeights: order.class_weights,
  replayShare: order.replay_share,
  replayPick: order.replay,
})

const toMethod = (method: TrainingMethod): z.infer<typeof Method> => ({
  mode: method.mode,
  class_weights: method.classWeights,
  replay_share: method.replayShare,
  replay: method.replayPick,
})

const toRun = (run: TrainingRun): z.infer<typeof Run> => ({
  run_id: run.runId,
  kind: run.kind,
  state: run.state,
  tasks: [...run.tasks],
  seed: run.seed,
  method: toMethod(run.method),
  assistant_id: run.assistant,
  who: run.who,
  requested_at: run.requestedAt,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  attempts: run.attempts,
  snapshot: run.snapshot,
  candidate_bundle: run.candidate,
  evaluation: toVerdict(run.evaluation as GateResult | null),
  evaluation_id: run.evaluationId,
  error: run.error,
})

const toVerdict = (found: GateResult | null): z.infer<typeof Run>['evaluation'] =>
  found && {
    verdict: found.verdict,
    reasons: found.reasons.map(({ rule, task, verdict, text }) => ({ rule, task, verdict, text })),
  }
