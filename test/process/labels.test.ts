import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditLedger, fillQueue, MONDAY, workThrough } from './annotators.ts'
import { cleanUp, type Service, startService } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let service: Service
let now = MONDAY + 2 * DAY
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
})
afterAll(cleanUp)

const put = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(service.url + path, { method: 'PUT', headers, body: JSON.stringify(body) })
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}
const moveTo = async (to: number) => {
  now = to
  expect((await service.post('/v1/clock', { now })).status).toBe(200)
}

test('annotators at once, leases that run out: never more answers than wanted, none lost', async () => {
  await fillQueue(service, 25, 0.5, 3)
  const shift = await workThrough({ service: () => service, annotators: 6, seed: 'short' })
  const { answers } = await auditLedger(service, 25, shift)
  expect(answers).toBe(shift.acknowledged.size)
})

/** A doubtful conversation; with `byHand` a person takes over at the end. */
async function tell(id: string, byHand = false): Promise<void> {
  const event = (name: string, type: string, offset: number, fields: Record<string, unknown> = {}) => ({
    event_id: `${id}/${name}`,
    type,
    conversation_id: id,
    user_id: `user of ${id}`,
    assistant_id: 'shop',
    occurred_at: now + offset,
    received_at: now + offset,
    ...fields,
  })
  const predicted = { predicted_intent: 'stock', intent_confidence: 0.2, bundle: 'b-7' }
  const events = [
    event('question', 'user_message', 0, { text: '多少钱' }),
    event('reply', 'assistant_message', 1000, { response: '有现货。', ...predicted }),
    ...(byHand ? [event('by-hand', 'assistant_message', 2000, { response: '我来帮您。', author: 'human' })] : []),
    event('end', 'conversation_end', 3000),
  ]
  expect((await service.post('/v1/events', events)).status).toBe(202)
  await moveTo(now + HOUR)
}

const form = (id: string, over: object = {}) => ({
  at_fault: true,
  part: 'intent',
  turns: [{ event_id: `${id}/reply`, intent: 'price' }],
  seconds: 20,
  ...over,
})
const noFault = (id: string) =>
  form(id, { at_fault: false, part: 'none', turns: [{ event_id: `${id}/reply`, intent: 'stock' }] })
const next = async (annotator: string) => (await service.post('/v1/queue/next', { annotator })).json?.sample
const post = (sample: { sample_id: string }, what: string, body: object) =>
  service.post(`/v1/samples/${sample.sample_id}/${what}`, body)
async function label(
  annotator: string,
  answer: (id: string) => object,
): Promise<{ sample_id: string; label_id: string }> {
  const sample = await next(annotator)
  const body = { lease_id: sample.lease_id, annotator, ...answer(sample.conversation_id) }
  const recorded = await post(sample, 'labels', body)
  expect(recorded.status).toBe(201)
  return recorded.json
}

describe('one sample', () => {
  beforeAll(async () => {
    await put('/v1/taxonomy', { intent: ['price', 'stock'], objection: ['none'], style: ['too_long'] })
    await put('/v1/pool/policy', { overlap: 0 })
  })

  test('a heartbeat keeps it; who is too late is told', async () => {
    await tell('beating')
    const sample = await next('ann')
    await moveTo(now + 6 * MINUTE)
    const beat = await post(sample, 'heartbeat', { lease_id: sample.lease_id })
    expect(beat).toMatchObject({ status: 200, json: { lease_until: now + 10 * MINUTE } })
    await moveTo(now + 6 * MINUTE)
    expect(await next('bob')).toBeUndefined()
    await moveTo(now + 5 * MINUTE)
    expect(await post(sample, 'heartbeat', { lease_id: sample.lease_id })).toMatchObject({
      status: 409,
      json: { code: 'LOOP_LEASE_LOST', message: expect.stringContaining('ran out') },
    })
    const again = await next('bob')
    expect(again.sample_id).toBe(sample.sample_id)
    const late = await post(sample, 'labels', { lease_id: sample.lease_id, annotator: 'ann', ...form('beating') })
    expect(late).toMatchObject({ status: 409, json: { code: 'LOOP_LEASE_LOST', details: { recorded: [] } } })
    const held = { lease_id: again.lease_id, annotator: 'bob' }
    expect(await post(again, 'release', held)).toMatchObject({ status: 200, json: { sample_id: sample.sample_id } })
    expect((await next('ann')).sample_id).toBe(sample.sample_id)
    await moveTo(now + HOUR)
    await label('ann', form)
  })

  test('an answer that blames a model for a person’s words is refused, and the lease stays', async () => {
    await tell('handed', true)
    const sample = await next('ann')
    expect(sample.turns.map((line: { role: string }) => line.role)).toEqual(['user', 'assistant', 'human'])
    const given = { lease_id: sample.lease_id, annotator: 'ann' }
    const blamed = { ...given, ...form('handed', { fault_turn: 'handed/by-hand' }) }
    expect(await post(sample, 'labels', blamed)).toMatchObject({ status: 400, json: { code: 'LOOP_HUMAN_REPLY' } })
    const turns = [{ event_id: 'handed/reply', intent: 'price', style: 'too_long' }]
    const right = { ...given, ...form('handed', { fault_turn: 'handed/reply', turns }) }
    expect((await post(sample, 'labels', right)).status).toBe(201)
    const { json } = await service.get('/v1/good-replies?assistant_id=shop')
    expect(json).toEqual({
      replies: [
        {
          event_id: 'handed/by-hand',
          question_event_id: 'handed/question',
          reply_before: 'handed/reply',
          bundle_before: 'b-7',
          conversation_id: 'handed',
          sample_id: sample.sample_id,
          assistant_id: 'shop',
          channel: null,
          at: expect.any(Number),
          text: '我来帮您。',
          question: '多少钱',
        },
      ],
      next: null,
    })
    const { labels } = (await service.get(`/v1/labels?sample=${sample.sample_id}`)).json
    expect(labels).toMatchObject([
      { who: 'ann', fault_turn: 'handed/reply', turns: [{ style: 'too_long' }], withdrawn_by: null },
    ])
  })

  test('an undo gives the sample back to the annotator, and the ledger keeps both', async () => {
    await tell('undone')
    const first = await label('ann', form)
    const body = { annotator: 'ann', label_id: first.label_id }
    const undone = await post(first, 'undo', body)
    expect(undone).toMatchObject({ status: 200, json: { sample: { sample_id: first.sample_id } } })
    expect((await post(first, 'undo', body)).json).toEqual(undone.json)
    const { lease_id } = undone.json.sample
    expect((await post(first, 'labels', { lease_id, annotator: 'ann', ...noFault('undone') })).status).toBe(201)
    const { labels, answers } = (await service.get(`/v1/samples/${first.sample_id}`)).json
    expect(answers).toBe(1)
    expect(
      labels.map((line: { at_fault: boolean; withdrawn_by: unknown }) => [line.at_fault, line.withdrawn_by]),
    ).toEqual([
      [true, undone.json.withdrawal_id],
      [false, null],
    ])
    expect(await post(first, 'undo', { ...body, annotator: 'bob' })).toMatchObject({
      status: 409,
      json: { code: 'LOOP_UNDO_REFUSED', message: expect.stringContaining(first.label_id) },
    })
  })
})

describe('people who differ', () => {
  let sample: { sample_id: string }

  test('are listed, settled by a third, and checked with it', async () => {
    await put('/v1/pool/policy', { overlap: 1, overlap_answers: 2 })
    await tell('split')
    sample = await label('ann', form)
    await label('bob', noFault)
    const { conflicts } = (await service.get('/v1/conflicts')).json
    expect(conflicts).toMatchObject([
      { conversation_id: 'split', conflicts: [{ task: 'at_fault' }, {}, { task: 'intent' }] },
    ])
    expect((await service.get('/v1/conflicts?task=style')).json.conflicts).toEqual([])
    const word = { annotator: 'cleo', ...form('split') }
    expect(await post(sample, 'adjudication', { ...word, annotator: 'bob' })).toMatchObject({
      status: 409,
      json: { code: 'LOOP_ADJUDICATION_REFUSED', details: { recorded: [{}, {}] } },
    })
    const settled = await post(sample, 'adjudication', word)
    expect(settled.status).toBe(201)
    expect((await post(sample, 'adjudication', word)).json).toEqual(settled.json)
    expect((await service.get('/v1/conflicts')).json.conflicts).toEqual([])

    await put('/v1/pool/policy', { overlap: 0, gold_item_share: 0.5 })
    await tell('next')
    const shown = new Set<string>()
    for (let asked = 0; asked < 60 && shown.size < 2; asked++) {
      const task = await next(`new${asked}`)
      shown.add(task.conversation_id)
      const given = { lease_id: task.lease_id, annotator: `new${asked}` }
      const check = task.conversation_id === 'split'
      const done = await post(task, check ? 'labels' : 'release', { ...given, ...(check && form('split')) })
      expect(done.status).toBeLessThan(300)
    }
    expect(shown).toEqual(new Set(['split', 'next']))
    await put('/v1/pool/policy', { gold_item_share: 0 })
  })

  test('show in the agreement and in what is known of each annotator', async () => {
    const { overall, tasks, pairs } = (await service.get(`/v1/agreement?from=${MONDAY + 2 * DAY}`)).json
    expect(overall.low).toBeLessThanOrEqual(overall.alpha)
    expect(tasks.map((task: { task: string }) => task.task)).toEqual(['at_fault', 'part', 'intent'])
    expect(pairs).toMatchObject([{ annotators: ['ann', 'bob'], agreement: 0 }, {}, {}])
    const known = (await service.get(`/v1/annotators?from=${MONDAY + 2 * DAY}`)).json
    expect(known.least_for_rank).toBeGreaterThan(1)
    const of = (name: string) => known.annotators.find((one: { annotator: string }) => one.annotator === name)
    expect(of('ann')).toMatchObject({ answers: 4, seconds_per_item: 20, agreement: { rate: 0, units: 3 }, rank: null })
    expect(of('cleo')).toMatchObject({ answers: 0, adjudications: 1 })
    const checked = known.annotators.find((one: { gold_answers: number }) => one.gold_answers === 1)
    expect(checked.gold_accuracy).toMatchObject({ rate: 1, units: 3 })
    expect(checked.gold_accuracy.low).toBeLessThan(0.5)
  })

  test('a bad batch is withdrawn and taken back', async () => {
    const order = { annotator: 'bob', from: MONDAY + 2 * DAY, who: 'lead', why: 'guessed' }
    const preview = await service.post('/v1/label-withdrawals', { ...order, dry_run: true })
    expect(preview).toMatchObject({
      status: 200,
      json: { dry_run: true, withdrawal_id: null, waiting: [sample.sample_id] },
    })
    expect(preview.json.counts).toMatchObject({ labels: 1, samples: 1, waiting: 1, models: 0 })
    const listed = async (path: string) =>
      (await service.get(path)).json.labels.map((line: { label_id: string }) => line.label_id)
    expect(await listed(preview.json.labels_at)).toEqual(preview.json.label_ids)
    expect((await service.get('/v1/label-withdrawals')).json.withdrawals).toHaveLength(1) // the undo
    const done = await service.post('/v1/label-withdrawals', order)
    expect(done.json).toMatchObject({ counts: preview.json.counts, label_ids: preview.json.label_ids })
    expect(await listed(done.json.labels_at)).toEqual(preview.json.label_ids)
    const again = await service.post('/v1/label-withdrawals', { ...order, dry_run: true })
    expect(again.json.withdrawal_id).toBe(done.json.withdrawal_id)
    expect(done).toMatchObject({ status: 201, json: { kind: 'batch', labels: 1, waiting: [sample.sample_id] } })
    expect((await service.post('/v1/label-withdrawals', order)).json).toEqual(done.json)
    const path = `/v1/label-withdrawals/${done.json.withdrawal_id}`
    const back = await service.post(`${path}/take-back`, { who: 'lead', why: 'was right' })
    expect(back).toMatchObject({ status: 201, json: { kind: 'take_back', waiting: [] } })
    expect((await service.get(path)).json).toMatchObject({ taken_back_by: back.json.withdrawal_id })
    const { withdrawals } = (await service.get('/v1/label-withdrawals?limit=2')).json
    expect(withdrawals.map((line: { kind: string }) => line.kind).sort()).toEqual(['batch', 'take_back'])
    expect((await service.get('/v1/labels?annotator=bob&standing=false')).json.labels).toEqual([])
  })
})

test('guidelines in both languages, with versions', async () => {
  const texts = { text_en: 'Be fair.', text_zh: '要公平。', note: 'first' }
  const first = await put('/v1/guidelines', { ...texts, version: 0 })
  expect(first).toMatchObject({ status: 200, json: texts })
  expect(await put('/v1/guidelines', { ...texts, version: 0 })).toMatchObject({
    status: 409,
    json: { code: 'LOOP_GUIDELINES_CHANGED' },
  })
  expect((await service.get('/v1/guidelines')).json).toMatchObject({ guidelines: texts, versions: [{ note: 'first' }] })
  expect((await service.get('/v1/guidelines?version=0')).json.guidelines).toBeNull()
  expect(await service.get('/v1/guidelines?version=99')).toMatchObject({
    status: 404,
    json: { code: 'LOOP_NO_TAXONOMY_VERSION', message: expect.stringContaining('99') },
  })
  const chinese = await put('/v1/guidelines', { text_zh: '只看客户原话。' })
  expect(chinese.json).toMatchObject({ text_en: texts.text_en, text_zh: '只看客户原话。' })
})

test.each([
  [400, 'LOOP_BAD_REQUEST', '/v1/label-withdrawals', { who: 'lead', why: 'all' }],
  [400, 'LOOP_BAD_REQUEST', '/v1/label-withdrawals', { annotator: 'ann', why: 'x' }],
  [409, 'LOOP_NOTHING_TO_WITHDRAW', '/v1/label-withdrawals', { annotator: 'nobody', who: 'lead', why: 'x' }],
  [404, 'LOOP_NO_LABEL', '/v1/label-withdrawals', { label_ids: ['l-0'], who: 'lead', why: 'x' }],
  [404, 'LOOP_NO_WITHDRAWAL', '/v1/label-withdrawals/w-0/take-back', { who: 'lead', why: 'x' }],
  [404, 'LOOP_NO_SAMPLE', '/v1/samples/none/heartbeat', { lease_id: 'x' }],
  [404, 'LOOP_NO_SAMPLE', '/v1/samples/none/adjudication', { annotator: 'ann', at_fault: false, part: 'none' }],
  [404, 'LOOP_NO_SAMPLE', '/v1/samples/none/undo', { annotator: 'ann', label_id: 'l-0' }],
])('%i %s of %s', async (status, code, path, body) => {
  expect(await service.post(path, body)).toMatchObject({ status, json: { code } })
})
