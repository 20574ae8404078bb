import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'
import { withoutIds } from '../../../src/adapters/postgres/erasure-rows.ts'
import { postgresErasureStore } from '../../../src/adapters/postgres/erasure-store.ts'
import {
  BY_CODE,
  CASCADED,
  ERASURE_RULES,
  JSON_WITH_IDS,
  NOT_PERSONAL,
  TYPED_TEXTS,
} from '../../../src/adapters/postgres/erasure-tables.ts'
import { postgresEventStore } from '../../../src/adapters/postgres/event-store.ts'
import { changePolicy } from '../../../src/adapters/postgres/sampling-policy.ts'
import { lineItem } from '../../../src/app/http/event-body.ts'
import { acceptEvent } from '../../../src/events/accept.ts'
import { defaultConfig } from '../../../src/features/config.ts'
import { orderErasure, workOnErasures } from '../../../src/loop/erase.ts'
import type { ErasureFiles, ErasureStore } from '../../../src/privacy/erasure.ts'

let dataDir: string
let database: Database
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'erasure-test-'))
  database = await openDatabase({ dataDir })
})
afterAll(async () => {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

const columnsOf = () =>
  database.query<{ table: string; column: string }>(
    `select c.relname "table", a.attname "column" from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and format_type(a.atttypid, null) in ('text', 'text[]', 'json', 'jsonb', 'bytea', 'character varying', 'xml')`,
  )

test('every table with texts is on the list of an erasure, or of those that hold nothing personal', async () => {
  const listed = new Set([
    ...[...ERASURE_RULES, ...JSON_WITH_IDS, ...TYPED_TEXTS].map(({ table }) => table),
    ...[...CASCADED, ...BY_CODE, ...Object.keys(NOT_PERSONAL)],
  ])
  const tables = new Set((await columnsOf()).map(({ table }) => table))
  // A new table belongs into src/adapters/postgres/erasure-tables.ts, with how it is rid of a person, or why it need not be.
  expect([...tables].filter((table) => !listed.has(table))).toEqual([])
})

test('the lists name tables and columns that are there', async () => {
  const columns = await columnsOf()
  const tables = new Set(columns.map(({ table }) => table).concat('lake_state'))
  const named = [...ERASURE_RULES.map(({ table }) => table), ...CASCADED, ...BY_CODE, ...Object.keys(NOT_PERSONAL)]
  const withoutTexts = [
    'clock',
    'deadlines',
    'lake_state',
    'watch_marks',
    'gold_versions',
    'label_changes',
    'unit_changes',
  ]
  expect(named.filter((table) => !tables.has(table) && !withoutTexts.includes(table))).toEqual([])
  const there = new Set(columns.map(({ table, column }) => `${table}.${column}`))
  const all = [...JSON_WITH_IDS, ...TYPED_TEXTS].flatMap(({ table, columns: own }) =>
    own.map((column) => `${table}.${column}`),
  )
  expect(all.filter((column) => !there.has(column))).toEqual([])
})

test('a table with a user or conversation id is emptied by a rule, or goes with its row', async () => {
  const rows = (await columnsOf()).filter(({ column }) => ['user_id', 'conversation_id', 'text_id'].includes(column))
  const ruled = new Set([...ERASURE_RULES.map(({ table }) => table), ...CASCADED, ...BY_CODE])
  expect(rows.filter(({ table }) => !ruled.has(table))).toEqual([])
})

test.each([
  {
    json: '{"a":"e1","b":["e1","e12"],"e1":"x e1"}',
    ids: ['e1'],
    left: '{"a":"[ERASED]","b":["[ERASED]","e12"],"[ERASED]":"x e1"}',
  },
  { json: '{"a":"items event-77, event-8"}', ids: ['event-77'], left: '{"a":"items [ERASED], event-8"}' },
  { json: '{ "a": 1 }', ids: ['a1'], left: '{ "a": 1 }' },
])('ids in JSON: $json', ({ json, ids, left }) => {
  expect(withoutIds(json, new Set(ids))).toBe(left)
})

const LENIENT = { reading: { kind: 'lenient', until: null }, lateness: defaultConfig, mask: null } as const
async function send(...events: object[]): Promise<boolean[]> {
  const read = events.flatMap((event) => {
    const item = acceptEvent(lineItem(JSON.stringify({ received_at: 1000, ...event })), LENIENT)
    if (item.kind === 'rejected') throw new Error(item.message)
    return item.value
  })
  return postgresEventStore(database, false).append(read)
}
const message = (who: string, n = 1) => ({
  event_id: `event-of-${who}-${n}`,
  type: 'user_message',
  conversation_id: `conversation-of-${who}`,
  user_id: `user-${who}`,
  text: `text ${who}`,
})
const left = async (who: string): Promise<number> => {
  const rows = await database.query<{ n: number }>(
    `select (select count(*) from events e where strpos(e::text, $1) > 0) + (select count(*) from examples x where strpos(x::text, $1) > 0)
       + (select count(*) from decisions d where strpos(d::text, $1) > 0) + (select count(*) from erasure_targets t where strpos(t::text, $1) > 0) n`,
    [who],
  )
  return rows[0]!.n
}
async function plant(who: string): Promise<void> {
  await send(message(who), message(who, 2))
  await database.query(
    `insert into examples (example_id, task, purpose, text, label, who, added_at) values ($1, 'intent', 'train', $2, 'a', 'mia', 0)`,
    [`x-${who}`, `text ${who}`],
  )
  await database.query(
    `insert into decisions (decision_id, at, conversation_id, user_id, bundle, arm) values ($1, 0, 'c', $2, 'b', 'live')`,
    [`d-${who}`, `user-${who}`],
  )
}

const files: ErasureFiles = {
  erase: async () => [],
  keepRegister: async () => {},
  emptyLogs: async () => [],
}
const work = (erasures: ErasureStore) =>
  workOnErasures(
    { erasures, files },
    async () => 5,
    () => {},
    new AbortController().signal,
  )
const orderOf = (who: string) => ({
  ...({
    subject: { kind: 'user', id: `user-${who}` },
    texts: [],
    who: 'mia',
    why: 'ticket',
    recordedBy: 'test',
  } as const),
})

const STEPS = ['find', 'eraseRows', 'targets', 'forgetTargets', 'scrub', 'advance'] as const
test.each(
  STEPS.flatMap((step) => [
    { step, when: 'before' },
    { step, when: 'after' },
  ]),
)('dies $when $step: the next one ends at the same', async ({ step, when }) => {
  const who = `${step}${when}`.toLowerCase()
  await plant(who)
  const store = postgresErasureStore(database)
  const quick: ErasureStore = { ...store, scrub: async () => [] } // pages are seen to in test/process/erasure.test.ts
  await orderErasure(`e-${who}`, orderOf(who), 1, { erasures: quick })
  const dies: ErasureStore = {
    ...quick,
    [step]: async (...args: unknown[]) => {
      if (when === 'after') await (quick[step] as (...given: unknown[]) => Promise<unknown>)(...args)
      throw new Error('killed')
    },
  }
  await expect(work(dies)).rejects.toThrow('killed')
  await work(quick)
  expect(await left(who)).toBe(0)
  const erasure = await store.get(`e-${who}`)
  expect(erasure).toMatchObject({ step: 'done', finishedAt: 5, error: null })
  const counts = Object.fromEntries(erasure!.findings.map(({ what, count }) => [what, count]))
  // A step that died after its work and before its note counts nothing twice.
  expect(counts.events ?? 0).toBeLessThanOrEqual(2)
})

test('also a writer that has not heard of the erasure stores nothing; lifted, the person may come back', async () => {
  await plant('eve')
  const store = postgresErasureStore(database)
  await orderErasure('e-eve', orderOf('eve'), 1, { erasures: store })
  expect(await send(message('eve', 3), message('other'))).toEqual([false, true])
  await work({ ...store, scrub: async () => [] })
  expect(await send({ ...message('eve', 4), user_id: null })).toEqual([false])
  expect(await store.lift('e-eve', { who: 'mia', why: 'came back' }, 9)).toBe(true)
  expect(await store.lift('e-eve', { who: 'mia', why: 'came back' }, 9)).toBe(false)
  expect(await send({ ...message('eve', 5), conversation_id: 'a new one' })).toEqual([true])
  expect(await send(message('eve', 6))).toEqual([false]) // the old conversation is over
})

test('the register of another database is refused', async () => {
  const store = postgresErasureStore(database)
  const register = (await store.register())!
  await store.adopt(register) // its own: nothing new
  await expect(store.adopt({ ...register, secret: 'other' })).rejects.toMatchObject({ code: 'LOOP_OTHER_REGISTER' })
})

test('a dry run leaves nothing behind', async () => {
  await plant('ida')
  const before = await left('ida')
  const store = postgresErasureStore(database)
  const preview = await store.preview(orderOf('ida'), 1)
  expect(preview.findings).toContainEqual({ what: 'events', fate: 'deleted', count: 2, why: null })
  expect(await left('ida')).toBe(before)
  expect(await store.get('preview')).toBeNull()
})

test('a model of faults is live while it is in charge, released in a bundle or not', async () => {
  await plant('kim')
  const store = postgresErasureStore(database)
  const learned = async () => {
    const { snapshots } = await store.preview(orderOf('kim'), 1)
    return (await store.models(snapshots)).map(({ modelId, live }) => [modelId, live])
  }
  await database.query(
    `insert into fault_snapshots (snapshot_id, taken_at, conversations, at_fault) values ('fs-1', 0, 1, 1)`,
  )
  await database.query(
    `insert into fault_snapshot_items (snapshot_id, conversation_id, known_at, at_fault, inclusion_probability, input_hash)
     select 'fs-1', conversation_id, 0, true, 1, '' from events where user_id = 'user-kim' limit 1`,
  )
  await database.query(
    `insert into fault_models (model_id, sha256, snapshot_id, run_id, made_at, figures) values ('m-fault', '', 'fs-1', 'ft-1', 0, '{}')`,
  )
  expect(await learned()).toEqual([['m-fault', false]])
  await changePolicy(database, { learned: { id: 'm-fault', sha256: '' } }, 1, 'mia')
  expect(await learned()).toEqual([['m-fault', true]])
})

test('reasons that people typed about alerts, retention and other erasures lose the name too', async () => {
  await plant('typed')
  const [phone, store] = ['13912345678', postgresErasureStore(database)]
  await orderErasure('e-other', { ...orderOf('nobody'), why: `the twin of user-typed, ${phone}` }, 1, {
    erasures: store,
  })
  const alert = JSON.stringify({
    alertId: 'al-1',
    acknowledged: { who: 'ann', at: 1, why: `user-typed rang, ${phone}` },
  })
  await database.query(
    `insert into alerts (alert_id, rule, place, state, alert, evaluated_at) values ('al-1', 'r', '{}', 'firing', $1, 1)`,
    [alert],
  )
  await database.query(
    `insert into alert_history (alert_id, at, action, who, detail) values ('al-1', 1, 'acknowledged', 'ann', $1)`,
    [JSON.stringify({ value: 1, why: `user-typed rang, ${phone}` })],
  )
  await database.query(
    `insert into retention_policies (version, body, who, recorded_by, why, at) values (99, '{}', 'ann', 'key', $1, 1)`,
    [`asked for by user-typed, ${phone}`],
  )
  await database.query(
    `insert into release_policies (assistant_id, body, who, recorded_by, why, at) values ('', '{}', 'ann', 'key', $1, 1)`,
    [`asked for by user-typed, ${phone}`],
  )
  await orderErasure('e-typed', { ...orderOf('typed'), texts: [phone] }, 1, { erasures: store })
  await work({ ...store, scrub: async () => [] })
  const rows = await database.query<{ place: string; said: string }>(
    `select 'alerts' place, a::text said from alerts a union all select 'history', h::text from alert_history h
     union all select 'releases', p::text from release_policies p
     union all select 'retention', r::text from retention_policies r union all select 'erasures', e::text from erasures e`,
  )
  const places = (text: string) => rows.filter(({ said }) => said.includes(text)).map(({ place }) => place)
  expect(places('user-typed')).toEqual([])
  expect(places(phone)).toEqual([])
  expect(places('[ERASED] rang, [ERASED]')).toEqual(['alerts', 'history'])
})
