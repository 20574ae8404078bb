import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { drawFrom } from '../oracle/draw.ts'
import { ask, importBoth, released, twoBundles } from '../process/learning.ts'
import { cleanUp, postmasterPid, type Service, startService } from '../process/service.ts'
import { pureRows } from './pure-rows.ts'
import { traffic, type Wire } from './traffic.ts'

/** Every fifth in the middle of a training run, every fifth in the middle of a promotion, the others anywhere. */
const KILLS = Number(process.env.KILLS ?? 25)
const SEED = Number(process.env.CHAOS_SEED ?? 1)
const SENDERS = 4
const ARGS = ['--clock=replay']
const draw = drawFrom(`kill ${SEED}`)

afterAll(cleanUp)

/** The service that runs now; it changes its process and address with every kill. */
let service: Service
let over = false
let batches = 0

const acknowledged: Wire[] = []
/** Given up: stored or not, but whole, which the last event of the batch tells. */
const doubtful: Wire[][] = []
const answers = new Map<number, number>()
/** Answers that say that something broke: a database that is killed must not lead to any. */
const faults: string[] = []

/** Sends batches until the end; each again and again until it is acknowledged, but a few that are given up. */
async function sender(events: Iterator<Wire>): Promise<void> {
  while (!over) {
    const batch = Array.from({ length: 1 + draw.int(150) }, () => events.next().value as Wire)
    batch.push({ event_id: `batch ${batches++}`, type: 'cta_click', conversation_id: 'probe', occurred_at: 1 })
    const mayGiveUp = batch.every((event) => event.copy === undefined) // a copy replaces in a commit of its own
    for (;;) {
      const answer = await service.post('/v1/events', batch).catch(() => null)
      if (answer) answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1)
      if (answer && answer.status >= 500 && answer.status !== 503) faults.push(answer.text, service.stderr())
      if (answer?.status === 202) {
        expect(answer.json.accepted + answer.json.duplicates).toBe(batch.length)
        acknowledged.push(...batch)
        break
      }
      if (mayGiveUp && draw.chance(0.1)) {
        doubtful.push(batch)
        break
      }
      await sleep(50)
    }
  }
}

/** A run under way: told by its state, which another order has made. */
async function trainingRuns(): Promise<void> {
  await service.post('/v1/training', { who: 'mia' })
  for (;;) {
    const { json } = await service.get('/v1/training?limit=5')
    if (json.runs.some(({ state }: { state: string }) => state === 'running')) return
    await sleep(10)
  }
}

const promoted: string[] = []
function promote(bundle: string): void {
  const order = { action: 'promote', bundle, force: true, who: 'mia', why: `kill ${promoted.length}` }
  service.post('/v1/releases', order).then(
    (answer) => answer.status === 200 && promoted.push(answer.json.release.why),
    () => {},
  )
}

async function killAll(withDatabase: boolean): Promise<void> {
  const postmaster = withDatabase ? await postmasterPid(service.dataDir) : null
  if (postmaster !== null) process.kill(postmaster, 'SIGKILL')
  if (draw.chance(0.5)) await sleep(draw.int(100)) // the service may notice, and start it again
  await service.kill()
}

/** Milliseconds until the first event is acknowledged again. */
async function recover(): Promise<number> {
  const begun = performance.now()
  service = await startService({ dataDir: service.dataDir, args: ARGS })
  const probe = { event_id: `probe ${begun}`, type: 'cta_click', conversation_id: 'probe', occurred_at: 1 }
  while ((await service.post('/v1/events', probe).catch(() => null))?.status !== 202) await sleep(10)
  acknowledged.push(probe)
  return performance.now() - begun
}

test(`kill -9 at ${KILLS} points under load: nothing acknowledged is lost, nothing counts twice, the loop goes on`, async () => {
  service = await startService({ args: ARGS })
  const { a, b } = await twoBundles(service)
  const events = traffic(SEED)
  const senders = Array.from({ length: SENDERS }, () => sender(events))
  const recoveries: number[] = []
  for (let i = 0; i < KILLS; i++) {
    await sleep(100 + draw.int(600))
    if (i % 5 === 1) {
      await importBoth(service, `${i}:`, 2).catch(() => {})
      await trainingRuns()
      await sleep(draw.int(400))
    } else if (i % 5 === 3) {
      promote(draw.pick([a, b]))
      await sleep(draw.int(12))
    }
    await killAll(i % 2 === 0)
    recoveries.push(await recover())
  }
  await sleep(1000)
  over = true
  await Promise.all(senders)

  const sorted = recoveries.toSorted((x, y) => x - y)
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))]!.toFixed(0)
  console.log(
    `${KILLS} kills, ${acknowledged.length} acknowledged and ${doubtful.flat().length} doubtful events; recovery until the next acknowledgement: median ${at(0.5)} ms, longest ${at(1)} ms; answers ${JSON.stringify([...answers])}`,
  )
  expect(faults).toEqual([])
  await nothingLost()
  await learningGoesOn([a, b])
})

async function nothingLost(): Promise<void> {
  const now = (await service.get('/v1/clock')).json.now + 30 * 86_400_000
  expect((await service.post('/v1/clock', { now })).status).toBe(200)
  const database = await openDatabase({ dataDir: service.dataDir })
  try {
    const stored = await database.query<{ id: string; body: string }>('select event_id id, body from events')
    const ids = new Set(stored.map(({ id }) => id))
    expect(acknowledged.filter(({ event_id }) => !ids.has(String(event_id)))).toEqual([])
    const kept = doubtful.filter((batch) => ids.has(String(batch.at(-1)?.event_id))).flat()
    const rows = await database.query<{ id: string; row: unknown; facts: unknown }>(
      'select conversation_id id, row, facts from conversations',
    )
    const live = new Map(rows.map(({ id, row, facts }) => [id, { row, facts }]))
    const pure = pureRows([...acknowledged, ...kept], now)
    expect(live.size).toBe(pure.size)
    for (const [id, expected] of pure) expect(live.get(id), id).toEqual(expected)
  } finally {
    await database.close()
  }
}

async function learningGoesOn(bundles: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => (await service.get('/v1/training?limit=1000')).json.runs.map((run: { state: string }) => run.state),
      {
        timeout: 120_000,
        interval: 500,
      },
    )
    .not.toEqual(expect.arrayContaining([expect.stringMatching(/queued|running/)]))
  const { json } = await service.get('/v1/releases?limit=1000')
  expect(bundles).toContain(json.live)
  const recorded = new Set(json.ledger.map((entry: { why: string }) => entry.why))
  expect(promoted.filter((why) => !recorded.has(why))).toEqual([])
  expect(json.ledger[0].live).toBe(json.live)
  expect((await ask(service, 'someone')).json.bundle).toBe(json.live)
  const other = bundles.find((bundle) => bundle !== json.live)
  await released(service, { action: 'promote', bundle: other, force: true })
  expect((await service.get('/v1/samples?limit=10')).json.samples.length).toBeGreaterThan(0)
}
