import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, examples, importBoth, released, trained } from './learning.ts'
import { type Answer, cleanUp, type Service, startService } from './service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
  await importBoth(service, '', 12)
  await released(service, { action: 'promote', bundle: await trained(service), force: true })
  await talk(260)
})
afterAll(() => cleanUp())

const put = async (path: string, body: unknown): Promise<Answer['json']> => {
  const answer = await fetch(service.url + path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.json()
}
const meant = new Map<string, string>()

/** Ended conversations of one message each, and the intent of each message. */
async function talk(count: number): Promise<void> {
  const said = examples('', 4)
  const now = Date.now() - 3 * 3_600_000 // long enough ago to be closed
  const events = Array.from({ length: count }, (_, i) => {
    const { text, label } = said[i % said.length]!
    const common = { conversation_id: `c${i}`, user_id: `u${i}` }
    meant.set(`c${i}-u`, label)
    return [
      { ...common, event_id: `c${i}-u`, type: 'user_message', text, occurred_at: now },
      {
        ...common,
        event_id: `c${i}-a`,
        type: 'assistant_message',
        response: '-',
        predicted_intent: label,
        intent_confidence: 0.9,
        occurred_at: now + 1,
      },
      { ...common, event_id: `c${i}-e`, type: 'conversation_end', reason: 'done', occurred_at: now + 2 },
    ]
  })
  await service.post('/v1/events', { events: events.flat() })
}

/** People answer every audit, as it was meant. */
async function judgeAll(): Promise<void> {
  const { text_tasks } = (await service.get('/v1/text-tasks?state=waiting&limit=1000')).json
  const texts = new Map(text_tasks.map((each: Answer['json']) => [each.text_task_id, each.text_id]))
  for (;;) {
    const next = await service.post('/v1/text-tasks/next', { annotator: 'ann', kinds: ['audit'] })
    if (next.status === 204) return
    expect(Object.keys(next.json)).not.toContain('was')
    const label = meant.get(texts.get(next.json.text_task_id) as string)
    const answer = { lease_id: next.json.lease_id, annotator: 'ann', label }
    const given = await service.post(`/v1/text-tasks/${next.json.text_task_id}/answers`, answer)
    expect(given.status).toBe(201)
  }
}

test('rules, a run, audits by people, acceptance', async () => {
  const rule = { task: 'intent', label: 'price', all: [{ kind: 'pattern', pattern: 'how much|多少钱' }] }
  expect(await put('/v1/labelling-rules/ask-price', rule)).toMatchObject({ version: 1, enabled: true })
  expect(
    await put('/v1/labelling-rules/bad', { ...rule, all: [{ kind: 'pattern', pattern: '(a)\\1' }] }),
  ).toMatchObject({
    code: 'LOOP_BAD_PATTERN',
  })
  const trial = await service.post('/v1/labelling-rules/trial', rule)
  expect(trial.json).toMatchObject({ precision: 1, wrong_for: [] })
  const policy = { target: 0.5, bands: [0.5], audit_shut: 0.6, training: true }
  expect(await put('/v1/machine-labels/policy', policy)).toMatchObject({ version: 1, target: 0.5 })
  expect(await put('/v1/machine-labels/policy', { bands: [0.9, 0.8] })).toMatchObject({
    code: 'LOOP_BAD_MACHINE_POLICY',
  })

  let run: Answer['json']
  do {
    await sleep(100) // the conversations are being derived
    run = (await service.post('/v1/machine-labels/runs', { task: 'intent' })).json
  } while (run.proposed === 0)
  expect(run.audited).toBeGreaterThan(100)
  expect(run.audited).toBe(run.proposed)
  // Too few texts are judged to calibrate the label model: the others are looked at again.
  expect((await service.get('/v1/machine-labels?state=held')).json.machine_labels).toEqual([])
  await judgeAll()
  await service.post('/v1/machine-labels/runs', { task: 'intent' })
  await judgeAll()
  const report = (await service.get('/v1/machine-labels/report')).json
  expect(report.cells).toMatchObject([
    { cell: '*@0.5', open: true },
    { cell: 'warm-up', open: false },
  ])
  expect(report.accepted).toBeGreaterThan(0)
  expect(report.audited_precision).toBeGreaterThan(0.9)
  const { machine_labels } = (await service.get('/v1/machine-labels?state=accepted')).json
  const [accepted] = machine_labels
  expect(accepted.label).toBe(meant.get(accepted.event_id))

  const gold = { task: 'intent', who: 'mia', items: [{ event_id: accepted.event_id, label: accepted.label }] }
  expect((await service.post('/v1/gold', gold)).json).toMatchObject({ code: 'LOOP_MACHINE_GOLD' })
  const drawn = (await service.get('/v1/machine-labels?state=right')).json.machine_labels[0]
  const verdict = await service.post(`/v1/machine-labels/${drawn.machine_label_id}/verdict`, {
    label: 'price',
    who: 'zoe',
  })
  expect(verdict.json).toMatchObject({ code: 'LOOP_AUDITED' })
})

test('a renamed label is said by the model that learned the old name; a split one keeps it from being released', async () => {
  const change = (body: object) => service.post('/v1/taxonomy/changes', { task: 'intent', why: 'test', ...body })
  const rename = { change: { kind: 'rename', from: 'price', label: { id: 'cost', name_zh: '价格' } } }
  const preview = await service.post('/v1/taxonomy/changes/preview', { task: 'intent', ...rename })
  expect(preview.json).toMatchObject({ rules: [{ rule_id: 'ask-price' }], bundles: [{ live: true, translated: true }] })
  const { version } = (await change(rename)).json
  for (let said = ''; said !== 'cost'; ) {
    said = (await ask(service, 'u')).json.intent.label
    if (said !== 'cost') await sleep(100)
  }
  const old = (await service.get(`/v1/taxonomy?version=${version - 1}`)).json
  expect(old.intent.map((label: { id: string }) => label.id)).toContain('price')
  expect((await change({ change: { kind: 'add', label: 'price' } })).json).toMatchObject({
    code: 'LOOP_LABEL_GIVEN_UP',
  })
  expect((await change({ ...rename, version: version - 1 })).json).toMatchObject({ code: 'LOOP_TAXONOMY_CHANGED' })

  const split = {
    change: { kind: 'split', from: 'delivery', into: [{ id: 'when', pattern: 'when|什么时候' }, 'where'] },
  }
  expect((await change(split)).status).toBe(201)
  const { counts } = (await service.get('/v1/text-tasks?kind=split')).json
  expect(counts.filter((each: { kind: string }) => each.kind === 'split')).toEqual([
    { kind: 'split', state: 'decided', tasks: 24 },
    { kind: 'split', state: 'waiting', tasks: 24 },
  ])
  const live = (await service.get('/v1/releases')).json.live
  const again = await service.post('/v1/releases', { action: 'promote', bundle: live, who: 'mia', why: 'test' })
  expect(again.json).toMatchObject({ code: 'LOOP_TAXONOMY_OUTGROWN' })

  const bundle = await trained(service)
  const snapshot = (await service.get(`/v1/bundles/${bundle}`)).json.snapshot
  expect(snapshot).toBeTruthy()
  await released(service, { action: 'promote', bundle, force: true })
  for (let said = 'delivery'; said !== 'when'; ) {
    said = (await ask(service, 'u', '什么时候发货 1')).json.intent.label
    if (said !== 'when') await sleep(100)
  }
})

test('suspect labels are found and go back to people, without what is suspected', async () => {
  const wrong = {
    task: 'objection',
    examples: [{ text: 'how much is it 3', label: 'delivery' }],
    who: 'mia',
    train: false,
  }
  await service.post('/v1/models/import', wrong)
  const found = (await service.get('/v1/label-errors?task=objection')).json
  expect(found.suspects[0]).toMatchObject({ given: 'delivery', suggested: 'price' })
  expect((await service.post('/v1/label-errors/review', { task: 'objection', limit: 1 })).json).toEqual({
    text_tasks: 1,
  })
  const next = await service.post('/v1/text-tasks/next', { annotator: 'bob', kinds: ['suspect'] })
  expect(next.json.text).toBe('how much is it 3')
  const body = { lease_id: next.json.lease_id, annotator: 'bob', label: 'nonsense' }
  const refused = await service.post(`/v1/text-tasks/${next.json.text_task_id}/answers`, body)
  expect(refused.json).toMatchObject({ code: 'LOOP_UNKNOWN_LABEL' })
})

test('a search for new intents answers, though nothing is unsure', async () => {
  expect((await service.post('/v1/taxonomy/proposals/search', { below: 0.5 })).json).toEqual({ proposals: [] })
  expect((await service.get('/v1/taxonomy/proposals/none')).json).toMatchObject({ code: 'LOOP_NO_PROPOSAL' })
})
