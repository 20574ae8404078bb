import { z } from 'zod'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

/** GET /healthz: the process answers. GET /readyz: its database does too. */
export function healthRoutes(app: App, { database, runner, clock }: Ports): void {
  const response = { 200: z.looseObject({ status: z.literal('ok') }) }
  app.get('/healthz', { config: { scope: null }, schema: { response } }, async () => ({ status: 'ok' as const }))
  app.get('/readyz', { config: { scope: null }, schema: { response } }, async () => {
    await database.query('select 1')
    return { status: 'ok' as const, leading: runner.leading, clock: clock.mode }
  })
}
