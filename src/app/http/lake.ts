import { z } from 'zod'
import { toDay } from '../etl.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Day = z.object({
  day: z.string().describe('YYYY-MM-DD, UTC: the day on which these conversations began'),
  conversations: z.int(),
  final_rows: z.int().describe('rows that only a late event can change'),
  differing: z.int().describe('rows that are not as the service has them: 0, or something is broken'),
  computed_at: z.int().describe('moment of judgement, epoch milliseconds'),
  path: z.string().describe('below the folder of the lake'),
  sha256: z.string(),
})

/** GET /v1/lake. */
export function lakeRoutes(app: App, { lake }: Ports): void {
  app.get(
    '/v1/lake',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What was exported: days of rows, newest first, and when an export last ran.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(30) }),
        response: { 200: z.object({ last_run_at: z.int().nullable(), days: z.array(Day) }) },
      },
    },
    async ({ query }) => ({
      last_run_at: await lake.store.lastRunAt(),
      days: (await lake.store.days(query.limit)).map(toDay),
    }),
  )
}
