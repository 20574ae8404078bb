import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service, startService } from './service.ts'

interface Case {
  readonly name: string
  readonly now: number
  readonly events: readonly (string | Record<string, unknown>)[]
  readonly expect: Readonly<Record<string, Record<string, unknown>>>
}

/** Earliest `now` first: the clock of one service only moves forward. */
const CASES: readonly Case[] = readFileSync(resolve(import.meta.dirname, '../spec/feature-cases.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Case)
  .sort((a, b) => a.now - b.now)

const IDS = ['event_id', 'conversation_id', 'user_id']

/** The cases share one service: each has its own ids. */
function prefixed(event: string | Record<string, unknown>, prefix: string): string | Record<string, unknown> {
  if (typeof event === 'string') return event
  const own = IDS.filter((field) => typeof event[field] === 'string' && event[field] !== '')
  return { ...event, ...Object.fromEntries(own.map((field) => [field, prefix + event[field]])) }
}

const hasArrived = (event: string | Record<string, unknown>, now: number): boolean =>
  typeof event === 'string' || !(Number(event.received_at ?? event.occurred_at) > now)

const unprefixed = (value: unknown, prefix: string): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(`"${prefix}`, '"'))

async function check(service: Service, { name, now, events, expect: expected }: Case, prefix: string, batches: number) {
  const lines = events
    .filter((event) => hasArrived(event, now))
    .map((event) => prefixed(event, prefix))
    .map((event) => (typeof event === 'string' ? event : JSON.stringify(event)))
  const size = Math.max(1, Math.ceil(lines.length / batches))
  for (let from = 0; from < lines.length; from += size) {
    const body = lines.slice(from, from + size).join('\n')
    await service.post('/v1/events', body, { 'content-type': 'application/x-ndjson' })
  }
  expect((await service.post('/v1/clock', { now })).status, name).toBe(200)
  for (const [conversationId, wanted] of Object.entries(expected)) {
    const { json } = await service.get(`/v1/conversations/${prefix}${conversationId}`)
    expect(unprefixed(json.row, prefix), name).toMatchObject(wanted)
  }
}

let given: Service
let shuffled: Service
beforeAll(async () => {
  ;[given, shuffled] = await Promise.all([
    startService({ args: ['--clock=replay'] }),
    startService({ args: ['--clock=replay'] }),
  ])
})
afterAll(cleanUp)

test('every case of the specification, as given, through the live path', async () => {
  for (const [i, one] of CASES.entries()) await check(given, one, `k${i}-`, 1)
})

test('every case, shuffled and with repeats, in several requests', async () => {
  const rounds = [1, 2, 3]
  for (const [i, one] of CASES.entries()) {
    for (const seed of rounds) {
      const [order] = fc.sample(
        fc.shuffledSubarray([...one.events, ...one.events], { minLength: one.events.length * 2 }),
        {
          seed: seed * 1000 + i,
          numRuns: 1,
        },
      )
      await check(shuffled, { ...one, events: order ?? [] }, `k${i}.${seed}-`, seed)
    }
  }
})
