import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

/** Whoever asks whether this service is ready wants to know it now. */
const READY_MS = 2000

/** GET /healthz: the process answers. GET /readyz: its database does too. */
export function healthRoutes(app: App, { database, runner, clock }: Ports): void {
  const response = { 200: z.looseObject({ status: z.literal('ok') }) }
  app.get('/healthz', { config: { scope: null }, schema: { response } }, async () => ({ status: 'ok' as const }))
  app.get('/readyz', { config: { scope: null }, schema: { response } }, async () => {
    await inTime(database.query('select 1'))
    return { status: 'ok' as const, leading: runner.leading, clock: clock.mode }
  })
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  const timer = sleep(READY_MS, undefined, { signal: late.signal }).then(() => {
    throw new LoopError(
      'LOOP_DATABASE_UNREACHABLE',
      `PostgreSQL has not answered for ${READY_MS} ms. Try again; check that the server runs.`,
      { status: 503 },
    )
  })
  try {
    await Promise.race([answer, timer])
  } finally {
    late.abort()
    timer.catch(() => {})
    answer.catch(() => {})
  }
}
