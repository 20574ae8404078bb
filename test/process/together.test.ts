import { createServer } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, newFolder, type Service, startService } from './service.ts'

afterAll(cleanUp)

const day = 86_400_000
const start = 1767225600000
const conversation = (id: string) => [
  {
    event_id: `${id}1`,
    type: 'user_message',
    conversation_id: id,
    user_id: id,
    occurred_at: start,
    text: '多少钱一台',
  },
  {
    event_id: `${id}2`,
    type: 'assistant_message',
    conversation_id: id,
    user_id: id,
    occurred_at: start + 1000,
    intent_confidence: 0.9,
  },
  { event_id: `${id}3`, type: 'cta_sent', conversation_id: id, user_id: id, occurred_at: start + 1001, cta_id: 'k' },
  { event_id: `${id}4`, type: 'conversation_end', conversation_id: id, user_id: id, occurred_at: start + 2000 },
]
const features = async (service: Service, id: string) =>
  (await service.get(`/v1/conversations/${id}`)).json.row?.features

test('two services on one folder: either takes events and moves the clock; one takes over when the other dies', async () => {
  const dataDir = await newFolder()
  const args = ['--clock=replay']
  const [one, two] = await Promise.all([startService({ dataDir, args }), startService({ dataDir, args })])
  const half = conversation('a')
  await one.post('/v1/events', half.slice(0, 2))
  await two.post('/v1/events', half.slice(2))
  for (const [i, service] of [two, one].entries()) {
    expect((await service.post('/v1/clock', { now: start + (i + 1) * 2 * day })).status).toBe(200)
    for (const asked of [one, two]) {
      expect(await features(asked, 'a')).toMatchObject({ cta_not_clicked: true, no_order: true })
    }
  }
  const leading = (await one.get('/readyz')).json.leading
  const [leader, other] = leading ? [one, two] : [two, one]
  expect((await other.get('/readyz')).json.leading).toBe(false)
  await leader.kill()
  await other.post('/v1/events', conversation('b'))
  expect((await other.post('/v1/clock', { now: start + 9 * day })).json).toMatchObject({ now: start + 9 * day })
  expect(await features(other, 'b')).toMatchObject({ cta_not_clicked: true, no_conversion: true })
  expect(await other.stop()).toBe(0)
})

test('the clock only moves forward, and data keeps its mode', async () => {
  const replay = await startService({ args: ['--clock=replay'] })
  await replay.post('/v1/events', conversation('a'))
  expect((await replay.get('/v1/clock')).json).toEqual({ now: start + 2000, mode: 'replay' })
  expect(await replay.post('/v1/clock', { now: start })).toMatchObject({
    status: 409,
    json: { code: 'LOOP_CLOCK_BACKWARDS' },
  })
  for (const now of [-1, 1.5, 9e15, '1', null]) expect((await replay.post('/v1/clock', { now })).status).toBe(400)
  await replay.stop()
  await expect(startService({ dataDir: replay.dataDir })).rejects.toThrow('LOOP_CLOCK_MIXED')

  const live = await startService()
  expect(await live.post('/v1/clock', { now: Date.now() + day })).toMatchObject({
    status: 409,
    json: { code: 'LOOP_CLOCK_LIVE' },
  })
  await live.stop()
  await expect(startService({ dataDir: live.dataDir, args: ['--clock=replay'] })).rejects.toThrow('LOOP_CLOCK_MIXED')
})

test('live: what was sent is derived by itself', async () => {
  const live = await startService()
  await live.post('/v1/events', [
    { event_id: '1', type: 'user_message', conversation_id: 'c', user_id: 'u', text: '这款手机多少钱' },
    { event_id: '2', type: 'assistant_message', conversation_id: 'c', user_id: 'u', intent_confidence: 0.3 },
  ])
  await expect
    .poll(async () => (await live.get('/v1/conversations/c')).json.row?.reasons, { timeout: 10_000 })
    .toEqual(['low_confidence'])
  const listed = await live.get('/v1/conversations?flagged=true')
  expect(listed.json.conversations).toMatchObject([{ conversation_id: 'c', revision: expect.any(Number) }])
  expect((await live.get('/v1/conversations?flagged=false')).json.conversations).toEqual([])
})

test('a port that is taken: a clear end, and no server left behind', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((ready) => blocker.once('listening', ready))
  const port = (blocker.address() as { port: number }).port
  await expect(startService({ port })).rejects.toThrow(/ended with 1 .*LOOP_CANNOT_LISTEN/s)
  blocker.close()
})
