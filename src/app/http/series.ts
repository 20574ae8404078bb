import { z } from 'zod'
import { watchConfidence } from '../../loop/watch-confidence.ts'
import { TASKS } from '../../models/task.ts'
import { SERIES, SERIES_STEPS } from '../../monitoring/series.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const DAY_MS = 86_400_000
const Instant = z.coerce.number().int().min(0).max(8.64e15)
const Query = z.object({
  step: z.enum(SERIES_STEPS).default('day').describe('accuracy has days only; hours are kept for three weeks.'),
  from: Instant.optional().describe('Absent = 28 days ago.'),
  to: Instant.optional().describe('Absent = now.'),
  assistant: z.string().optional().describe("Absent = all together; 'each' = every one of them."),
  bundle: z.string().optional().describe("Absent = all together; 'each' = every one of them."),
  limit: z.coerce.number().int().min(1).max(10_000).default(2000),
})
const Point = z.object({
  start_at: z.int(),
  start: z.string().describe('UTC.'),
  assistant: z.string().nullable(),
  bundle: z.string().nullable(),
  point: z
    .record(z.string(), z.unknown())
    .describe(
      'rates: figure -> [numerator, denominator, immature, estimate, low, high]. confidence: task -> histogram of 20 bins, mean. accuracy: task -> weighted, mean_confidence, thresholded, disagrees, ece, bins.',
    ),
})
const Bounded = z.object({ estimate: z.number(), low: z.number(), high: z.number() })
const View = z.object({
  task: z.enum(TASKS),
  histogram: z
    .array(z.int())
    .describe('Predicted turns of models by confidence, 20 equal bins; replies by people are none.'),
  calibration: z.object({
    units: z.int(),
    effective_size: z.number(),
    ece: z.number().nullable().describe('Debiased expected calibration error on weighted random turns.'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    bins: z.array(
      Bounded.extend({
        from: z.number(),
        to: z.number(),
        units: z.int(),
        share: z.number(),
        confidence: z.number().describe('Weighted mean; `estimate` is the weighted accuracy.'),
      }),
    ),
  }),
  weighted: Bounded.extend({ turns: z.int() }).nullable().describe('Live accuracy by the reviewed random turns.'),
  mean_confidence: Bounded.nullable().describe('Accuracy without labels: right as far as confidences are calibrated.'),
  thresholded: Bounded.extend({ threshold: z.number(), labelled: z.int() })
    .nullable()
    .describe('Accuracy without labels, corrected by earlier labelled turns; null = fewer than 50 of them.'),
  turns: z.int(),
  disagrees: z.boolean(),
  warning: z.string().nullable(),
})

/** GET /v1/series/:series, GET /v1/metrics/confidence and POST /v1/watch. */
export function seriesRoutes(app: App, { watching, clock, runner }: Ports): void {
  const { ports } = watching
  app.get(
    '/v1/series/:series',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'A series over time, as the last watch wrote it; buckets are those of the conversations’ starts, in UTC.',
        params: z.object({ series: z.enum(SERIES) }),
        querystring: Query,
        response: { 200: z.object({ time_zone: z.literal('UTC'), points: z.array(Point) }) },
      },
    },
    async ({ params: { series }, query }) => {
      const now = await clock.now()
      const slice = (name: string | undefined): string | null => (name === 'each' ? null : (name ?? ''))
      const points = await ports.series.list({
        ...{ series, step: query.step, from: query.from ?? now - 28 * DAY_MS, to: query.to ?? now + 1 },
        ...{ assistant: slice(query.assistant), bundle: slice(query.bundle), limit: query.limit },
      })
      return {
        time_zone: 'UTC' as const,
        points: points.map(({ startAt, assistant, bundle, point }) => ({
          ...{ start_at: startAt, start: new Date(startAt).toISOString(), assistant: assistant || null },
          ...{ bundle: bundle || null, point: point as Record<string, unknown> },
        })),
      }
    },
  )
  app.get(
    '/v1/metrics/confidence',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What the confidences say, how calibrated they are, and accuracy with and without labels.',
        querystring: Query.pick({ from: true, to: true }).extend({
          assistant: z.string().optional(),
          bundle: z.string().optional(),
        }),
        response: { 200: z.object({ from: z.int(), to: z.int(), tasks: z.array(View) }) },
      },
    },
    async ({ query }) => {
      const now = await clock.now()
      const [from, to] = [query.from ?? now - 28 * DAY_MS, query.to ?? now + 1]
      const scope = { from, to, assistant: query.assistant ?? null, bundle: query.bundle ?? null }
      return { from, to, tasks: (await watchConfidence(scope, ports)).map(toView) }
    },
  )
  app.post(
    '/v1/watch',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Watches now: series, drift, alerts. By itself that happens once an hour of the data’s clock; an hour that is done is not done again, but a reference for drift that was named meanwhile is compared.',
        response: {
          200: z.object({
            watched: z.boolean().describe('false = this hour is done, or another process is at it.'),
            conversations: z.int(),
            drift_days: z.int(),
            changed_alerts: z.int(),
          }),
        },
      },
    },
    async () => {
      if (clock.mode === 'replay') await runner.settled(await clock.now())
      const done = await watching.step(new AbortController().signal)
      return {
        ...{ watched: done?.watched ?? false, conversations: done?.conversations ?? 0 },
        ...{ drift_days: done?.driftDays ?? 0, changed_alerts: done?.changed ?? 0 },
      }
    },
  )
}

type Seen = Awaited<ReturnType<typeof watchConfidence>>[number]

function toView({ task, histogram, calibration, weighted, unlabelled, disagrees }: Seen): z.infer<typeof View> {
  const { effectiveSize, bins, ...said } = calibration
  const { meanConfidence, thresholded, turns } = unlabelled
  const warning = disagrees
    ? `The reviewed turns and the confidences contradict each other on ${task}: trust the reviewed ones, and look at the calibration.`
    : null
  return {
    ...{ task, histogram: [...histogram], weighted, thresholded, turns, disagrees, warning },
    mean_confidence: meanConfidence,
    calibration: { ...said, effective_size: effectiveSize, bins: [...bins] },
  }
}
