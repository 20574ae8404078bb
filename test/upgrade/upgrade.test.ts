import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examples, released, runOver } from '../process/learning.ts'
import { type Answer, cleanUp, newFolder, type Service, startService } from '../process/service.ts'
import { type Dump, dumpOf } from './dump.ts'
import { type Previous, previous, previousTree } from './previous-tree.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const DAY = 86_400_000
const WORLD = { weeks: ['training'], traffic: { conversationsPerDay: 25 } }

let before: Previous
let tree: string
let dataDir: string
let tables: Dump
let answers: Awaited<ReturnType<typeof seen>>
let service: Service

beforeAll(async () => {
  before = await previous()
  tree = await newFolder()
  await previousTree(before, tree)
  const old = await startService({ args: ['--clock=replay'], program: join(tree, 'bin/salesloop') })
  dataDir = old.dataDir
  await fill(old)
  answers = await seen(old)
  expect(await old.stop()).toBe(0)
  tables = await dumpOf(tree, dataDir)
}, 600_000)
afterAll(cleanUp)

/** A simulated week, labels, gold items, models, a release, a canary, decisions. */
async function fill(old: Service): Promise<void> {
  const [world, log] = [join(tree, 'world.json'), join(tree, 'events.ndjson')]
  await writeFile(world, JSON.stringify(WORLD))
  await promisify(execFile)(join(tree, 'bin/salesloop'), ['simulate', '--world', world, '--out', log])
  const events = (await readFile(log, 'utf8')).trimEnd().split('\n')
  for (let from = 0; from < events.length; from += 500) {
    const body = `[${events.slice(from, from + 500).join()}]`
    const { status, json } = await old.post('/v1/events', body)
    if (status !== 202 || json.rejected.length > 0) throw new Error(JSON.stringify(json))
  }
  const { received_at } = JSON.parse(events.at(-1)!) as { received_at: number }
  await old.post('/v1/clock', { now: received_at + 4 * DAY })
  const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
  const taxonomy = { intent: ['price', 'delivery', 'order', 'other'], objection: ['none'] }
  await fetch(`${old.url}/v1/taxonomy`, { ...put, body: JSON.stringify(taxonomy) })
  const { json: imported } = await old.post('/v1/models/import', { task: 'intent', examples: examples(), who: 'mia' })
  await runOver(old, imported.run_id)
  for (let n = 0; n < 20; n++) await label(old)
  const items = examples('', 2).map(({ text, label: name }) => ({ text: `${text} please`, label: name }))
  await old.post('/v1/gold', { task: 'intent', items, who: 'ann' })
  const { json } = await old.post('/v1/training', { who: 'mia' })
  const run = await runOver(old, json.run_id)
  await released(old, { action: 'canary', bundle: run.candidate_bundle, share: 0.2, force: true })
  for (let n = 0; n < 20; n++) {
    await old.post('/v1/predict', { conversation_id: `p${n}`, user_id: `u${n}`, text: `how much is it ${n}` })
  }
  await old.post('/v1/queue/next', { annotator: 'bob' }) // a lease that is open when the service stops
}

async function label(old: Service): Promise<void> {
  const { status, json } = await old.post('/v1/queue/next', { annotator: 'ann' })
  if (status !== 200) return
  const { sample_id, lease_id, turns } = json.sample
  const reply = turns.find((turn: { role: string }) => turn.role === 'assistant').event_id
  const answer = await old.post(`/v1/samples/${sample_id}/labels`, {
    ...{ lease_id, annotator: 'ann', at_fault: true, part: 'intent', remark: 'r', better_reply: 'b' },
    turns: [{ event_id: reply, intent: 'other', objection: 'none' }],
  })
  if (answer.status !== 201) throw new Error(answer.text)
}

/** What a user of the interface sees. */
async function seen(on: Service) {
  const get = async (path: string): Promise<Answer['json']> => (await on.get(path)).json
  const { conversations } = await get('/v1/conversations?limit=1000')
  const { samples } = await get('/v1/samples?limit=1000')
  const labelled = samples.filter((sample: { answers: number }) => sample.answers > 0)
  const texts = [...examples('', 3).map(({ text }) => text), '我要退货', 'is it in stock', '']
  return {
    conversations,
    samples,
    labels: await Promise.all(
      labelled.map(async (sample: { sample_id: string }) => (await get(`/v1/samples/${sample.sample_id}`)).labels),
    ),
    models: (await get('/v1/models?limit=1000')).models,
    bundles: (await get('/v1/models?limit=1000')).bundles,
    releases: await get('/v1/releases'),
    runs: (await get('/v1/training')).runs,
    gold: (await get('/v1/gold')).items.map(goldItem),
    taxonomy: await get('/v1/taxonomy'),
    predictions: await Promise.all(
      texts.map(async (text, n) => {
        const { json } = await on.post('/v1/predict', { conversation_id: `q${n}`, user_id: `who ${n}`, text })
        const { intent, objection, bundle, arm, fallback } = json
        return { text, intent, objection, bundle, arm, fallback }
      }),
    ),
  }
}

/** 0.1.0 said of each gold item that a person stands behind it. */
const goldItem = ({ origin: _, ...item }: Record<string, unknown>) => item

/** 0.1.0 wrote some names in camelCase, and showed the figures of an evaluation with its run. */
function inNewNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inNewNames)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([name]) => name !== 'tasks' || !('reasons' in value))
  return Object.fromEntries(fields.map(([name, inner]) => [snake(name), inNewNames(inner)]))
}
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

test('the previous version has really made something', () => {
  const counts = Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows.length]))
  for (const name of [
    'events',
    'conversations',
    'conversation_states',
    'draws',
    'samples',
    'labels',
    'turn_labels',
    'leases',
  ])
    expect(counts[name], name).toBeGreaterThan(5)
  for (const name of ['models', 'bundles', 'release_ledger', 'snapshots', 'gold_items', 'decisions', 'training_runs'])
    expect(counts[name], name).toBeGreaterThan(1)
})

test('opened by the present version, every table holds the rows that it held', async () => {
  const now = await dumpOf(ROOT, dataDir, tables)
  expect(Object.keys(now)).toEqual(Object.keys(tables))
  for (const [name, { columns, rows }] of Object.entries(tables)) {
    expect(now[name]!.columns, name).toEqual(columns)
    expect(now[name]!.rows, name).toEqual(rows)
  }
})

test('rows, samples, labels, models, releases and predictions are the same through the interface', async () => {
  service = await startService({ dataDir, args: ['--clock=replay'] })
  const now = await seen(service)
  // Live models' labels are offered from this version on: what stood stays, more may come.
  const { taxonomy, ...others } = answers
  const idsOf = (answer: unknown, task: string): string[] =>
    (answer as Record<string, { id: string }[]>)[task]!.map(({ id }) => id)
  for (const task of ['intent', 'objection'])
    expect(idsOf(now.taxonomy, task)).toEqual(expect.arrayContaining(idsOf(taxonomy, task)))
  for (const [what, was] of Object.entries(others))
    expect(now[what as keyof typeof now], what).toMatchObject(inNewNames(was) as object)
})

test('and it goes on: events, a training run, predictions', async () => {
  const { now } = (await service.get('/v1/clock')).json ?? {}
  const at = (now as number | undefined) ?? Date.UTC(2026, 1, 1)
  const message = {
    event_id: 'new',
    type: 'user_message',
    conversation_id: 'after',
    user_id: 'u',
    occurred_at: at,
    received_at: at,
    text: 'hi',
  }
  expect((await service.post('/v1/events', [message])).json.accepted).toBe(1)
  expect((await service.get('/v1/conversations/after')).status).toBe(200)
  const run = await runOver(service, (await service.post('/v1/training', { who: 'mia' })).json.run_id)
  expect(run.state).toBe('done')
  expect((await service.post('/v1/predict', { conversation_id: 'after', user_id: 'u', text: '多少钱' })).status).toBe(
    200,
  )
  expect(await service.stop()).toBe(0)
})

test('the previous version refuses the folder from then on, in clear words', async () => {
  const child = spawn(
    join(tree, 'bin/salesloop'),
    ['up', '--port', '0', '--data-dir', dataDir, '--no-auth', '--clock=replay'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  expect(code).not.toBe(0)
  expect(said).toContain('LOOP_DATA_NEWER')
  expect(said).toContain('Use the newer salesloop')
})
