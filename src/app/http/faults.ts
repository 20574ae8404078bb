import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { SamplingPolicy } from '../../admission/sampling-policy.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { chargeFaults } from '../../loop/charge-faults.ts'
import { compareFaults } from '../../loop/compare-faults.ts'
import { FAULT_QUEUE, newVerdicts } from '../faults.ts'
import type { Ports } from '../wiring.ts'
import {
  ChargeAnswer,
  ModelAnswer,
  ReportAnswer,
  RunAnswer,
  toCharge,
  toModel,
  toReport,
  toRun,
} from './fault-answers.ts'
import type { App } from './server.ts'
import { Name, Person } from './texts.ts'

const Limit = z.coerce.number().int().min(1).max(200).default(20)

/** GET /v1/faults/model and /comparison, POST /v1/faults/training, PUT /v1/faults/charge. */
export function faultRoutes(app: App, ports: Ports): void {
  modelRoute(app, ports)
  comparisonRoute(app, ports)
  trainingRoute(app, ports)
  chargeRoute(app, ports)
}

function modelRoute(app: App, { faults, judges, pool, loop, clock }: Ports): void {
  app.get(
    '/v1/faults/model',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'The learned admission: who is in charge, the models (newest first), their trainings, and every change of who is in charge.',
        querystring: z.object({ limit: Limit.describe('Of models, trainings and changes each.') }),
        response: {
          200: z.object({
            now: z.int(),
            in_charge: z.object({
              by: z.enum(['rules', 'learned']).describe('As ordered.'),
              model_id: z.string().nullable(),
              problem: z
                .string()
                .nullable()
                .describe('Why its model cannot be read; then the rule table decides. null = all is well.'),
              threshold: z
                .number()
                .nullable()
                .describe('Chance of a fault from which on the plan of this window admits also what no rule flags.'),
              since: ChargeAnswer.nullable().describe('The last change; null = there was none.'),
            }),
            automatic: z.object({
              on: z.boolean().describe('Is it trained by itself (PUT /v1/loop/policy)?'),
              least_verdicts: z.int(),
              new_verdicts: z.int().describe('Since the last training.'),
            }),
            models: z.array(ModelAnswer),
            runs: z.array(RunAnswer),
            changes: z.array(ChargeAnswer),
          }),
        },
      },
    },
    async ({ query: { limit } }) => {
      const policy = await pool.policy()
      const changes = await faults.faults.charges(limit)
      const [use] = await pool.plans(1)
      const { automatic, leastVerdicts } = (await loop.ports.turns.policy()).faults
      const models = await faults.faults.models(limit)
      return {
        now: await clock.now(),
        in_charge: {
          by: policy.learned ? ('learned' as const) : ('rules' as const),
          model_id: policy.learned?.id ?? null,
          problem: await problemOf(policy, judges),
          threshold: use?.plan.policy.version === policy.version ? (use.plan.threshold ?? null) : null,
          since: changes[0] ? toCharge(changes[0]) : null,
        },
        automatic: { on: automatic, least_verdicts: leastVerdicts, new_verdicts: await newVerdicts(faults) },
        models: models.map(toModel),
        runs: (await faults.faults.runs(limit)).map(toRun),
        changes: changes.map(toCharge),
      }
    },
  )
}

async function problemOf({ learned }: SamplingPolicy, judges: Ports['judges']): Promise<string | null> {
  if (!learned) return null
  const found = await judges.load(learned)
  return found.state === 'ready' ? null : found.why
}

function comparisonRoute(app: App, { faults, pool }: Ports): void {
  app.get(
    '/v1/faults/comparison',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'A fault model beside the rule table at equal review budget, on verdicts that it had not seen: weighted precision and recall with intervals, calibration, AUC.',
        querystring: z.object({ model_id: Name.optional().describe('Left out = the newest.') }),
        response: {
          200: z.object({
            model_id: z.string().nullable().describe('null = none was trained yet.'),
            held_out: ReportAnswer.describe(
              'On what it learned from, each verdict by a model that had not seen its user.',
            ),
            since: ReportAnswer.describe(
              'On what was drawn and judged since, by the score given when the draw was due; null = nothing yet.',
            ),
          }),
        },
      },
    },
    async ({ query: { model_id } }) => {
      const id = model_id ?? (await faults.faults.models(1))[0]?.id ?? null
      if (id === null) return { model_id: null, held_out: null, since: null }
      if ((await faults.faults.model(id)) === null) {
        throw new LoopError('LOOP_NO_MODEL', `There is no fault model '${id}'. GET /v1/faults/model lists them.`, {
          status: 404,
        })
      }
      const { heldOut, since } = await compareFaults(id, await pool.policy(), faults)
      return { model_id: id, held_out: toReport(heldOut), since: toReport(since) }
    },
  )
}

function trainingRoute(app: App, { faults, loop, clock }: Ports): void {
  app.post(
    '/v1/faults/training',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Orders a training of the fault model from every verdict so far, in the background. It decides nothing until somebody puts it in charge.',
        body: z.object({ who: Person.optional() }).strict().nullish(),
        response: { 202: z.object({ run_id: z.string().describe('GET /v1/faults/model shows how it goes.') }) },
      },
    },
    async ({ body, principal }, reply) => {
      const runId = `ft-${randomUUID().slice(0, 12)}`
      await faults.faults.addRun({ runId, who: body?.who ?? principal, requestedAt: await clock.now() })
      loop.wake(FAULT_QUEUE)
      return reply.code(202).send({ run_id: runId })
    },
  )
}

function chargeRoute(app: App, { faults, clock }: Ports): void {
  app.put(
    '/v1/faults/charge',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Puts a fault model in charge of admission, or the rule table back (`model_id` null): from now on, for draws to come. Live bundles say so at once; the control stratum stays as it is.',
        body: z.strictObject({
          model_id: Name.nullable().describe('null = the rule table.'),
          who: Person.optional().describe('Left out = the name of the key or the account.'),
          why: Name,
        }),
        response: {
          200: z.object({
            charge: ChargeAnswer,
            releases: z
              .array(z.object({ revision: z.int(), assistant_id: z.string().nullable(), live: z.string().nullable() }))
              .describe('Lines of the release ledger: live bundles that say now who is in charge.'),
          }),
        },
      },
    },
    async ({ body, principal }) => {
      const order = { model: body.model_id, who: body.who ?? principal, recordedBy: principal, why: body.why }
      const { charge, releases } = await chargeFaults(order, faults, await clock.now())
      const lines = releases.map(({ revision, assistant, live }) => ({ revision, assistant_id: assistant, live }))
      return { charge: toCharge(charge), releases: lines }
    },
  )
}
