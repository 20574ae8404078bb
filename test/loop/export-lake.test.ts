import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openEngine } from '../../src/adapters/duckdb/engine.ts'
import { lakeFiles } from '../../src/adapters/duckdb/lake-files.ts'
import { postgresEventStore } from '../../src/adapters/postgres/event-store.ts'
import { postgresFoldStore } from '../../src/adapters/postgres/fold-store.ts'
import { postgresLakeStore } from '../../src/adapters/postgres/lake-store.ts'
import { dayOf, HOUR_MS, hourOf, hourPath } from '../../src/admission/lake.ts'
import { acceptEvent } from '../../src/events/accept.ts'
import { defaultConfig as config } from '../../src/features/config.ts'
import { dueExport, type Exported, type ExportScope, exportLake, type LakePorts } from '../../src/loop/export-lake.ts'
import { settle } from '../../src/loop/settle.ts'
import { openTestDatabase, type TestDatabase } from '../adapters/postgres/models-engine.ts'
import { traffic, type Wire } from '../chaos/traffic.ts'

const DAY = 24 * HOUR_MS
const START = 20_454 * DAY // 2026-01-01
const never = new AbortController().signal

let engine: TestDatabase
let folder: string
beforeAll(async () => {
  engine = await openTestDatabase()
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await engine.database.query(
    `truncate events, inbox, conversation_states, deadlines, links, conversations, lake_hours, lake_days cascade;
     update lake_state set place = -1, checked_at = null`,
  )
  if (folder) await rm(folder, { recursive: true, force: true })
  folder = await mkdtemp(join(tmpdir(), 'lake-test-'))
})

function ports(): LakePorts {
  const fold = postgresFoldStore(engine.database)
  return {
    store: postgresLakeStore(engine.database),
    files: lakeFiles(folder),
    isSettled: (now) => fold.isSettled(now),
  }
}

async function ingest(wires: readonly Wire[]): Promise<void> {
  const accepted = wires.flatMap((value) => {
    const options = { reading: { kind: 'lenient', until: null }, lateness: config, mask: null } as const
    const read = acceptEvent({ text: JSON.stringify(value), depth: 1, value }, options)
    return read.kind === 'ok' ? read.value : []
  })
  await postgresEventStore(engine.database, true).append(accepted)
}

const derive = (now: number) =>
  settle(
    now,
    config,
    { fold: postgresFoldStore(engine.database), admit: admitNothing, onSetAside: (error) => expect(error).toBeNull() },
    never,
  )
/** Nothing is drawn here; the rows are only marked as looked at. */
async function admitNothing(): Promise<number> {
  const rows = await engine.database.query(
    'update conversations set admitted_revision = revision where revision > admitted_revision returning 1',
  )
  return rows.length
}

const exported = (scope: ExportScope, now: number, with_ = ports()): Promise<Exported> =>
  exportLake(scope, now, config, with_, never)

/** A few days of the shop's traffic that came in by `now`. */
function trafficUntil(now: number, seed = 1): Wire[] {
  const events: Wire[] = []
  let at = START
  let i = 0
  for (const event of traffic(seed, START)) {
    const shift = Math.floor(i++ / 12) * 600_000 // spread over days
    const times = { occurred_at: Number(event.occurred_at) + shift, received_at: Number(event.received_at) + shift }
    at = times.occurred_at
    if (at >= now) return events
    if (times.received_at <= now) events.push({ ...event, ...times })
  }
  return events
}

async function rowsOf(dayAt: number): Promise<unknown[][]> {
  const duck = await openEngine(3e8)
  const path = join(folder, `features/day=${new Date(dayAt).toISOString().slice(0, 10)}/rows.parquet`)
  const rows = await duck.all(
    `select conversation_id, flagged, no_order, evidence from read_parquet('${path}') order by 1`,
  )
  await duck.close()
  return rows
}

const state = async () => ({
  hours: await postgresLakeStore(engine.database).keptBetween(0, Number.MAX_SAFE_INTEGER),
  days: await postgresLakeStore(engine.database).days(100),
})

describe('export to the lake', () => {
  test('rows of every day are those of the service; the second run writes nothing', async () => {
    const now = START + DAY + 5 * HOUR_MS
    await ingest(trafficUntil(now))
    await derive(now)
    const done = await exported('new', now)
    expect(done).toMatchObject({ compared: true, differing: 0, now })
    expect(done.hours).toBeGreaterThan(20)
    expect(done.days.map((day) => day.dayAt)).toEqual([START, START + DAY])
    const [{ count }] = (await engine.database.query<{ count: number }>('select count(*) from conversations')) as [
      { count: number },
    ]
    expect(done.days.reduce((sum, day) => sum + day.conversations, 0)).toBe(count)
    expect(await exported('new', now)).toMatchObject({ hours: 0, days: [] })
    expect(await exported('all', now)).toMatchObject({ hours: 0, days: [] })
    const manifest = JSON.parse(await readFile(join(folder, 'features/day=2026-01-01/manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({
      day: '2026-01-01',
      conversations: done.days[0]!.conversations,
      differing: 0,
      spec_version: '1',
    })
    expect(JSON.stringify(manifest)).not.toContain('c0')
  })

  test('time alone makes rows final; a day that is final is left alone', async () => {
    const now = START + 8 * HOUR_MS
    await ingest(trafficUntil(now))
    await derive(now)
    const [first] = (await exported('new', now)).days
    expect(first!.finalRows).toBeLessThan(first!.conversations)
    const later = START + 9 * DAY
    await derive(later)
    expect((await exported('new', later)).days).toEqual([])
    const [again] = (await exported('open', later)).days
    expect(again).toMatchObject({ dayAt: START, differing: 0, finalRows: expect.any(Number) })
    // a click without a chat is nobody's conversation, and its row is never final
    expect(again!.conversations - again!.finalRows).toBeLessThan(3)
    expect((await exported('open', later + DAY)).days).toEqual([])
  })

  test('an hour that is not over waits; its events come with the next run', async () => {
    const now = START + 10.5 * HOUR_MS
    await ingest(trafficUntil(now))
    await derive(now)
    await exported('new', now)
    const { hours } = await state()
    expect(Math.max(...hours.map((hour) => hour.hourAt))).toBe(START + 9 * HOUR_MS)
    await derive(now + HOUR_MS)
    expect(await exported('new', now + HOUR_MS)).toMatchObject({ hours: 1, differing: 0 })
  })

  test('a late order rewrites its hour and the day on which the conversation began, and no other', async () => {
    const now = START + 4 * DAY
    const chat = (event_id: string, type: string, at: number, fields: object = {}): Wire => ({
      ...{ event_id, type, conversation_id: 'c', user_id: 'u', occurred_at: at, received_at: at },
      ...fields,
    })
    await ingest([
      chat('m', 'user_message', START + 23 * HOUR_MS, { text: '多少钱' }),
      chat('a', 'assistant_message', START + 23 * HOUR_MS + 1000, { response: '3999', intent_confidence: 0.9 }),
      chat('x', 'user_message', START + 2 * DAY, { conversation_id: 'other', user_id: 'v', text: 'hi there' }),
    ])
    await derive(now)
    await exported('open', now)
    expect((await rowsOf(START))[0]!.slice(0, 3)).toEqual(['c', true, true])
    const at = START + DAY + 5 * HOUR_MS
    await ingest([
      chat('o', 'order_event', at, {
        conversation_id: undefined,
        status: 'paid',
        order_id: 'o1',
        received_at: at + 68 * HOUR_MS,
      }),
    ])
    await derive(now + HOUR_MS)
    const done = await exported('new', now + HOUR_MS)
    expect(done).toMatchObject({ hours: 1, differing: 0 })
    expect(done.days.map((day) => day.dayAt)).toEqual([START])
    expect((await rowsOf(START))[0]!.slice(0, 3)).toEqual(['c', false, false])
  })

  test('an erased event leaves the lake with a look at everything', async () => {
    const now = START + 8 * HOUR_MS
    await ingest(trafficUntil(now))
    await derive(now)
    await exported('new', now)
    const hour = hourOf(START + 5 * HOUR_MS)
    await engine.database.query('delete from events where t >= $1 and t < $2', [hour, hour + HOUR_MS])
    const files = lakeFiles(folder)
    expect(await files.list()).toContain(join(folder, hourPath(hour)))
    await exported('all', now)
    expect(await files.list()).not.toContain(join(folder, hourPath(hour)))
  })

  test('hours and days that an erasure has forgotten are written anew with the next look at open days', async () => {
    const now = START + 8 * HOUR_MS
    await ingest(trafficUntil(now))
    await derive(now)
    await exported('new', now)
    const before = await state()
    await engine.database.query('delete from lake_hours where hour_at = $1', [START + 5 * HOUR_MS])
    await engine.database.query('delete from lake_days')
    await rm(join(folder, hourPath(START + 5 * HOUR_MS)))
    expect(await exported('open', now)).toMatchObject({ differing: 0, compared: true })
    expect(await state()).toEqual(before)
  })

  test('a row of the service that is not as it should be is counted', async () => {
    const now = START + 8 * HOUR_MS
    await ingest(trafficUntil(now))
    await derive(now)
    await engine.database.query(
      `update conversations set row = jsonb_set(row, '{flagged}', '"odd"') where conversation_id = (select min(conversation_id) from conversations)`,
    )
    const done = await exported('new', now)
    expect(done).toMatchObject({ compared: true, differing: 1 })
    expect((await exported('open', now)).differing).toBe(1) // it stays in sight until it is right
  })
})

test('what was odd in an event comes through: escapes, unknown fields, values of a wrong type', async () => {
  const odd = {
    event_id: 'odd "1"',
    type: 'assistant_message',
    conversation_id: 'c\\d',
    user_id: 'u',
    occurred_at: START + 1,
    received_at: START + 1,
  }
  await ingest([
    {
      ...odd,
      response: 'a\nb"c\'d 😀',
      intent_confidence: 'high',
      scores: { price: 0.3 },
      mood: { a: [1, null] },
      label: null,
    },
  ])
  await derive(START + DAY)
  expect(await exported('new', START + DAY)).toMatchObject({ differing: 0 })
  const duck = await openEngine(3e8)
  const [row] = await duck.all(
    `select event_id, response, scores, extra, occurred_at from read_parquet('${join(folder, hourPath(START))}')`,
  )
  await duck.close()
  expect(row).toEqual([
    'odd "1"',
    'a\nb"c\'d 😀',
    '{"price":0.3}',
    '{"intent_confidence":"high","mood":{"a":[1,null]},"label":null}',
    BigInt(START + 1),
  ])
})

/** Ports that die before or after the n-th call that writes. */
function dying(given: LakePorts, at: number, when: 'before' | 'after'): { ports: LakePorts; calls: () => number } {
  const WRITES = new Set(['writeHour', 'keepHour', 'publish', 'keepDay', 'finish', 'openDay'])
  let calls = 0
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        if (!WRITES.has(String(name))) return member.bind(target)
        return async (...args: unknown[]) => {
          const dies = calls++ === at
          if (dies && when === 'before') throw new Error('died')
          const value = await Reflect.apply(member, target, args)
          if (dies) throw new Error('died')
          return name === 'openDay' ? wrap(value) : value
        }
      },
    })
  return { ports: { ...given, store: wrap(given.store), files: wrap(given.files) }, calls: () => calls }
}

test('killed before or after any write and run again, the same files come out', async () => {
  const now = START + 3 * HOUR_MS
  await ingest(trafficUntil(now))
  await derive(now)
  const counting = dying(ports(), -1, 'before')
  await exported('new', now, counting.ports)
  const undisturbed = await state()
  expect(counting.calls()).toBeGreaterThan(8)
  for (let at = 0; at < counting.calls(); at++) {
    for (const when of ['before', 'after'] as const) {
      await engine.database.query('truncate lake_hours, lake_days; update lake_state set place = -1, checked_at = null')
      await rm(folder, { recursive: true, force: true })
      await expect(exported('new', now, dying(ports(), at, when).ports)).rejects.toThrow('died')
      await exported('new', now)
      expect({ at, when, ...(await state()) }).toEqual({ at, when, ...undisturbed })
    }
  }
})

describe('what the policy asks for', () => {
  const noon = dayOf(START) + 12 * HOUR_MS
  test.each([
    { policy: { hourly: false, daily: false }, last: null, due: null },
    { policy: { hourly: true, daily: false }, last: null, due: 'new' },
    { policy: { hourly: true, daily: false }, last: noon, due: null },
    { policy: { hourly: true, daily: false }, last: noon - 1, due: 'new' },
    { policy: { hourly: true, daily: true }, last: noon - 1, due: 'new' },
    { policy: { hourly: true, daily: true }, last: START - 1, due: 'open' },
    { policy: { hourly: false, daily: true }, last: START, due: null },
    { policy: { hourly: false, daily: true }, last: START - 1, due: 'open' },
  ] as const)('$policy, last run at $last: $due', ({ policy, last, due }) => {
    expect(dueExport(policy, last, noon + 1)).toBe(due)
  })
})
