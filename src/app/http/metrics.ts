import { z } from 'zod'
import { watch } from '../../loop/watch.ts'
import { GROUPINGS } from '../../metrics/unit.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Instant = z.coerce.number().int().min(0).max(8.64e15)
const Query = z.object({ by: z.enum(GROUPINGS).optional(), from: Instant.optional(), to: Instant.optional() })
const Figure = z.object({
  figure: z.string(),
  by: z.enum(GROUPINGS).nullable(),
  group: z.string(),
  numerator: z.number(),
  denominator: z.number(),
  immature: z.number().nullable(),
  estimate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  effective_size: z.number(),
  users: z.number(),
  unit: z.string().optional(),
})

/** GET /v1/metrics. */
export function metricsRoutes(app: App, { learning: { ports }, clock, features }: Ports): void {
  app.get(
    '/v1/metrics',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Rates and means with 95 % intervals, over conversations that began in [from, to); immature ones are counted beside. Days are UTC.',
        querystring: Query,
        response: { 200: z.object({ now: z.int(), figures: z.array(Figure) }) },
      },
    },
    async ({ query }) => {
      const now = await clock.now()
      const scope = { by: query.by ?? null, from: query.from ?? null, to: query.to ?? null }
      return { now, figures: await watch(scope, now, features, ports) }
    },
  )
}
