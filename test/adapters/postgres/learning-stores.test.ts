import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresDecisionLog } from '../../../src/adapters/postgres/decision-log.ts'
import { postgresExampleStore, postgresTextStore } from '../../../src/adapters/postgres/example-store.ts'
import { postgresGoldStore } from '../../../src/adapters/postgres/gold-store.ts'
import { postgresSnapshotStore } from '../../../src/adapters/postgres/snapshot-store.ts'
import type { GoldItem } from '../../../src/evaluation/gold.ts'
import { defaultCaps } from '../../../src/training/caps.ts'
import { takeSnapshot } from '../../../src/training/snapshot.ts'
import { candidate } from '../../training/labelled.ts'
import { openTestDatabase, type TestDatabase } from './models-engine.ts'

let engine: TestDatabase
let database: Database
beforeAll(async () => {
  engine = await openTestDatabase()
  database = engine.database
})
beforeEach(() => engine.clear())
afterAll(() => engine.close())

describe('examples', () => {
  const store = () => postgresExampleStore(database)
  const shown = async () => (await store().candidates()).map((each) => `${each.label} x${each.weight}`).sort()

  test('the same import twice changes nothing; repeats within one count as weight', async () => {
    const examples = [
      { text: 'hi', label: 'greet' },
      { text: 'hi', label: 'greet' },
      { text: 'how much', label: 'price' },
    ]
    expect(await store().import('intent', examples, 'mia', 1)).toBe(2)
    expect(await store().import('intent', examples, 'mia', 2)).toBe(0)
    expect(await shown()).toEqual(['greet x2', 'price x1'])
  })

  test('another label for the same text replaces the first, which old snapshots can still read', async () => {
    await store().import('intent', [{ text: 'hi', label: 'greet' }], 'mia', 1)
    const [old] = await store().candidates()
    await store().import('intent', [{ text: 'hi', label: 'hello' }], 'mia', 2)
    expect(await shown()).toEqual(['hello x1'])
    expect([...(await postgresTextStore(database).texts([old!])).values()]).toEqual(['hi'])
  })

  test('the other task and gold texts stand apart', async () => {
    await store().import('intent', [{ text: 'hi', label: 'greet' }], 'mia', 1)
    await store().import('objection', [{ text: 'hi', label: 'none' }], 'mia', 1)
    const [ref] = await store().keepGoldTexts('intent', [{ text: 'hi', label: 'greet' }], 'mia', 1)
    expect(await shown()).toEqual(['greet x1', 'none x1'])
    expect((await store().candidates()).map((each) => each.textId)).not.toContain(ref!.textId)
  })

  test('erased is gone, wherever it was looked up', async () => {
    await store().import('intent', [{ text: 'call 13800138000', label: 'contact' }], 'mia', 1)
    const [ref] = await store().candidates()
    expect(await store().erase([ref!.textId])).toBe(1)
    expect((await postgresTextStore(database).texts([ref!])).size).toBe(0)
    expect(await shown()).toEqual([])
  })
})

describe('texts', () => {
  test('of customers come from their events; replies and unknown ids have none', async () => {
    await database.query(
      `insert into events (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body) values
       ('u1', 'user_message', 'c', 'u', 1, 1, 1, false, '{"text":"多少钱"}'), ('u2', 'user_message', 'c', 'u', 1, 1, 1, false, '{}'),
       ('a1', 'assistant_message', 'c', 'u', 1, 1, 1, false, '{"text":"reply"}') on conflict do nothing`,
    )
    const refs = ['u1', 'u2', 'a1', 'unknown'].map((textId) => ({ source: 'turn' as const, textId }))
    expect([...(await postgresTextStore(database).texts(refs))]).toEqual([['turn:u1', '多少钱']])
  })
})

describe('snapshots', () => {
  const snapshot = takeSnapshot(
    [candidate({ textId: 'u"1', labelIds: ['l1', 'l,2'], weight: 1 / 3 }), candidate({ textId: 'u2', label: '价格' })],
    () => 'hash',
    { caps: defaultCaps, replayLimit: 10, parent: null },
  )

  test('come back as they were, however often they are added', async () => {
    const store = postgresSnapshotStore(database)
    await store.add(snapshot, 1)
    await store.add(snapshot, 2)
    expect(await store.get(snapshot.id)).toEqual(snapshot)
    expect(await store.holding([{ source: 'turn', textId: 'u2' }])).toEqual([snapshot.id])
    expect(await store.holding([{ source: 'example', textId: 'u2' }])).toEqual([])
  })

  test('one that was changed is refused, an unknown one named', async () => {
    const store = postgresSnapshotStore(database)
    await store.add(snapshot, 1)
    await database.query(`update snapshot_items set label = 'other' where position = 0`)
    await expect(store.get(snapshot.id)).rejects.toMatchObject({ code: 'LOOP_SNAPSHOT_DAMAGED' })
    await expect(store.get('s-0')).rejects.toMatchObject({ code: 'LOOP_NO_SNAPSHOT', status: 404 })
  })
})

describe('gold', () => {
  const change = { who: 'ann', why: 'test', at: 1 }
  const item = (some: Partial<GoldItem> = {}): GoldItem => ({
    goldId: 'g-1',
    task: 'intent',
    source: 'turn',
    textId: 'u1',
    label: 'greet',
    origin: 'human',
    labelIds: [],
    who: 'ann',
    conversationId: 'c1',
    protected: false,
    addedAt: 1,
    ...some,
  })

  test('an item once in it keeps its label', async () => {
    const store = postgresGoldStore(database)
    expect(await store.add([item(), item({ goldId: 'g-2', textId: 'u2' })], change)).toBe(2)
    expect(await store.add([item({ label: 'buy' })], change)).toBe(0)
    expect(await store.list()).toMatchObject([item(), item({ goldId: 'g-2', textId: 'u2' })])
  })

  test.each([
    `update gold_items set label = 'other'`,
    'delete from gold_items',
    'truncate gold_items cascade',
    'truncate labels cascade',
    'truncate turn_labels',
  ])('%s is refused by the database', async (statement) => {
    const store = postgresGoldStore(database)
    await store.add([item()], change)
    await expect(database.query(statement)).rejects.toThrow('what people said only grows')
    expect(await store.list()).toMatchObject([item()])
  })

  test('an item that names a message belongs to its conversation', async () => {
    await database.query(
      `insert into events (event_id, type, conversation_id, t, received_at, occurred_at, late, body)
       values ('gold message', 'user_message', 'its conversation', 1, 1, 1, false, '{"text":"hi"}') on conflict do nothing`,
    )
    const store = postgresGoldStore(database)
    await store.add([item({ textId: 'gold message', conversationId: null })], change)
    expect(await store.list()).toMatchObject([{ conversationId: 'its conversation' }])
  })

  test.each(['rule', 'model'])("a %s's label is refused by the database", async (origin) => {
    const store = postgresGoldStore(database)
    await expect(store.add([item({ origin: origin as 'human' })], change)).rejects.toThrow('gold_items_origin_check')
    await database.query(
      `insert into labels (label_id, source, conversation_id, who, recorded_by, recorded_at, blind, guideline_version, predicted_turns)
       values ($1, $2, 'c1', 'machine', 'key', 1, false, 1, 1) on conflict do nothing`,
      [`l-${origin}`, origin],
    )
    await expect(store.add([item({ labelIds: [`l-${origin}`] })], change)).rejects.toThrow(
      'gold_item_labels_label_id_origin_fkey',
    )
    expect(await store.list()).toEqual([])
  })
})

describe('decisions and canary counts', () => {
  const clock = { mode: 'replay' as const, now: async () => 1000 }
  const decided = (decisionId: string, userId: string, arm: 'live' | 'canary', fallback: string | null) => ({
    decisionId,
    conversationId: `c-${decisionId}`,
    userId,
    assistantId: null,
    channel: null,
    answer: {
      bundle: 'b',
      arm,
      experiment: 'canary:b-2',
      intent: { label: 'greet', confidence: 0.5, scores: {} },
      objection: null,
      fallback,
    },
  })

  test('are written in the background, all of them by the time it closes', async () => {
    const log = postgresDecisionLog(database, clock, (error) => expect(error).toBeUndefined())
    for (let i = 0; i < 1200; i++) log.record(decided(`d${i}`, 'u', 'live', null))
    await log.close()
    expect(log.dropped()).toBe(0)
    const [row] = await database.query('select count(*)::int n, min(at)::int "at", min(intent) intent from decisions')
    expect(row).toEqual({ n: 1200, at: 1000, intent: 'greet' })
  })
})
