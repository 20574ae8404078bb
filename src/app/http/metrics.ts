import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { watch } from '../../loop/watch.ts'
import { lookAcross, readReview } from '../../loop/watch-reviewed.ts'
import { GROUPINGS, type Grouping } from '../../metrics/grouping.ts'
import { SEGMENTS } from '../../metrics/segments.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Instant = z.coerce.number().int().min(0).max(8.64e15)
const List = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== ''))
const Query = z.object({
  by: List.optional().describe(
    `Groupings, joined by commas; several are their cross, e.g. bundle,day. Known: ${GROUPINGS.join(', ')}.`,
  ),
  figure: List.optional().describe('Names of figures, joined by commas; absent = all.'),
  from: Instant.optional().describe('Conversations that began at or after this instant, epoch milliseconds.'),
  to: Instant.optional().describe('… and before this one.'),
  limit: z.coerce.number().int().min(1).max(1000).default(1000).describe('Most groups in the answer.'),
  after: z.string().optional().describe('`next` of the page before.'),
})
const Figure = z.object({
  figure: z.string(),
  by: z.string().nullable().describe('Groupings, joined by commas; null = the whole.'),
  group: z.string().describe("Name of the group; of a cross, for reading only: use `groups`. 'all' = the whole."),
  groups: z.partialRecord(z.enum(GROUPINGS), z.string()).describe("Grouping -> name; 'unknown' where none is known."),
  numerator: z.number(),
  denominator: z.number().describe('Mature units.'),
  immature: z.number().nullable().describe('Units whose value can still change; null = not known.'),
  settled: z
    .boolean()
    .describe(
      'Nothing can change any more. While false, do not read a rate as final: what is known at once (an order) counts before what is known late (no order), so that young days look too good.',
    ),
  estimate: z.number().nullable().describe('null = no unit yet.'),
  low: z.number().nullable().describe('95 % interval; null = nothing can be said on this side.'),
  high: z.number().nullable(),
  effective_size: z.number().describe('Units behind the estimate after clustering by user and weights.'),
  users: z.number(),
  unit: z.string().optional().describe('Of means: a currency, hours, labels.'),
})
const Segment = z.object({
  segment: z.enum(['language', 'visitor', 'pace']),
  version: z.int(),
  values: z.array(z.string()),
  meaning: z.string(),
})
const Cluster = z.object({
  cluster: z.string().describe('Part at fault / predicted intent of the suspect turn.'),
  cases: z.int(),
  first_at: z.int().describe('Start of the first flagged conversation with it.'),
  mended_by: z.string().nullable().describe('Bundle under which it became rarer, with 95 % confidence.'),
  mended_at: z.int().nullable(),
})
const Yield = z.object({
  bundle: z.string(),
  at: z.int(),
  before: z.string(),
  labels: z.int().describe('Answers of people between the release before and this one.'),
  drop: z.number().nullable().describe('Fall of the weighted failure rate; below 0 = it rose.'),
  low: z.number().nullable(),
  high: z.number().nullable(),
})

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** GET /v1/metrics, its segments, and what it knows of faults across releases. */
export function metricsRoutes(app: App, { learning: { ports }, clock, features }: Ports): void {
  app.get(
    '/v1/metrics',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Rates and means with 95 % intervals, over conversations that began in [from, to), page by page of groups; immature ones are counted beside. Days are those of UTC, by the conversation’s start.',
        querystring: Query,
        response: {
          200: z.object({
            now: z.int(),
            time_zone: z.literal('UTC'),
            next: z.string().nullable().describe('Give it as `after` for the next page; null = the last one.'),
            figures: z.array(Figure),
          }),
        },
      },
    },
    async ({ query }) => {
      const now = await clock.now()
      const { by, figure, from, to, limit, after } = query
      const { figures, next } = await watch(
        {
          by: groupingsOf(by ?? []),
          from: from ?? null,
          to: to ?? null,
          figures: figure ? new Set(figure) : null,
          page: { after: after ?? null, limit },
        },
        now,
        features,
        ports,
      )
      return { now, time_zone: 'UTC' as const, next, figures }
    },
  )
  app.get(
    '/v1/metrics/segments',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What the segments mean. Another meaning is another version.',
        response: { 200: z.object({ segments: z.array(Segment) }) },
      },
    },
    async () => ({ segments: SEGMENTS.map((each) => ({ ...each, values: [...each.values] })) }),
  )
  app.get(
    '/v1/metrics/faults',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Kinds of faults that people found, each with the release that mended it, and what each release cost in labels and averted.',
        response: { 200: z.object({ clusters: z.array(Cluster), releases: z.array(Yield) }) },
      },
    },
    async () => {
      const review = await readReview({ by: [], from: null, to: null }, ports)
      const { clusters, yields } = await lookAcross(review, new Map(), ports.history)
      return {
        clusters: clusters.map(({ cluster, cases, firstAt, mendedBy, mendedAt }) => ({
          ...{ cluster, cases, first_at: firstAt, mended_by: mendedBy, mended_at: mendedAt },
        })),
        releases: yields.map(({ bundle, at, before, labels, drop }) => ({
          ...{ bundle, at, before, labels },
          ...{ drop: finite(drop.estimate), low: finite(drop.low), high: finite(drop.high) },
        })),
      }
    },
  )
}

function groupingsOf(names: readonly string[]): Grouping[] {
  return names.map((name) => {
    const known = GROUPINGS.find((grouping) => grouping === name)
    if (known === undefined) {
      throw new LoopError(
        'LOOP_BAD_GROUPING',
        `Figures cannot be grouped by "${name}". Known groupings: ${GROUPINGS.join(', ')}; join several with commas.`,
      )
    }
    return known
  })
}
