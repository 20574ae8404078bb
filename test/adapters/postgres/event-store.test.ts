import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'
import { postgresEventStore } from '../../../src/adapters/postgres/event-store.ts'
import { lineItem } from '../../../src/app/http/event-body.ts'
import { acceptEvent } from '../../../src/events/accept.ts'
import { defaultConfig } from '../../../src/features/config.ts'

let dataDir: string
let database: Database
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'events-test-'))
  database = await openDatabase({ dataDir })
})
afterAll(async () => {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

function stored(event: object) {
  const reading = { kind: 'lenient', until: null } as const
  const read = acceptEvent(lineItem(JSON.stringify(event)), { reading, lateness: defaultConfig, mask: null })
  if (read.kind === 'rejected') throw new Error(read.message)
  return read.value
}
const message = (id: string, conversation: string, text = 'hi') =>
  stored({ event_id: id, type: 'user_message', conversation_id: conversation, received_at: 1000, text })

test('a conversation is given out as far as it fits in 16 MB', async () => {
  const events = postgresEventStore(database, true)
  const long = 'x'.repeat(200_000)
  for (let i = 0; i < 90; i++) await events.append(message(`long ${i + 10}`, 'long', long))
  const shown = await events.ofConversation('long')
  expect(shown.length).toBeGreaterThan(80)
  expect(shown.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(16 * 1024 * 1024)
  expect(shown[0]?.eventId).toBe('long 10')
  expect(await events.countOf(['long', 'none'])).toEqual(new Map([['long', 90]]))
})

test('flat rows do not count beside their parts; stored ids are known', async () => {
  const events = postgresEventStore(database, true)
  const row = {
    event_id: 't',
    type: 'turn',
    conversation_id: 'flat',
    received_at: 1,
    message: 'a',
    response_generated: 'b',
  }
  await events.append(stored(row))
  expect(await events.countOf(['flat'])).toEqual(new Map([['flat', 2]]))
  expect(await events.known(['t', 't:user', 'other'])).toEqual(new Set(['t', 't:user']))
})

test('the same events from several senders at once: each is stored once, and new to exactly one of them', async () => {
  const events = postgresEventStore(database, true)
  let [fresh, ids] = [0, 0]
  for (let round = 0; round < 10; round++) {
    const same = Array.from({ length: 300 }, (_, i) => message(`race ${round}-${i}`, `race ${round}`)).flat()
    ids += same.length
    const answers = await Promise.all([0, 1, 2, 3].map((turn) => events.append(same.slice(50 * turn)))) // they overlap, and begin apart
    fresh += answers.flat().filter(Boolean).length
  }
  expect(fresh).toBe(ids)
  const [stored] = await database.query<{ n: number; places: number }>(
    `select count(*)::int n, count(distinct place)::int places from events where event_id like 'race %'`,
  )
  expect(stored).toEqual({ n: ids, places: ids })
})
