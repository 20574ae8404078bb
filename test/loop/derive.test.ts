import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
  database.query('truncate events, inbox, conversation_states, deadlines, links, conversations restart identity')

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

test('a conversation that cannot be folded is set aside; the others go on, and it is taken up again', async () => {
  await empty()
  const events = postgresEventStore(database, true)
  const fold = postgresFoldStore(database)
  const about = (id: string) => ({
    event_id: id,
    type: 'user_message',
    conversation_id: id,
    occurred_at: 1000,
    text: 'hi',
  })
  for (const id of ['a', 'bad', 'c']) await events.append(accepted(JSON.stringify(about(id))) ?? [])
  const faulty: FoldStore<AdmissionRow> = {
    ...fold,
    step: (work) =>
      fold.step((step) =>
        work({
          ...step,
          async save(results, stamp) {
            if (results.some(({ conversationId }) => conversationId === 'bad'))
              throw new TypeError('a fault in the fold')
            return step.save(results, stamp)
          },
        }),
      ),
  }
  const told: unknown[] = []
  const ports = { ...quiet, onSetAside: (error: unknown) => told.push(error) }
  await settle(1000, defaultConfig, { fold: faulty, ...ports }, never)
  expect((await rows()).map((row) => row.conversation_id)).toEqual(['a', 'c'])
  expect(told).toHaveLength(1)
  expect(await database.query('select set_aside from inbox')).toEqual([{ set_aside: 'TypeError: a fault in the fold' }])
  await fold.takeUpAgain(configHash(defaultConfig))
  await settle(1000, defaultConfig, { fold, ...ports }, never)
  expect((await rows()).map((row) => row.conversation_id)).toEqual(['a', 'bad', 'c'])
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
  await fold.takeUpAgain(configHash(defaultConfig))
  await settle(1000, defaultConfig, { fold, ...quiet }, never)
  expect(await database.query('select config_hash from conversation_states')).toEqual([
    { config_hash: configHash(defaultConfig) },
  ])
  await database.query(`update conversation_states set state = 'rubbish'`)
  await send('2', 'two', 2000)
  expect(await messages()).toBe(2)
})
