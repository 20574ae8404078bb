import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresFaultStore } from '../../src/adapters/postgres/fault-store.ts'
import type { WireEvent } from '../../src/events/event.ts'
import { annotate, habitsOf } from '../../src/simulator/annotator.ts'
import { playDays } from '../../src/simulator/run-world.ts'
import { standIn } from '../../src/simulator/stand-in.ts'
import type { TurnTruth } from '../../src/simulator/truth.ts'
import { parseWorld } from '../../src/simulator/world.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { importBoth, released, trained } from './learning.ts'
import { cleanUp, type Service, salesloop, startService } from './service.ts'

const DAY = 86_400_000
const world = parseWorld({ traffic: { conversationsPerDay: 48 } })
const days = [...playDays(world, 'faults', standIn(world, 'faults'))]
const events = days.flatMap((day) => day.events).sort((a, b) => Number(a.received_at) - Number(b.received_at))
const truths = new Map(
  days.flatMap((day) =>
    day.truths.flatMap((truth) =>
      truth.kind === 'turn' ? [[truth.assistant_event_id, truth as TurnTruth] as const] : [],
    ),
  ),
)

let service: Service
let told = 0
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
})
afterAll(cleanUp)

/** Everything received up to a day of the world, and its time. */
async function upTo(day: number): Promise<void> {
  const now = world.startAt + day * DAY
  const until = events.findIndex((event: WireEvent) => Number(event.received_at) > now)
  const end = until < 0 ? events.length : until
  for (; told < end; told = Math.min(end, told + 900)) {
    const batch = events.slice(told, Math.min(end, told + 900))
    expect((await service.post('/v1/events', batch)).status).toBe(202)
  }
  expect((await service.post('/v1/clock', { now })).status).toBe(200)
}

async function reviewAll(): Promise<number> {
  const random = randomFrom('faults/annotator')
  for (let answers = 0; ; answers++) {
    const next = await service.post('/v1/queue/next', { annotator: 'mia' })
    if (next.status === 204) return answers
    const { sample } = next.json
    const answer = annotate(sample, truths, habitsOf(world, 0), random)
    const form = { lease_id: sample.lease_id, annotator: 'mia', ...answer }
    expect((await service.post(`/v1/samples/${sample.sample_id}/labels`, form)).status).toBe(201)
  }
}

async function trainedFaults(): Promise<Record<string, unknown>> {
  const { json } = await service.post('/v1/faults/training', { who: 'mia' })
  for (;;) {
    const { runs } = (await service.get('/v1/faults/model')).json
    const run = runs.find((each: { run_id: string }) => each.run_id === json.run_id)
    if (run.state === 'done' || run.state === 'failed') return run
    await sleep(100)
  }
}

async function charge(model: string | null, why: string) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ model_id: model, who: 'mia', why })
  const response = await fetch(`${service.url}/v1/faults/charge`, { method: 'PUT', headers, body })
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  return { status: response.status, json: (await response.json()) as any }
}
const status = async () => (await service.get('/v1/faults/model')).json
const whole = async (id: string) => (await service.get(`/v1/conversations/${id}`)).json
/** Conversations drawn after an instant, as the pool lists them. */
const samplesSince = async (at: number) =>
  (await service.get('/v1/samples?limit=1000')).json.samples.filter(
    (sample: { created_at: number }) => sample.created_at > at,
  )

test('without verdicts nothing is trained, and the rule table is in charge', async () => {
  expect(await trainedFaults()).toMatchObject({ state: 'failed', error: { code: 'LOOP_TOO_FEW_VERDICTS' } })
  expect(await status()).toMatchObject({ in_charge: { by: 'rules', model_id: null, problem: null }, models: [] })
  expect((await service.get('/v1/faults/comparison')).json).toEqual({ model_id: null, held_out: null, since: null })
})

let model = ''
test('a week of verdicts makes a model; it scores in the shadow and decides nothing', async () => {
  await importBoth(service, 'a:')
  await released(service, { action: 'promote', bundle: await trained(service), force: true })
  await upTo(7)
  const verdicts = await reviewAll()
  const run = await trainedFaults()
  expect(run).toMatchObject({ state: 'done', error: null })
  model = String(run.model_id)
  expect((await status()).models).toMatchObject([{ model_id: model, verdicts, snapshot_id: run.snapshot_id }])
  const { held_out, since } = (await service.get('/v1/faults/comparison')).json
  expect(held_out).toMatchObject({ verdicts })
  expect(held_out.at_budget.share).toBeGreaterThan(0)
  expect(held_out.at_budget.difference.precision.low).toBeLessThan(held_out.at_budget.difference.precision.high)
  expect(since).toBeNull()

  await upTo(10)
  const samples = await samplesSince(world.startAt + 7 * DAY)
  expect(samples.length).toBeGreaterThan(20)
  expect(samples.some((sample: { reasons: string[] }) => sample.reasons.includes('learned'))).toBe(false)
  const { fault } = await whole(samples[0].conversation_id)
  expect(fault.scores).toMatchObject([{ model_id: model, in_charge: false }])
  expect(fault.reasons.length).toBeGreaterThan(0)
  await reviewAll()
  expect((await service.get('/v1/faults/comparison')).json.since.verdicts).toBe(samples.length)
})

test('in charge, it admits beside the rules, for a reason of its own; rows stay as the rules say', async () => {
  expect(await charge('m-000000000000', 'try')).toMatchObject({ status: 404, json: { code: 'LOOP_NO_MODEL' } })
  const { status: code, json } = await charge(model, 'better on held-out verdicts')
  expect(code).toBe(200)
  expect(json.releases).toHaveLength(1)
  expect((await service.get(`/v1/bundles/${json.releases[0].live}`)).json.fault).toMatchObject({ id: model })
  expect((await service.get('/v1/releases/ledger?limit=1')).json.entries).toMatchObject([
    { action: 'charge', who: 'mia', why: 'better on held-out verdicts' },
  ])
  const [line] = (await service.get('/v1/audit?limit=1')).json.lines
  expect(line).toMatchObject({ what: 'PUT /v1/faults/charge', details: { in_the_name_of: 'mia', model_id: model } })
  expect(await charge(model, 'again')).toMatchObject({ status: 409, json: { code: 'LOOP_RELEASE_IMPOSSIBLE' } })

  await upTo(14)
  expect(await status()).toMatchObject({ in_charge: { by: 'learned', model_id: model, problem: null } })
  expect((await status()).in_charge.threshold).toBeGreaterThan(0)
  const samples = await samplesSince(world.startAt + 10 * DAY)
  const alone = samples.filter((sample: { reasons: string[] }) => sample.reasons.join() === 'learned')
  expect(alone.length).toBeGreaterThan(0)
  const shown = await whole(alone[0].conversation_id)
  expect(shown).toMatchObject({
    draw: { reason: 'learned' },
    row: { flagged: false, reasons: [] },
    sample: { stratum: 'flagged', state: 'waiting' },
  })
  expect(shown.fault.scores[0].probability).toBeGreaterThanOrEqual((await status()).in_charge.threshold - 0.2)
  expect(shown.draw.probability).toBeLessThanOrEqual(1)
})

test('in charge, it points at the reply and the part; its quality stands beside the table', async () => {
  const { attribution, problem } = (await service.get('/v1/attribution')).json
  expect([problem, attribution.model, attribution.in_charge]).toEqual([null, model, true])
  expect(attribution.learned).toBe(attribution.verdicts >= 150)
  expect(attribution.attribution.macro_f1).toBeGreaterThanOrEqual(attribution.suspect_table.macro_f1)
  expect(attribution.table).toHaveLength(10)
  const waiting = (await samplesSince(world.startAt + 10 * DAY)).find(
    (sample: { suspect: unknown; state: string }) => sample.suspect !== null && sample.state === 'waiting',
  )
  const { turns } = (await service.get(`/v1/conversations/${waiting.conversation_id}/attribution`)).json
  const [first] = [...turns].sort((a, b) => a.parts.none - b.parts.none)
  expect(waiting.suspect.event_id).toBe(first.turn_id)
  expect(waiting.suspect.weight).toBeCloseTo(1 - first.parts.none, 6)
  expect((await service.get('/v1/conversations/nobody/attribution')).status).toBe(404)
})

test('each part feeds a set of its own; texts come with the export alone', async () => {
  const { items } = (await service.get('/v1/part-sets')).json
  expect(items.intent).toBeGreaterThan(100)
  const page = (await service.get('/v1/part-sets/hard_negatives?limit=500')).json
  expect(page.items.length).toBeGreaterThan(0)
  expect(page.items[0].texts).toBeUndefined()
  const counted = await salesloop(['part-sets', '--url', service.url])
  expect(counted.stdout).toContain(`intent          ${items.intent}`)
  const exported = await salesloop(['part-sets', 'intent', '--texts', '--url', service.url])
  const lines = exported.stdout.trim().split('\n')
  expect(lines).toHaveLength(items.intent)
  expect(JSON.parse(lines[0]!).texts.text.length).toBeGreaterThan(0)
})

test('a rollback of the models keeps who is in charge', async () => {
  await importBoth(service, 'b:')
  await released(service, { action: 'promote', bundle: await trained(service), force: true })
  const { live } = await released(service, { action: 'rollback' })
  expect((await service.get(`/v1/bundles/${live}`)).json.fault).toMatchObject({ id: model })
})

test('an erasure lists the model, too', async () => {
  const { samples } = (await service.get('/v1/samples?state=labelled&limit=1000')).json
  const learned = samples.findLast((sample: { user_id: string | null }) => sample.user_id !== null)
  const order = { user_id: learned.user_id, who: 'mia', why: 'asked for it', dry_run: true }
  const { json } = await service.post('/v1/erasures', order)
  expect(json.models).toContainEqual(expect.objectContaining({ model_id: model, task: 'fault', live: true }))
  expect(json.findings.map(({ what }: { what: string }) => what)).toContain('fault_snapshot_items')
})

test('a damaged model leaves the rule table in charge, and says so', async () => {
  await writeFile(join(service.dataDir, 'models', model, 'conversation.bin'), 'not a model')
  const { dataDir } = service
  await service.stop()
  service = await startService({ dataDir, args: ['--clock=replay'] })
  const { in_charge } = await status()
  expect(in_charge).toMatchObject({ by: 'learned', model_id: model })
  expect(in_charge.problem).toContain('SHA-256')
  const { attribution, problem } = (await service.get('/v1/attribution')).json
  expect([attribution, problem]).toEqual([null, expect.stringContaining('SHA-256')])
  await upTo(16)
  const samples = await samplesSince(world.startAt + 14 * DAY)
  expect(samples.length).toBeGreaterThan(0)
  expect(samples.some((sample: { reasons: string[] }) => sample.reasons.includes('learned'))).toBe(false)
  const { fault, draw } = await whole(samples[0].conversation_id)
  expect([fault, draw.selected]).toEqual([null, true])
})

test('taken back by the command line', async () => {
  const back = await salesloop(['faults', 'charge', 'rules', '--url', service.url, '--who', 'mia', '--why', 'damaged'])
  expect(back).toMatchObject({ code: 0 })
  expect(await status()).toMatchObject({ in_charge: { by: 'rules', model_id: null, problem: null } })
  const shown = await salesloop(['faults', 'compare', '--url', service.url])
  expect(shown.stdout).toContain('precision')
})

test('an order that was cut off before the live bundles knew it is finished at the next start', async () => {
  const { dataDir } = service
  const { sha256 } = (await status()).models.find((each: { model_id: string }) => each.model_id === model)
  await service.stop()
  const database = await openDatabase({ dataDir })
  const order = { model, who: 'mia', recordedBy: 'mia', why: 'cut off', at: world.startAt + 16 * DAY }
  await postgresFaultStore(database).charge(order, sha256)
  await database.close()
  service = await startService({ dataDir, args: ['--clock=replay'] })
  const { live } = (await service.get('/v1/releases')).json
  expect((await service.get(`/v1/bundles/${live}`)).json.fault).toMatchObject({ id: model })
  expect((await service.get('/v1/releases/ledger?limit=1')).json.entries).toMatchObject([
    { action: 'charge', who: 'mia', why: 'cut off' },
  ])
})
