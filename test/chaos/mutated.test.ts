import { afterAll, expect, test } from 'vitest'
import { twoBundles } from '../process/learning.ts'
import { cleanUp, startService } from '../process/service.ts'
import { attack, sendHuge } from './attack.ts'

const REQUESTS = Number(process.env.MUTATIONS ?? 10_000)
const SEED = Number(process.env.CHAOS_SEED ?? 1)

afterAll(cleanUp)

test(`${REQUESTS} mutated requests to every route: each 2xx or 4xx with a reason, no restart`, async () => {
  const service = await startService()
  await twoBundles(service) // something to predict with
  await service.post('/v1/events', { event_id: 'known', type: 'cta_click', conversation_id: 'k' })
  const report = await attack(service, REQUESTS, SEED)
  console.log(
    `${REQUESTS} mutated requests: answers ${JSON.stringify(report.replies)}; longest wait of another client: /healthz ${report.stallMs.health.toFixed(0)} ms, a stored event ${report.stallMs.event.toFixed(0)} ms`,
  )
  expect(
    report.bad
      .slice(0, 5)
      .map(({ asked, ...reply }) => ({ ...reply, asked: { ...asked, body: String(asked.body).slice(0, 500) } })),
  ).toEqual([])
  expect(report.bad).toHaveLength(0)
  expect(service.stderr()).not.toContain('"level":50')
  expect(service.process.exitCode).toBeNull()
  expect((await service.get('/readyz')).status).toBe(200)
})

test('100 MB: refused with a reason, announced or not', async () => {
  const service = await startService()
  for (const path of ['/v1/events', '/v1/predict', '/v1/import']) {
    for (const announced of [true, false]) {
      expect(await sendHuge(service.url, path, 100, announced)).toMatchObject({
        status: 413,
        text: expect.stringContaining('LOOP_BODY_TOO_LARGE'),
      })
    }
  }
  expect((await service.get('/healthz')).status).toBe(200)
})
