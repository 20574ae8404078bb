import { expect, test } from 'vitest'
import { healthRoutes } from '../../../src/app/http/health.ts'
import { buildServer } from '../../../src/app/http/server.ts'
import type { Ports } from '../../../src/app/wiring.ts'

test('a database that does not answer: alive, and after a moment not ready', async () => {
  const app = await buildServer({ logLevel: 'silent' }, null)
  healthRoutes(app, { database: { query: () => new Promise(() => {}) } } as unknown as Ports)
  expect((await app.inject('/healthz')).statusCode).toBe(200)
  const ready = await app.inject('/readyz')
  expect(ready.statusCode).toBe(503)
  expect(ready.headers['retry-after']).toBe('1')
  expect(ready.json()).toMatchObject({ code: 'LOOP_DATABASE_UNREACHABLE' })
})
