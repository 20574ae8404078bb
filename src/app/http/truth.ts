import { z } from 'zod'
import type { TruthFigure } from '../../evaluation/truth-view.ts'
import { TRUTH_SEGMENTS, watchTruth } from '../../loop/watch-truth.ts'
import { TASKS } from '../../models/task.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const DAY_MS = 86_400_000
const Instant = z.coerce.number().int().min(0).max(8.64e15)
const Bounded = z.object({ estimate: z.number(), low: z.number(), high: z.number() })
const Figure = z.object({
  estimate: z.number().nullable().describe('null = fewer than 10 users or effective units: too little to say.'),
  low: z.number().nullable().describe('95 % interval, which also holds the figure without any one user.'),
  high: z.number().nullable(),
  units: z.int(),
  users: z.int(),
  effective_size: z.number(),
  shrunk: Bounded.nullable().describe('Of a small segment: drawn towards the others as far as segments are alike.'),
  influence: z
    .object({
      user: z.string().describe('Whose absence would move the figure furthest.'),
      without: z.number().describe('The figure without this user.'),
      shift: z.number(),
      share: z.number().describe('Of all weights.'),
    })
    .nullable(),
  widened: z.boolean().describe('The interval was widened to hold the figure without one user.'),
})
const Segment = z.object({
  group: z.string(),
  conversations: z.int(),
  failure_rate: Figure.nullable().describe('null where the segment is one of turns.'),
  tasks: z.array(
    z.object({
      task: z.enum(TASKS),
      weighted: Figure.describe('Live accuracy by the reviewed random turns.'),
      turns: z.int().describe('Predicted turns, reviewed or not.'),
      mean_confidence: Bounded.nullable(),
      thresholded: Bounded.nullable().describe('Corrected by earlier labelled turns; null = too few of them.'),
      difference: Bounded.extend({
        parts: z.boolean().describe('They part; among all segments at most 5 % of these are chance.'),
      })
        .nullable()
        .describe('Weighted less unlabelled (thresholded where known, else the mean confidence).'),
    }),
  ),
})

/** GET /v1/metrics/truth. */
export function truthRoutes(app: App, { learning, watching, clock }: Ports): void {
  app.get(
    '/v1/metrics/truth',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Per segment: failure rate and live accuracy estimated from the reviewed samples by their inclusion probabilities, accuracy without labels beside it, and where the two part.',
        querystring: z.object({
          by: z.enum(TRUTH_SEGMENTS).optional().describe('Absent = the whole.'),
          from: Instant.optional().describe('Absent = 28 days ago.'),
          to: Instant.optional().describe('Absent = now.'),
        }),
        response: {
          200: z.object({ from: z.int(), to: z.int(), by: z.string().nullable(), segments: z.array(Segment) }),
        },
      },
    },
    async ({ query: { by = null, from: first, to: last } }) => {
      const now = await clock.now()
      const [from, to] = [first ?? now - 28 * DAY_MS, last ?? now + 1]
      const segments = await watchTruth({ by, from, to }, { ...learning.ports, traits: watching.ports.traits })
      return {
        ...{ from, to, by },
        segments: segments.map(({ group, conversations, failureRate, tasks }) => ({
          ...{ group, conversations, failure_rate: failureRate === null ? null : toFigure(failureRate) },
          tasks: tasks.map(({ task, weighted, unlabelled, difference }) => ({
            ...{ task, weighted: toFigure(weighted), turns: unlabelled.turns },
            ...{ mean_confidence: unlabelled.meanConfidence, thresholded: unlabelled.thresholded, difference },
          })),
        })),
      }
    },
  )
}

const toFigure = ({ effectiveSize, influence, ...rest }: TruthFigure): z.infer<typeof Figure> => ({
  ...rest,
  effective_size: effectiveSize,
  influence: influence === null ? null : { user: influence.cluster, ...withoutCluster(influence) },
})

const withoutCluster = ({ without, shift, share }: NonNullable<TruthFigure['influence']>) => ({ without, shift, share })
