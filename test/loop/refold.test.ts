import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresConfigHistory } from '../../src/adapters/postgres/config-history.ts'
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresEventStore } from '../../src/adapters/postgres/event-store.ts'
import { postgresFoldStore } from '../../src/adapters/postgres/fold-store.ts'
import { acceptEvent } from '../../src/events/accept.ts'
import { configHash, defaultConfig, type FeatureConfig } from '../../src/features/config.ts'
import { refoldNext } from '../../src/loop/refold.ts'
import { settle } from '../../src/loop/settle.ts'

const CONVERSATIONS = 450
const NOW = 10 * 86_400_000
const never = new AbortController().signal
const quiet = {
  admit: async () => 0,
  onSetAside(error: unknown) {
    throw error
  },
}
const other: FeatureConfig = { ...defaultConfig, idleGapMs: 60_000 }

let dataDir: string
let database: Database
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'refold-test-'))
  database = await openDatabase({ dataDir })
})
afterAll(async () => {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

function message(conversation: string, at: number) {
  const value = {
    event_id: `${conversation}@${at}`,
    type: 'user_message',
    conversation_id: conversation,
    user_id: 'u',
    occurred_at: at,
    text: 'hello there',
  }
  const options = { reading: { kind: 'lenient', until: null }, lateness: defaultConfig, mask: null } as const
  const read = acceptEvent({ text: JSON.stringify(value), depth: 1, value }, options)
  if (read.kind !== 'ok') throw new Error('refused')
  return read.value
}

const admitAll = () => database.query('update conversations set admitted_revision = revision')

const hashes = () =>
  database.query<{ hash: string; n: number }>(
    'select config_hash hash, count(*)::int n from conversations group by 1 order by 2 desc, 1',
  )

test('a refold goes on where it stood, leaves old rows until then, and shuts out who has other constants', async () => {
  const fold = postgresFoldStore(database)
  const history = postgresConfigHistory(database)
  const [before, after] = [configHash(defaultConfig), configHash(other)]
  await history.putInForce({ hash: before, config: defaultConfig }, NOW)
  const events = postgresEventStore(database, true)
  for (let i = 0; i < CONVERSATIONS; i++) await events.append(message(`c${i}`, 1000))
  await settle(NOW, defaultConfig, { fold, ...quiet }, never)

  await admitAll()
  expect(await fold.isSettled(NOW)).toBe(true)

  const began = await history.putInForce({ hash: after, config: other }, NOW)
  expect(began.refold).toMatchObject({ conversations: CONVERSATIONS, looked: 0, finishedAt: null })
  expect(await fold.isSettled(NOW)).toBe(false)
  expect((await refoldNext(NOW, other, { fold })).more).toBe(true)
  expect(await hashes()).toEqual([
    { hash: before, n: CONVERSATIONS - 200 },
    { hash: after, n: 200 },
  ])

  // A service that still has the old constants writes nothing any more.
  await events.append(message('c0', 2000))
  await expect(settle(NOW, defaultConfig, { fold, ...quiet }, never)).rejects.toMatchObject({
    code: 'LOOP_FEATURE_CONFIG_REPLACED',
  })

  // Another start with the same constants begins nothing anew.
  expect((await history.putInForce({ hash: after, config: other }, NOW)).refold.looked).toBe(200)
  await settle(NOW, other, { fold, ...quiet }, never)
  expect(await hashes()).toEqual([{ hash: after, n: CONVERSATIONS }])
  expect((await history.current())?.refold).toMatchObject({
    ...{ looked: CONVERSATIONS, changed: CONVERSATIONS, finishedAt: NOW },
  })
  await admitAll()
  expect(await fold.isSettled(NOW)).toBe(true)
})
