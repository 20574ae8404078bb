import { z } from 'zod'
import { LATEST_INSTANT } from '../../events/fields.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Instant = z.int().min(0).max(LATEST_INSTANT)
const Now = z.object({ now: Instant, mode: z.enum(['live', 'replay']) })

/** GET and POST /v1/clock. */
export function clockRoutes(app: App, { clock, runner, learning: { ramps } }: Ports): void {
  app.get(
    '/v1/clock',
    { config: { scope: 'read' }, schema: { description: 'What time it is for the loop.', response: { 200: Now } } },
    async () => ({ now: await clock.now(), mode: clock.mode }),
  )
  app.post(
    '/v1/clock',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Replay only: moves time forward. Answers when everything due has been derived and admitted, and running canaries were looked at.',
        body: z.object({ now: Instant }),
        response: { 200: Now },
      },
    },
    async ({ body }) => {
      const now = await clock.advance(body.now)
      await runner.settled(now)
      await ramps.look(now)
      return { now, mode: clock.mode }
    },
  )
}
