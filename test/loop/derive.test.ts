import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresConfigHistory } from '../../src/adapters/postgres/config-history.ts'
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresEventStore } from '../../src/adapters/postgres/event-store.ts'
import { postgresFoldStore } from '../../src/adapters/postgres/fold-store.ts'
import type { AdmissionRow } from '../../src/admission/rules.ts'
import { type AcceptOptions, acceptEvent } from '../../src/events/accept.ts'
import { readLine } from '../../src/events/read.ts'
import { depthOf } from '../../src/events/split.ts'
import { configHash, defaultConfig } from '../../src/features/config.ts'
import type { FoldStep, FoldStore } from '../../src/features/fold-store.ts'
import { deriveDue, deriveInbox } from '../../src/loop/derive.ts'
import { settle } from '../../src/loop/settle.ts'
import { type Draw, drawFrom } from '../oracle/draw.ts'
import { history } from '../oracle/histories.ts'
import { oracle } from '../oracle/oracle.ts'

const HISTORIES = Number(process.env.HISTORIES ?? 30)
const FIRST = Number(process.env.FIRST_HISTORY ?? 1)
const OPTIONS: AcceptOptions = { reading: { kind: 'lenient', until: null }, lateness: defaultConfig, mask: null }
const never = new AbortController().signal
const quiet = {
  admit: async () => 0,
  onSetAside(error: unknown) {
    throw error
  },
}

let dataDir: string
let database: Database
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'derive-test-'))
  database = await openDatabase({ dataDir })
})
afterAll(async () => {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

const empty = () =>
  database.query(
    'truncate events, inbox, conversation_states, deadlines, links, conversations, conversation_traits restart identity',
  )

/** What the live way in takes of a line; null when it is refused, or is no event at all. */
function accepted(line: string) {
  const depth = depthOf(line)
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {}
  const read = acceptEvent(
    value === undefined || depth === null ? { text: line, depth: 0 } : { text: line, depth, value },
    OPTIONS,
  )
  return read.kind === 'ok' ? read.value : null
}

/** Lines that the command line takes and the database cannot hold (half a surrogate pair as id): left out on both sides. */
const isComparable = (line: string) => {
  const read = readLine(line)
  return read === null || read.kind === 'rejected' ? !line.includes('"turn"') : accepted(line) !== null
}

/** A store that dies at a random point, inside a step or just after it. */
function mortal(store: FoldStore<AdmissionRow>, draw: Draw): FoldStore<AdmissionRow> {
  const die = () => {
    if (draw.chance(0.15)) throw new Error('killed')
  }
  return {
    ...store,
    async step(work) {
      const value = await store.step(async (step) => {
        const watched = new Proxy(step, {
          get:
            (target, name: keyof FoldStep) =>
            async (...args: never[]) => {
              die()
              const answer = await (target[name] as (...args: never[]) => Promise<unknown>)(...args)
              die()
              return answer
            },
        })
        return work(watched)
      })
      die()
      return value
    },
  }
}

const survive = async (work: () => Promise<unknown>) => {
  await work().catch((error: Error) => {
    if (error.message !== 'killed') throw error
  })
}

async function rows(): Promise<Record<string, unknown>[]> {
  return (
    await database.query<{ row: Record<string, unknown> }>('select row from conversations order by conversation_id')
  ).map(({ row }) => row)
}

const seeds = Array.from({ length: HISTORIES }, (_, i) => FIRST + i)

test.each(seeds)(
  'history %i: what is derived live, in any batches and with deaths, is what the oracle says',
  async (seed) => {
    await empty()
    const { lines: all, nows } = history(seed)
    const lines = all.filter(isComparable)
    const draw = drawFrom(`live ${seed}`)
    const events = postgresEventStore(database, true)
    const fold = postgresFoldStore(database)
    const dying = mortal(fold, draw)
    const waiting = lines.map(accepted).filter((event) => event !== null)
    for (const now of nows.toSorted((a, b) => a - b)) {
      const arrived = waiting.filter(([one]) => one!.event.receivedAt <= now)
      const sent = draw.shuffle([...arrived, ...arrived.filter(() => draw.chance(0.3))])
      while (sent.length > 0) {
        const latest = () => now
        await events.append(sent.splice(0, draw.pick([1, 2, 5, 40])).flat())
        if (draw.chance(0.5)) await survive(() => deriveInbox(latest(), defaultConfig, { fold: dying }))
        if (draw.chance(0.2)) await survive(() => deriveDue(latest(), defaultConfig, { fold: dying }))
      }
      await settle(now, defaultConfig, { fold, ...quiet }, never)
      const expected = oracle(lines, now).rows
      expect(await rows(), `at ${now}`).toMatchObject(expected)
      expect(await rows()).toHaveLength(expected.length)
    }
  },
)

test('a row gets a new revision only when it changed', async () => {
  await empty()
  const events = postgresEventStore(database, true)
  const ports = { fold: postgresFoldStore(database), ...quiet }
  const send = async (event: Record<string, unknown>, now: number) => {
    const text = JSON.stringify({ conversation_id: 'c', user_id: 'u', ...event })
    await events.append(accepted(text) ?? [])
    await settle(now, defaultConfig, ports, never)
    const [row] = await database.query<{ revision: number }>('select revision from conversations')
    return row?.revision
  }
  const day = 86_400_000
  const hello = { event_id: 'a', type: 'user_message', occurred_at: day, text: 'how much is it' }
  expect(await send(hello, day)).toBe(1)
  expect(await send(hello, day)).toBe(1)
  expect(await send({ event_id: 'b', type: 'cta_click', occurred_at: day, cta_id: 'k' }, day)).toBe(1)
  expect(await send({ event_id: 'c', type: 'conversation_end', occurred_at: day + 1 }, day + 1)).toBe(2)
})

const about = (id: string, conversation = id, receivedAt = 1000) => ({
  event_id: id,
  type: 'user_message',
  conversation_id: conversation,
  occurred_at: 1000,
  received_at: receivedAt,
  text: 'hi',
})
const stored = (event: object) => accepted(JSON.stringify(event)) ?? []
const names = async () => (await rows()).map((row) => row.conversation_id)

/** A store that cannot save the conversation `bad`. */
const faultyStore = (fold: FoldStore<AdmissionRow>): FoldStore<AdmissionRow> => ({
  ...fold,
  step: (work) =>
    fold.step((step) =>
      work({
        ...step,
        async save(results, stamp) {
          if (results.some(({ conversationId }) => conversationId === 'bad')) throw new TypeError('a fault in the fold')
          return step.save(results, stamp)
        },
      }),
    ),
})

test('of one commit only the conversation that cannot be folded stays behind, and loses nothing', async () => {
  await empty()
  const events = postgresEventStore(database, true)
  const fold = postgresFoldStore(database)
  await events.append(['a', 'bad', 'c'].flatMap((id) => stored(about(id))))
  const told: unknown[] = []
  const ports = { ...quiet, onSetAside: (error: unknown) => told.push(error) }
  await settle(1000, defaultConfig, { fold: faultyStore(fold), ...ports }, never)
  expect(await names()).toEqual(['a', 'c'])
  expect(told).toHaveLength(1)
  expect(await database.query('select * from inbox')).toEqual([])
  expect(
    await database.query('select conversation_id, fault from conversation_states where fault is not null'),
  ).toEqual([{ conversation_id: 'bad', fault: 'TypeError: a fault in the fold' }])
  await events.append(stored(about('bad 2', 'bad')))
  await settle(1000, defaultConfig, { fold, ...ports }, never)
  expect(await names()).toEqual(['a', 'bad', 'c'])
  expect(
    await database.query(
      `select facts->'userMessages' n, fault from conversations join conversation_states using (conversation_id) where conversation_id = 'bad'`,
    ),
  ).toEqual([{ n: 2, fault: null }])
})

test('a conversation that could not be folded is taken up again at the next start', async () => {
  await empty()
  const fold = postgresFoldStore(database)
  await postgresEventStore(database, true).append(['a', 'bad'].flatMap((id) => stored(about(id))))
  const ports = { ...quiet, onSetAside: () => {} }
  await settle(1000, defaultConfig, { fold: faultyStore(fold), ...ports }, never)
  await fold.takeUpAgain()
  await settle(1000, defaultConfig, { fold, ...ports }, never)
  expect(await names()).toEqual(['a', 'bad'])
})

test('a commit whose events cannot be read is set aside whole; the next ones go on', async () => {
  await empty()
  const events = postgresEventStore(database, true)
  const fold = postgresFoldStore(database)
  for (const id of ['a', 'bad', 'c']) await events.append(stored(about(id)))
  await database.query(`update events set body = 'no json' where event_id = 'bad'`)
  const told: unknown[] = []
  await settle(1000, defaultConfig, { fold, ...quiet, onSetAside: (error) => told.push(error) }, never)
  expect(await names()).toEqual(['a', 'c'])
  expect(told).toHaveLength(1)
  expect(await database.query('select seq from inbox where set_aside is not null')).toEqual([{ seq: 2 }])
})

test('a conversation that cannot be admitted is passed over, until its next revision or the next start', async () => {
  await empty()
  const fold = postgresFoldStore(database)
  await postgresEventStore(database, true).append(['a', 'bad', 'c'].flatMap((id) => stored(about(id))))
  const admit = async (_now: number, most: number) => {
    const due = await database.query<{ id: string }>(
      'select conversation_id id from conversations where revision > admitted_revision order by computed_at, conversation_id limit $1',
      [most],
    )
    if (due.some(({ id }) => id === 'bad')) throw new TypeError('a fault in the admission')
    await database.query('update conversations set admitted_revision = revision where conversation_id = any($1)', [
      due.map(({ id }) => id),
    ])
    return due.length
  }
  const told: unknown[] = []
  await settle(1000, defaultConfig, { fold, admit, onSetAside: (error) => told.push(error) }, never)
  const faults = () =>
    database.query(
      'select conversation_id id, admission_fault fault from conversations where admission_fault is not null',
    )
  expect(await faults()).toEqual([{ id: 'bad', fault: 'TypeError: a fault in the admission' }])
  expect(told).toHaveLength(1)
  expect(await fold.isSettled(1000)).toBe(true)
  await fold.takeUpAgain()
  expect(await fold.firstToAdmit()).toEqual({ conversationId: 'bad', revision: 1 })
})

test('a conversation that no event names any more vanishes', async () => {
  await empty()
  const events = postgresEventStore(database, true)
  const fold = postgresFoldStore(database)
  await events.append(stored(about('x', 'old', 2000)))
  await settle(2000, defaultConfig, { fold, ...quiet }, never)
  expect(await names()).toEqual(['old'])
  await events.append(stored(about('x', 'new', 1000)))
  await settle(2000, defaultConfig, { fold, ...quiet }, never)
  expect(await names()).toEqual(['new'])
  expect(await database.query('select conversation_id from conversation_states')).toEqual([{ conversation_id: 'new' }])
})

test('states of other constants, and states that cannot be read, are folded anew from the events', async () => {
  await empty()
  const events = postgresEventStore(database, true)
  const fold = postgresFoldStore(database)
  const send = async (id: string, text: string, at: number) => {
    const event = { event_id: id, type: 'user_message', conversation_id: 'c', occurred_at: at, text }
    await events.append(accepted(JSON.stringify(event)) ?? [])
    await settle(at, defaultConfig, { fold, ...quiet }, never)
  }
  const messages = async () =>
    (await database.query<{ n: number }>(`select (facts->>'userMessages')::int n from conversations`))[0]?.n
  await send('1', 'one', 1000)
  await database.query(`update conversation_states set config_hash = 'other'`)
  await postgresConfigHistory(database).putInForce({ hash: configHash(defaultConfig), config: defaultConfig }, 1000)
  await settle(1000, defaultConfig, { fold, ...quiet }, never)
  expect(await database.query('select config_hash from conversation_states')).toEqual([
    { config_hash: configHash(defaultConfig) },
  ])
  expect((await postgresConfigHistory(database).current())?.refold).toEqual({
    ...{ conversations: 1, looked: 1, changed: 0, differing: 0, finishedAt: 1000 },
  })
  await database.query(`update conversation_states set state = 'rubbish'`)
  await send('2', 'two', 2000)
  expect(await messages()).toBe(2)
})
