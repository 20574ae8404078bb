/**
 * HTTP to durable: batches of 100 events to a real service on the embedded PostgreSQL, beside a bare `pg` insert of
 * the same rows on the same server in the same run. Rounds alternate; figures are medians over rounds.
 *
 *   node bench/ingest.ts [--rounds 5] [--events 20000] [--senders 8]      one JSON line
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openDatabase } from '../src/adapters/postgres/database.ts'
import { randomFrom } from '../src/stats/random.ts'
import { conversationLines } from './features-live-traffic.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '20000' },
    senders: { type: 'string', default: '8' },
  },
})
const [ROUNDS, EVENTS, SENDERS] = [values.rounds, values.events, values.senders].map(Number) as [number, number, number]
const BATCH = 100
const BIN = resolve(import.meta.dirname, '../bin/salesloop')

/** Bodies of one round: interleaved conversations, new ids. */
function bodies(round: number): string[][] {
  const random = randomFrom(`ingest ${round}`)
  const open: string[][] = []
  let made = round * 1_000_000
  const lines: string[] = []
  while (lines.length < EVENTS) {
    while (open.length < 200) open.push(conversationLines(random, made++, 15))
    const at = Math.floor(random() * open.length)
    lines.push(open[at]!.shift()!)
    if (open[at]!.length === 0) open.splice(at, 1)
  }
  return Array.from({ length: Math.ceil(lines.length / BATCH) }, (_, i) => lines.slice(i * BATCH, (i + 1) * BATCH))
}

/** Takes work from a list with several hands; gives the seconds, and each piece's milliseconds. */
async function shared<T>(work: readonly T[], hands: number, one: (piece: T) => Promise<void>) {
  const latencies: number[] = []
  let next = 0
  const started = performance.now()
  const hand = async () => {
    for (let i = next++; i < work.length; i = next++) {
      const begun = performance.now()
      await one(work[i]!)
      latencies.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: hands }, hand))
  return { seconds: (performance.now() - started) / 1000, latencies }
}

const median = (values: readonly number[]) => quantile(values, 0.5)
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
const rounded = (value: number, digits = 0) => Number(value.toFixed(digits))

const dataDir = await mkdtemp(join(tmpdir(), 'bench-ingest-'))
const service = spawn(BIN, ['up', '--port', '0', '--no-auth', '--data-dir', dataDir], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [first] = (await once(service.stdout, 'data')) as [Buffer]
const url = new URL('/v1/events', first.toString().trim())
const agent = new Agent({ keepAlive: true, maxSockets: SENDERS })
process.once('exit', () => service.kill('SIGKILL')) // a bench that fails leaves no service behind
const database = await openDatabase({ dataDir })

async function post(lines: readonly string[]): Promise<void> {
  const asked = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } })
  asked.end(`[${lines.join()}]`)
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage]
  let text = ''
  for await (const chunk of answer) text += chunk
  const { accepted } = JSON.parse(text)
  if (answer.statusCode !== 202 || accepted !== lines.length) throw new Error(`${answer.statusCode}: ${text}`)
}

const INSERT = `
  insert into %s (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[], $9::text[])`

async function insertBare(table: string, lines: readonly string[]): Promise<void> {
  const events = lines.map((line) => JSON.parse(line))
  const column = (name: string) => events.map((event) => event[name] ?? null)
  const now = Date.now()
  await database.query(INSERT.replace('%s', table), [
    ...['event_id', 'type', 'conversation_id', 'user_id', 'occurred_at'].map(column),
    events.map(() => now),
    column('occurred_at'),
    events.map(() => false),
    lines,
  ])
}

async function inboxEmpty(): Promise<number> {
  const started = performance.now()
  while ((await database.query('select from inbox limit 1')).length > 0) await sleep(20)
  return (performance.now() - started) / 1000
}

const figures = {
  http: [] as number[],
  indexed: [] as number[],
  plain: [] as number[],
  derived: [] as number[],
  latencies: [] as number[],
}
await database.query('create table bare_indexed (like events including all)')
await database.query('create table bare_plain (like events including defaults, primary key (event_id))')
for (let round = -1; round < ROUNDS; round++) {
  const work = bodies(round + 1)
  const http = await shared(work, SENDERS, post)
  const lag = await inboxEmpty()
  const indexed = await shared(work, SENDERS, (lines) => insertBare('bare_indexed', lines))
  const plain = await shared(work, SENDERS, (lines) => insertBare('bare_plain', lines))
  await database.query('checkpoint')
  if (round < 0) continue // warm-up
  figures.http.push(EVENTS / http.seconds)
  figures.derived.push(EVENTS / (http.seconds + lag))
  figures.indexed.push(EVENTS / indexed.seconds)
  figures.plain.push(EVENTS / plain.seconds)
  figures.latencies.push(...http.latencies)
}

process.stdout.write(
  `${JSON.stringify({
    bench: 'ingest',
    rounds: ROUNDS,
    events: EVENTS,
    senders: SENDERS,
    batch: BATCH,
    events_per_s: rounded(median(figures.http)),
    bare_events_per_s: rounded(median(figures.indexed)),
    bare_without_secondary_indexes_events_per_s: rounded(median(figures.plain)),
    ratio: rounded(median(figures.http) / median(figures.indexed), 3),
    ratio_without_secondary_indexes: rounded(median(figures.http) / median(figures.plain), 3),
    ack_p50_ms: rounded(median(figures.latencies), 2),
    ack_p99_ms: rounded(quantile(figures.latencies, 0.99), 2),
    derived_events_per_s: rounded(median(figures.derived)),
  })}\n`,
)
agent.destroy()
await database.close()
service.kill('SIGTERM')
await once(service, 'exit')
await rm(dataDir, { recursive: true, force: true })
