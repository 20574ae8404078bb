import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { type CoursePoint, experimentCheck, experimentCourse, openConversions } from '../../loop/experiment-check.ts'
import { decisionOf } from '../../releases/decision.ts'
import { begunAt, type Experiment } from '../../releases/experiment-history.ts'
import type { ModelRegistry } from '../../releases/model-registry.ts'
import type { Ports } from '../wiring.ts'
import { DecisionAnswer, OpenAnswer, toDecision, toOpen } from './experiment-answers.ts'
import { CheckAnswer, EntryAnswer, toCheck, toEntry } from './release-answers.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Summary = z.object({
  experiment: z.string().describe('As answers of POST /v1/predict name it'),
  assistant_id: z.string().nullable(),
  live: z.string().describe('Bundle of the arm `live`'),
  canary: z.string().describe('Bundle of the arm `canary`'),
  state: z.enum(['running', 'paused', 'live', 'taken_back', 'abandoned', 'replaced']),
  question: z
    .enum(['harmless', 'better'])
    .describe('harmless: a ramp that goes on as no loss is shown. better: a trial at one share for its whole time'),
  share: z.number().describe('Share of users in its present, or last, stage'),
  started_at: z.int(),
  since: z.int().describe('When that stage began'),
  ended_at: z.int().nullable(),
})
const Arms = z.object({ live: z.number(), canary: z.number() })

/** Assistants that may have taken over one canary of the default. */
const MOST_TAKEN_OVER = 1000

const Taker = Name.optional().describe('where an assistant took over a canary of the default')
const Point = z.object({
  at: z.int(),
  share: z.number().describe('Share of users in the stage that ran then'),
  since: z.int().describe('When that stage began'),
  check: CheckAnswer,
})

/** GET /v1/experiments, GET /v1/experiments/:experiment, GET /v1/experiments/:experiment/course. */
export function experimentRoutes(app: App, ports: Ports): void {
  listRoute(app, ports)
  oneRoute(app, ports)
  courseRoute(app, ports)
}

function listRoute(app: App, { learning: { ports } }: Ports): void {
  app.get(
    '/v1/experiments',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Every canary is an experiment: canary against live, users split at random. Newest first.',
        querystring: z.object({
          assistant_id: Name.optional().describe("only this assistant's; 'default' = the default's; left out = all"),
          state: Summary.shape.state.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
          before: z.coerce
            .number()
            .int()
            .min(1)
            .optional()
            .describe('`next` of the page before: a revision of the ledger'),
        }),
        response: { 200: z.object({ experiments: z.array(Summary), next: z.int().nullable() }) },
      },
    },
    async ({ query: { assistant_id, state, limit, before } }) => {
      const assistant = assistant_id === 'default' ? null : assistant_id
      const page: Experiment[] = []
      for (let last = before; page.length <= limit; ) {
        const found = await ports.registry.experiments(limit + 1, { assistant, before: last })
        page.push(...found.filter((each) => state === undefined || each.state === state))
        if (found.length <= limit) break
        last = begunAt(found.at(-1)!)
      }
      const shown = page.slice(0, limit)
      return { experiments: shown.map(toSummary), next: page.length > limit ? begunAt(shown.at(-1)!) : null }
    },
  )
}

function oneRoute(app: App, { learning: { ports }, clock, features }: Ports): void {
  app.get(
    '/v1/experiments/:experiment',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'One experiment: users and conversations per arm, the sample-ratio check, per figure both arms and their difference with a sequence that holds at all looks, and every decision about it.',
        params: z.object({ experiment: Name }),
        querystring: z.object({ assistant_id: Taker }),
        response: {
          200: Summary.extend({
            now: z.int(),
            users: Arms.describe('Users exposed in this stage: a durable reply named bundle and arm'),
            users_in_both: z
              .int()
              .describe(
                'Users of this stage whom both arms answered. The draw gives none; one who logs in half way may be one',
              ),
            decision: DecisionAnswer.describe('What was decided, or is to be done, and why: a code and its parameters'),
            open: OpenAnswer.describe(
              'What open conversations will bring to conversion: an estimate beside the mature figures, on which nothing is decided',
            ),
            check: CheckAnswer.describe('Of its present, or last, stage; only what began in it counts'),
            past_used: z.boolean().describe("Did the users' own past narrow an interval?"),
            history: z.array(EntryAnswer).describe('Lines of the ledger, oldest first'),
          }),
        },
      },
    },
    async ({ params: { experiment }, query: { assistant_id } }) => {
      const one = await named(ports.registry, experiment, assistant_id)
      const now = await clock.now()
      const check = await experimentCheck(one, ports, now)
      const { conversionWindowMs, graceMs } = features
      const open = await openConversions(one, check, ports, { now, windowMs: conversionWindowMs + graceMs })
      const last = one.history.at(-1)!
      return {
        ...toSummary(one),
        now,
        users: { live: check.split.live, canary: check.split.canary },
        users_in_both: check.exposure.inBoth,
        decision: toDecision(decisionOf({ ...one, now, check, last })),
        open: { live: toOpen(open.live), canary: toOpen(open.canary) },
        check: toCheck(check),
        past_used: check.figures.some((figure) => figure.variance_reduction !== null),
        history: one.history.map(toEntry),
      }
    },
  )
}

function courseRoute(app: App, { learning: { ports }, clock }: Ports): void {
  app.get(
    '/v1/experiments/:experiment/course',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'How the figures of an experiment went: its check at moments evenly spread from its beginning to its end or now, oldest first. Each counts what was mature by then in the stage that ran then, as it is known now.',
        params: z.object({ experiment: Name }),
        querystring: z.object({
          assistant_id: Taker,
          points: z.coerce.number().int().min(1).max(48).default(12),
        }),
        response: { 200: z.object({ points: z.array(Point) }) },
      },
    },
    async ({ params: { experiment }, query: { assistant_id, points } }) => {
      const one = await named(ports.registry, experiment, assistant_id)
      return { points: (await experimentCourse(one, points, ports, await clock.now())).map(toPoint) }
    },
  )
}

async function named(
  registry: Pick<ModelRegistry, 'experiments'>,
  experiment: string,
  assistant: string | undefined,
): Promise<Experiment> {
  const all = await registry.experiments(MOST_TAKEN_OVER, { experiment })
  const one = all.find((each) => each.assistant === (assistant ?? null)) ?? all[0]
  if (one === undefined) throw noExperiment(experiment)
  return one
}

const toPoint = ({ at, check }: CoursePoint): z.infer<typeof Point> => ({
  at,
  share: check.share,
  since: check.since,
  check: toCheck(check),
})

const noExperiment = (id: string): LoopError =>
  new LoopError('LOOP_NO_EXPERIMENT', `There is no experiment ${id}. GET /v1/experiments lists them.`, { status: 404 })

const toSummary = (one: Experiment): z.infer<typeof Summary> => ({
  experiment: one.experiment,
  assistant_id: one.assistant,
  live: one.live,
  canary: one.canary,
  state: one.state,
  question: one.ramp.trial === undefined ? 'harmless' : 'better',
  share: one.share,
  started_at: one.startedAt,
  since: one.since,
  ended_at: one.endedAt,
})
