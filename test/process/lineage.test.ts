import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, examples, released, runOver } from './learning.ts'
import { capitalNames } from './names.ts'
import { cleanUp, newFolder, type Service, salesloop, startService } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONDAY = 20_000 * DAY

let service: Service
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
})
afterAll(cleanUp)

/** A customer asks for a refund, which the live model does not know: it is unsure. */
const refund = (i: number) => {
  const at = MONDAY + i * MINUTE
  const base = { conversation_id: `c${i}`, user_id: `user ${i}` }
  const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown> = {}) => ({
    ...base,
    event_id: `c${i}/${name}`,
    type,
    occurred_at: at + offsetMs,
    received_at: at + offsetMs,
    ...fields,
  })
  return [
    event('question', 'user_message', 0, { text: `${i % 2 ? 'refund please, parcel' : '我要退款 订单'} ${i}` }),
    event('reply', 'assistant_message', 1000, {
      response: '?',
      predicted_intent: 'price',
      intent_confidence: 0.3,
      predicted_objection: 'none',
      objection_confidence: 0.9,
      bundle: 'b-old',
    }),
    event('end', 'conversation_end', MINUTE),
  ]
}

async function labelAll(): Promise<number> {
  for (let labelled = 0; ; labelled++) {
    const { status, json } = await service.post('/v1/queue/next', { annotator: 'ann' })
    if (status === 204) return labelled
    const { sample_id, lease_id, turns } = json.sample
    const reply = turns.find((turn: { role: string }) => turn.role === 'assistant').event_id
    const answer = await service.post(`/v1/samples/${sample_id}/labels`, {
      lease_id,
      annotator: 'ann',
      at_fault: true,
      part: 'intent',
      turns: [{ event_id: reply, intent: 'refund', objection: 'none' }],
    })
    if (answer.status !== 201) throw new Error(answer.text)
  }
}

test('labels become a model; from its answer one walks back to the customer, and to what was live then', async () => {
  const put = (path: string, body: unknown) =>
    fetch(service.url + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await put('/v1/taxonomy', { intent: ['price', 'delivery', 'order', 'refund'], objection: ['none'] })
  const { json: imported } = await service.post('/v1/models/import', {
    task: 'intent',
    examples: examples(),
    who: 'mia',
  })
  const first = (await runOver(service, imported.run_id)).candidate_bundle
  const events = Array.from({ length: 60 }, (_, i) => refund(i))
    .flat()
    .sort((a, b) => a.received_at - b.received_at)
  await service.post('/v1/events', events)
  await service.post('/v1/clock', { now: MONDAY + 3 * HOUR })
  const labelled = await labelAll()
  expect(labelled).toBeGreaterThan(20)
  const items = examples('', 9).map(({ text, label }) => ({ text: `${text} please`, label }))
  await service.post('/v1/gold', { task: 'intent', items, who: 'ann' })
  await service.post('/v1/gold', { task: 'intent', items: [{ event_id: 'c0/question', label: 'refund' }], who: 'ann' })

  const { json: ordered } = await service.post('/v1/training', { who: 'mia' })
  const run = await runOver(service, ordered.run_id)
  expect(run).toMatchObject({ state: 'done', evaluation: { verdict: 'pass' } })
  await released(service, { action: 'promote', bundle: run.candidate_bundle, why: 'knows refunds' })
  await expect
    .poll(async () => (await ask(service, 'new', 'refund please')).json.bundle, { timeout: 10_000 })
    .toBe(run.candidate_bundle)

  const answer = (await ask(service, 'new', 'refund please')).json
  expect(answer.intent.label).toBe('refund')
  await expect
    .poll(async () => (await service.get(`/v1/decisions/${answer.decision_id}`)).status, { timeout: 10_000 })
    .toBe(200)
  const decision = (await service.get(`/v1/decisions/${answer.decision_id}`)).json
  const bundle = (await service.get(`/v1/bundles/${decision.bundle}`)).json
  const model = (await service.get(`/v1/models/${bundle.models.intent.id}`)).json
  expect(model).toMatchObject({ task: 'intent', snapshot: bundle.snapshot })
  const snapshot = (await service.get(`/v1/snapshots/${model.snapshot}`)).json
  expect(snapshot.summary.intent.low_quality_share).toBeLessThanOrEqual(0.3 + 1e-6)
  const learned = snapshot.items.find(
    (item: { label: string; source: string }) => item.label === 'refund' && item.source === 'turn',
  )
  expect(JSON.stringify(snapshot)).not.toContain('refund please')
  expect(snapshot.items.map((item: { text_id: string }) => item.text_id)).not.toContain('c0/question')
  const label = (await service.get(`/v1/labels/${learned.label_ids[0]}`)).json
  expect(label).toMatchObject({ source: 'human', who: 'ann' })
  const sample = (await service.get(`/v1/samples/${label.sample_id}`)).json
  expect(sample.labels.map((each: { label_id: string }) => each.label_id)).toContain(label.label_id)
  const conversation = (await service.get(`/v1/conversations/${sample.conversation_id}`)).json
  expect(conversation.events.map((event: { event_id: string }) => event.event_id)).toContain(learned.text_id)
  const { now } = (await service.get('/v1/clock')).json
  expect((await service.get(`/v1/releases?at=${now}`)).json.live).toBe(run.candidate_bundle)
  expect((await service.get(`/v1/releases?at=${MONDAY - 1}`)).json.live).toBe(first)

  const { figures } = (await service.get('/v1/metrics')).json
  const figure = (name: string) => figures.find((each: { figure: string }) => each.figure === name)
  expect(figure('failure_rate')).toMatchObject({ numerator: labelled, denominator: labelled, estimate: 1 })
  expect(figure('live_accuracy_intent')).toMatchObject({ numerator: 0, denominator: labelled, estimate: 0 })
  expect(figure('live_accuracy_objection')).toMatchObject({ denominator: labelled, estimate: 1 })
})

test('no answer has a name with a capital letter', async () => {
  const { paths } = (await service.get('/openapi.json')).json as { paths: Record<string, { get?: object }> }
  const lists = Object.keys(paths).filter((path) => paths[path]!.get && !path.includes('{') && path !== '/metrics')
  const { bundles, models } = (await service.get('/v1/models')).json
  const [first] = (await service.get('/v1/conversations?limit=1')).json.conversations
  const single = [
    `/v1/bundles/${bundles[0].id}`,
    `/v1/models/${models[0].id}`,
    `/v1/snapshots/${bundles[0].snapshot}`,
    `/v1/training/${bundles[0].run_id}`,
    `/v1/conversations/${first.conversation_id}`,
    `/v1/ids/${first.conversation_id}`,
    `/v1/ids/${bundles[0].id}`,
  ]
  let answered = 0
  for (const path of [...lists, ...single]) {
    const { status, json } = await service.get(path)
    if (status === 200) answered++
    expect(capitalNames(json), path).toEqual([])
  }
  expect(answered).toBeGreaterThan(40)
})

test('a restored backup serves the same models, samples, labels and releases, and counts on', async () => {
  const paths = ['/v1/releases', '/v1/models', '/v1/samples?limit=1000', '/v1/gold', '/v1/training', '/v1/metrics']
  const state = async (one: Service) => {
    const answers = await Promise.all(paths.map((path) => one.get(path)))
    const { loaded: _, ...models } = answers[1]!.json // which bundles lie in memory is the process's own
    const predicted = await ask(one, 'new', 'refund please')
    const { decision_id: __, ...answer } = predicted.json
    return [models, answer, ...answers.filter((_answer, i) => i !== 1).map(({ json }) => json)]
  }
  const before = await state(service)
  await service.stop()
  const [file, restored] = [join(await newFolder(), 'backup.gz'), await newFolder()]
  expect(await salesloop(['backup', '--data-dir', service.dataDir, '--out', file])).toMatchObject({ code: 0 })
  expect(await salesloop(['restore', '--from', file, '--data-dir', restored])).toMatchObject({ code: 0 })
  const again = await startService({ dataDir: restored, args: ['--clock=replay'] })
  expect(await state(again)).toEqual(before)
  expect(await released(again, { action: 'rollback' })).toMatchObject({ revision: before[2].revision + 1 })
  const { json } = await again.post('/v1/training', {})
  expect((await runOver(again, json.run_id)).state).toBe('done')
  await again.stop()
})
