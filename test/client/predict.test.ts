import { afterEach, expect, test } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import type { ClientOptions } from '../../src/client/options.ts'
import { type Answer, startService, type TestService } from './service.ts'

let there: TestService | null = null
afterEach(async () => {
  await there?.close()
  there = null
})

const side = { label: 'price_question', confidence: 0.9, scores: { price_question: 0.9 } }
const good = {
  decision_id: 'd1',
  bundle: 'b-1',
  arm: 'live',
  experiment: null,
  intent: side,
  objection: side,
  fallback: null,
}
const ask = { conversation_id: 'c', user_id: 'u', text: '多少钱' }

async function asking(answer: Answer, options: Partial<ClientOptions> = {}) {
  there = await startService(answer)
  return createClient({ url: there.url, predictTimeoutMs: 20_000, ...options })
}

test('a good answer comes back whole, with the assistant named in the request', async () => {
  const loop = await asking(() => ({ status: 200, body: good }), { assistantId: 'shop', channel: 'web' })
  expect(await loop.predict(ask)).toEqual(good)
  expect(there!.received[0]).toMatchObject({
    path: '/v1/predict',
    body: { ...ask, assistant_id: 'shop', channel: 'web' },
  })
})

test('a task without a model is null, and still an answer', async () => {
  const loop = await asking(() => ({ status: 200, body: { ...good, objection: null } }))
  expect(await loop.predict(ask)).toEqual({ ...good, objection: null })
})

test.each([
  { name: 'no model', answer: { status: 503, body: { code: 'LOOP_NO_MODEL_LIVE' } }, reason: 'status' },
  { name: 'not JSON', answer: { status: 200, raw: '<html>' }, reason: 'unreadable' },
  { name: 'half an answer', answer: { status: 200, body: { ...good, objection: undefined } }, reason: 'unreadable' },
  {
    name: 'confidence as text',
    answer: { status: 200, body: { ...good, intent: { label: 'x', confidence: '1' } } },
    reason: 'unreadable',
  },
])('$name: null, counted as $reason', async ({ answer, reason }) => {
  const loop = await asking(() => answer)
  expect(await loop.predict(ask)).toBeNull()
  expect(loop.stats().unanswered).toMatchObject({ [reason]: 1 })
})

test('too slow: null, counted as timeout', async () => {
  const loop = await asking(() => ({ status: 200, body: good, delayMs: 1000 }), { predictTimeoutMs: 50 })
  expect(await loop.predict(ask)).toBeNull()
  expect(loop.stats().unanswered).toMatchObject({ timeout: 1 })
})

test('a dead server answers null, and after some failures it is left alone for a while', async () => {
  let now = 0
  const loop = createClient({ url: 'http://127.0.0.1:9', predictRestAfter: 3, predictRestMs: 1000, now: () => now })
  for (let i = 0; i < 5; i += 1) expect(await loop.predict(ask)).toBeNull()
  expect(loop.stats()).toMatchObject({ predictions: 5, unanswered: { network: 3, resting: 2 } })
  now = 1000
  expect(await loop.predict(ask)).toBeNull()
  expect(loop.stats().unanswered).toMatchObject({ network: 4, resting: 2 })
})

test('one good answer ends the counting of failures', async () => {
  const loop = await asking((_request, count) => (count % 3 === 0 ? { status: 200, body: good } : { status: 500 }), {
    predictRestAfter: 3,
  })
  for (let i = 0; i < 9; i += 1) await loop.predict(ask)
  expect(loop.stats().unanswered).toMatchObject({ status: 6, resting: 0 })
})

test('a closed client asks nobody', async () => {
  const loop = await asking(() => ({ status: 200, body: good }))
  await loop.close()
  expect(await loop.predict(ask)).toBeNull()
  expect(there!.received).toHaveLength(0)
})
