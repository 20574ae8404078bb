import { z } from 'zod'
import { agreementOverTime } from '../../labels/agreement-detail.ts'
import type { Ports } from '../wiring.ts'
import { Bounds, known, TaskName, Time, timeOf } from './labels-quality.ts'
import type { App } from './server.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Each period is resampled. */
const MOST_PERIODS = 120

const Figure = z.object({ alpha: z.number().nullable(), answers: z.int(), ...Bounds })

/** GET /v1/agreement/trend. */
export function agreementTrendRoutes(app: App, { labelling: { answers } }: Ports): void {
  app.get(
    '/v1/agreement/trend',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Agreement period by period: a sample counts in the period of its latest answer. Periods without anything to compare are left out; of many, the newest are given.',
        querystring: Time.extend({
          step_ms: z.coerce
            .number()
            .int()
            .min(HOUR_MS)
            .max(366 * DAY_MS)
            .default(DAY_MS)
            .describe('Length of a period.'),
        }),
        response: {
          200: z.object({
            step_ms: z.int(),
            periods: z.array(
              z.object({
                from: z.int(),
                until: z.int(),
                overall: Figure,
                tasks: z.array(Figure.extend({ task: TaskName, units: z.int() })),
              }),
            ),
          }),
        },
      },
    },
    async ({ query }) => {
      const periods = agreementOverTime(await answers.answered(timeOf(query)), query.step_ms).slice(-MOST_PERIODS)
      return {
        step_ms: query.step_ms,
        periods: periods.map(({ from, until, overall, tasks }) => ({
          from,
          until,
          overall: { ...overall, alpha: known(overall.alpha) },
          tasks: tasks.map(({ task, alpha, answers: given, units, low, high }) => ({
            task,
            alpha: known(alpha),
            answers: given,
            units,
            low,
            high,
          })),
        })),
      }
    },
  )
}
