import { afterEach, expect, test } from 'vitest'
import { createClient, type LoopClient } from '../../src/client/client.ts'
import type { ClientOptions } from '../../src/client/options.ts'
import { type Answer, accepted, eventsOf, startService, type TestService } from './service.ts'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function service(answer: Answer, port?: number): Promise<TestService> {
  const started = await startService(answer, port)
  open.push(started)
  return started
}

function client(url: string, options: Partial<ClientOptions> = {}): LoopClient {
  const made = createClient({
    url,
    flushIntervalMs: 5,
    closeTimeoutMs: 300,
    backoff: { baseMs: 2, maxMs: 10, maxRetryAfterMs: 100 },
    random: () => 0.5,
    ...options,
  })
  open.push(made)
  return made
}

const message = (id: number) => ({
  type: 'user_message',
  event_id: `e${id}`,
  conversation_id: 'c',
  user_id: 'u',
  text: '你好',
})
const none = { buffer_full: 0, unserializable: 0, too_large: 0, rejected: 0, closed: 0 }
const DEAD = 'http://127.0.0.1:9'

test('events arrive in order, in batches, with key, assistant and the filled-in fields', async () => {
  const there = await service(accepted)
  const loop = client(there.url, { apiKey: 'k-1', assistantId: 'shop', batchEvents: 40, now: () => 77 })
  for (let id = 0; id < 100; id += 1) expect(loop.send(message(id))).toBe(true)
  loop.send({ type: 'conversation_end', conversation_id: 'c', occurred_at: 5 })
  expect(await loop.flush()).toBe(true)
  const events = there.received.flatMap(eventsOf)
  expect(events.slice(0, 100).map((e) => e.event_id)).toEqual(Array.from({ length: 100 }, (_, id) => `e${id}`))
  expect(there.received.length).toBeLessThanOrEqual(4)
  expect(there.received[0]!.authorization).toBe('Bearer k-1')
  expect(events[0]).toMatchObject({ assistant_id: 'shop', occurred_at: 77 })
  expect(events[100]).toMatchObject({ event_id: expect.stringMatching(/^[0-9a-f-]{36}$/), occurred_at: 5 })
  expect(loop.stats()).toMatchObject({ events: 101, delivered: 101, buffered: 0, dropped: none })
})

test('a background timer sends without flush', async () => {
  const there = await service(accepted)
  client(there.url).send(message(1))
  await expect.poll(() => there.stored()).toEqual(['e1'])
})

test('a later change of the event by the caller does not reach the wire', async () => {
  const there = await service(accepted)
  const loop = client(there.url)
  const event = { ...message(1), text: 'before' }
  loop.send(event)
  event.text = 'after'
  await loop.flush()
  expect(eventsOf(there.received[0]!)[0]!.text).toBe('before')
})

test.each([429, 500, 503])('status %i is tried again until it works; nothing is lost or reordered', async (status) => {
  const there = await service((request, count) => (count <= 3 ? { status } : accepted(request)))
  const loop = client(there.url, { batchEvents: 2 })
  for (let id = 0; id < 5; id += 1) loop.send(message(id))
  expect(await loop.flush(2000)).toBe(true)
  expect(there.stored()).toEqual(['e0', 'e1', 'e2', 'e3', 'e4'])
  expect(loop.stats()).toMatchObject({ delivered: 5, retries: 3, dropped: none })
})

test('Retry-After is honoured', async () => {
  const delays: number[] = []
  const there = await service((request, count) =>
    count === 1 ? { status: 503, headers: { 'retry-after': '1' } } : accepted(request),
  )
  const loop = client(there.url, {
    backoff: { baseMs: 1, maxMs: 2, maxRetryAfterMs: 60 },
    onRetry: (_why, ms) => delays.push(ms),
  })
  loop.send(message(1))
  expect(await loop.flush(2000)).toBe(true)
  expect(delays).toEqual([60])
})

test('a server that comes back gets everything', async () => {
  const first = await service(accepted)
  const port = Number(new URL(first.url).port)
  await first.close()
  open.splice(0)
  const loop = client(first.url)
  for (let id = 0; id < 20; id += 1) loop.send(message(id))
  await expect.poll(() => loop.stats().retries).toBeGreaterThan(1)
  const second = await service(accepted, port)
  expect(await loop.flush(5000)).toBe(true)
  expect(second.stored()).toHaveLength(20)
})

test('a dead server: send never throws, the buffer is bounded, every drop is counted and told', async () => {
  const told: string[] = []
  const loop = client(DEAD, {
    maxBufferedEvents: 10,
    onDrop: (id, reason) => {
      told.push(`${id} ${reason}`)
      throw new Error('a broken callback')
    },
  })
  const taken = Array.from({ length: 25 }, (_, id) => loop.send(message(id)))
  expect(taken.filter(Boolean)).toHaveLength(10)
  expect(await loop.flush(30)).toBe(false)
  expect(loop.stats()).toMatchObject({ events: 25, buffered: 10, dropped: { ...none, buffer_full: 15 } })
  const end = await loop.close()
  expect(end).toMatchObject({ delivered: 0, buffered: 0, dropped: { ...none, buffer_full: 15, closed: 10 } })
  expect(told).toHaveLength(25)
  expect(loop.send(message(99))).toBe(false)
  expect(loop.stats().dropped.closed).toBe(11)
})

test('a slow server is cut off, and close keeps to its time', async () => {
  const there = await service((request) => ({ ...accepted(request), delayMs: 5000 }))
  const loop = client(there.url, { requestTimeoutMs: 20, closeTimeoutMs: 100 })
  loop.send(message(1))
  const end = await loop.close()
  expect(end.retries).toBeGreaterThan(0)
  expect(end.dropped.closed).toBe(1)
})

test('close delivers what is left, once, however often it is called', async () => {
  const there = await service(accepted)
  const loop = client(there.url, { flushIntervalMs: 60_000 })
  loop.send(message(1))
  const [a, b] = await Promise.all([loop.close(), loop.close()])
  expect(a).toEqual(b)
  expect(there.stored()).toEqual(['e1'])
})

test('what the server rejects is dropped and counted, the rest of the batch is delivered', async () => {
  const drops: string[] = []
  const there = await service(() => ({
    status: 202,
    body: { accepted: 2, duplicates: 0, rejected: [{ index: 1, code: 'no_time', message: 'no usable time' }] },
  }))
  const loop = client(there.url, { onDrop: (id, reason, detail) => drops.push(`${id} ${reason} ${detail}`) })
  for (let id = 0; id < 3; id += 1) loop.send(message(id))
  await loop.flush()
  expect(loop.stats()).toMatchObject({ delivered: 2, dropped: { ...none, rejected: 1 } })
  expect(drops).toEqual(['e1 rejected no_time: no usable time'])
})

test.each([400, 413])('a batch refused with %i is halved until only the culprit is dropped', async (status) => {
  const there = await service((request) =>
    eventsOf(request).some((event) => event.event_id === 'e13')
      ? { status, body: { code: 'LOOP_BAD' } }
      : accepted(request),
  )
  const loop = client(there.url, { batchEvents: 32 })
  for (let id = 0; id < 32; id += 1) loop.send(message(id))
  expect(await loop.flush(2000)).toBe(true)
  expect(there.stored()).toEqual(Array.from({ length: 32 }, (_, id) => `e${id}`).filter((id) => id !== 'e13'))
  expect(loop.stats()).toMatchObject({ delivered: 31, dropped: { ...none, rejected: 1 } })
})

test('what cannot be written as JSON, or is no object, or too large, is counted and does not throw', async () => {
  const loop = client(DEAD, { batchBytes: 1000 })
  const ring: Record<string, unknown> = { type: 'user_message' }
  ring.ring = ring
  expect(loop.send(ring as never)).toBe(false)
  expect(loop.send({ type: 'user_message', big: 1n } as never)).toBe(false)
  expect(loop.send(null as never)).toBe(false)
  expect(loop.send({ ...message(1), text: '长'.repeat(1000) })).toBe(false)
  expect(loop.stats().dropped).toEqual({ ...none, unserializable: 3, too_large: 1 })
})
