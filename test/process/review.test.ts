import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, type Service, salesloop, startService } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONDAY = 20_000 * DAY

let service: Service
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
})
afterAll(cleanUp)

interface Told {
  readonly id: string
  readonly at: number
  readonly confidence?: number
  readonly cta?: boolean
  readonly user?: string
}

/** A customer asks, the assistant replies, both take leave. */
function story({ id, at, confidence = 0.9, cta = false, user = `user of ${id}` }: Told): Record<string, unknown>[] {
  const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown> = {}) => ({
    event_id: `${id}/${name}`,
    type,
    conversation_id: id,
    user_id: user,
    occurred_at: at + offsetMs,
    received_at: at + offsetMs,
    ...fields,
  })
  return [
    event('question', 'user_message', 0, { text: '这款手机多少钱' }),
    event('reply', 'assistant_message', 1000, {
      response: '有现货。',
      predicted_intent: 'availability',
      intent_confidence: confidence,
      predicted_objection: 'none',
      objection_confidence: 0.95,
    }),
    ...(cta ? [event('cta', 'cta_sent', 1001, { cta_id: `${id}/buy` })] : []),
    event('end', 'conversation_end', 2 * MINUTE),
  ]
}

async function tell(stories: readonly Told[]): Promise<void> {
  const events = stories.flatMap(story).sort((a, b) => Number(a.received_at) - Number(b.received_at))
  for (let from = 0; from < events.length; from += 500) {
    const answer = await service.post('/v1/events', events.slice(from, from + 500))
    expect(answer.status).toBe(202)
  }
}
const put = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(service.url + path, { method: 'PUT', headers, body: JSON.stringify(body) })
  return { status: response.status, json: (await response.json()) as { code: string } }
}
const moveTo = async (now: number) => expect((await service.post('/v1/clock', { now })).status).toBe(200)
const next = (annotator: string) => service.post('/v1/queue/next', { annotator })
const sampleOf = async (id: string) => (await service.get(`/v1/conversations/${id}`)).json.sample

test('a flagged conversation enters the queue, goes to one of two annotators at once, and is labelled', async () => {
  await put('/v1/taxonomy', {
    intent: ['price_question', { id: 'availability', name_zh: '是否有货' }],
    objection: ['none'],
  })
  await tell([{ id: 'doubtful', at: MONDAY, confidence: 0.3 }])
  await moveTo(MONDAY + HOUR)
  const answers = await Promise.all([next('ann'), next('bob')])
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 204])
  const [winner, annotator] = answers[0]!.status === 200 ? [answers[0]!, 'ann'] : [answers[1]!, 'bob']
  const { sample } = winner.json
  expect(sample).toMatchObject({
    conversation_id: 'doubtful',
    stratum: 'flagged',
    reasons: ['low_confidence'],
    suspect: { event_id: 'doubtful/reply', part: 'intent' },
    random_turn: 'doubtful/reply',
    turns: [
      { event_id: 'doubtful/question', role: 'user', text: '这款手机多少钱' },
      {
        event_id: 'doubtful/reply',
        role: 'assistant',
        text: '有现货。',
        predicted_intent: 'availability',
        intent_confidence: 0.3,
      },
    ],
  })
  expect(sample.taxonomy.intent).toEqual([
    { id: 'price_question', name_en: null, name_zh: null },
    { id: 'availability', name_en: null, name_zh: '是否有货' },
  ])
  const turns = [{ event_id: 'doubtful/reply', intent: 'price_question', objection: 'none' }]
  const answer = { lease_id: sample.lease_id, annotator, at_fault: true, part: 'intent', turns, seconds: 20 }
  const recorded = await service.post(`/v1/samples/${sample.sample_id}/labels`, answer)
  expect(recorded).toMatchObject({ status: 201, json: { sample_id: sample.sample_id } })
  expect((await service.post(`/v1/samples/${sample.sample_id}/labels`, answer)).json).toEqual(recorded.json)
  const other = await service.post(`/v1/samples/${sample.sample_id}/labels`, { ...answer, part: 'policy' })
  expect(other).toMatchObject({
    status: 409,
    json: {
      code: 'LOOP_LEASE_LOST',
      details: { yours: { part: 'policy' }, recorded: [{ part: 'intent', annotator }] },
    },
  })
  expect((await service.get(`/v1/samples/${sample.sample_id}`)).json).toMatchObject({
    state: 'labelled',
    labels: [
      {
        label_id: recorded.json.label_id,
        turns: [{ text_event_id: 'doubtful/question', intent: 'price_question', is_random: true }],
      },
    ],
  })
})

test('a late order withdraws an unlabelled sample and leaves a labelled one', async () => {
  const at = MONDAY + DAY
  await tell(['unlabelled', 'labelled'].map((id) => ({ id, at, cta: true })))
  await moveTo(at + 25 * HOUR)
  expect(await sampleOf('unlabelled')).toMatchObject({ state: 'waiting', reasons: ['no_click_no_order'] })
  for (let answer = await next('ann'); answer.status === 200; answer = await next('ann')) {
    const { sample_id, lease_id, conversation_id } = answer.json.sample
    const body = { lease_id, annotator: 'ann', at_fault: false, part: 'none' }
    if (conversation_id === 'labelled') {
      expect((await service.post(`/v1/samples/${sample_id}/labels`, body)).status).toBe(201)
    }
  }
  const order = (id: string) => ({
    event_id: `${id}/order`,
    type: 'order_event',
    user_id: `user of ${id}`,
    occurred_at: at + HOUR,
    received_at: at + 26 * HOUR,
    amount: 99,
  })
  expect((await service.post('/v1/events', [order('unlabelled'), order('labelled')])).status).toBe(202)
  await moveTo(at + 26 * HOUR)
  expect((await service.get('/v1/conversations/unlabelled')).json.row.flagged).toBe(false)
  expect(await sampleOf('unlabelled')).toMatchObject({ state: 'withdrawn', why: 'no longer flagged' })
  expect(await sampleOf('labelled')).toMatchObject({ state: 'labelled' })
})

describe('sampling', () => {
  const at = MONDAY + 10 * DAY
  const conversations = 2000

  test('the control stratum has its rate, and expected samples meet the budget', async () => {
    await put('/v1/pool/policy', { budget: 120, control_rate: 0.02, lookback: 1 })
    for (const day of [0, 1, 2]) {
      const from = at + day * DAY
      const told = Array.from({ length: conversations }, (_, i) => ({
        id: `day${day}-${i}`,
        at: from + 5 * MINUTE + Math.floor((i / conversations) * DAY * 0.9),
        confidence: i % 5 === 0 ? 0.2 + (i % 37) / 100 : 0.9,
      }))
      // Hour by hour: however slow the machine, each is decided in the phase of its window in which it falls.
      for (let hour = 0; hour < 24; hour++) {
        const until = from + (hour + 1) * HOUR
        await tell(told.filter((one) => one.at >= until - HOUR && one.at < until))
        await moveTo(Math.min(until + 3 * MINUTE, from + DAY - 1))
      }
    }
    await moveTo(at + 8 * DAY)
    const { plans, responses } = (await service.get('/v1/pool')).json
    const strata = plans.flatMap((plan: { strata: unknown[] }) => plan.strata) as {
      stratum: string
      conversations: number
      expected: number
      selected: number
    }[]
    const controls = strata.filter((one) => one.stratum === 'control')
    const sum = (of: typeof strata, field: 'conversations' | 'expected' | 'selected') =>
      of.reduce((total, one) => total + one[field], 0)
    expect(sum(controls, 'conversations')).toBe(3 * conversations * 0.8)
    expect(sum(controls, 'expected')).toBeCloseTo(0.02 * 3 * conversations * 0.8, 6)
    expect(Math.abs(sum(controls, 'selected') - 96)).toBeLessThan(4 * Math.sqrt(96))
    const lastDay = plans.find((plan: { from: number }) => plan.from === at + 2 * DAY).strata as typeof strata
    expect(lastDay.find((one) => one.stratum === 'flagged')?.conversations).toBe(conversations / 5)
    expect(sum(lastDay, 'expected')).toBeGreaterThan(0.95 * 120)
    expect(sum(lastDay, 'expected')).toBeLessThan(1.05 * 120)
    const samples = responses.reduce((total: number, one: { samples: number }) => total + one.samples, 0)
    expect(samples).toBe(strata.reduce((total, one) => total + one.selected, 0))
  })

  test('salesloop pool lists samples with reasons and evidence, from the folder and from the service', async () => {
    const flags = ['--reason', 'low_confidence', '--limit', '5']
    const fromFolder = await salesloop(['pool', '--data-dir', service.dataDir, ...flags, '--json'])
    const fromService = await salesloop(['pool', '--url', service.url, ...flags, '--json'])
    expect([fromFolder.code, fromService.code]).toEqual([0, 0])
    const { samples } = JSON.parse(fromFolder.stdout)
    expect(JSON.parse(fromService.stdout).samples).toEqual(samples)
    expect(samples).toHaveLength(5)
    for (const sample of samples) {
      expect(sample.evidence.low_confidence).toEqual([`${sample.conversation_id}/reply`])
      expect(sample.inclusion_probability).toBeGreaterThan(0)
    }
    const text = await salesloop(['pool', '--url', service.url, '--limit', '1'])
    expect(text.stdout).toMatch(/^sm-[0-9a-f]{16} {2}\w+ {2}(flagged|control) {2}p=/)
    const wrong = await salesloop(['pool', '--url', service.url, '--limit', '0'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('LOOP_BAD_OPTION')
  })
})

test('wrong requests get a clear 4xx', async () => {
  const { samples } = (await service.get('/v1/samples?limit=1')).json
  const id = samples[0].sample_id
  const answer = { lease_id: 'x', annotator: 'ann', at_fault: true, part: 'intent' }
  const cases: [number, string, () => Promise<{ status: number; json: { code: string } }>][] = [
    [404, 'LOOP_NO_SAMPLE', () => service.get('/v1/samples/none')],
    [404, 'LOOP_NO_SAMPLE', () => service.post('/v1/samples/none/labels', answer)],
    [409, 'LOOP_LEASE_LOST', () => service.post(`/v1/samples/${id}/labels`, answer)],
    [
      409,
      'LOOP_LEASE_LOST',
      () => service.post(`/v1/samples/${id}/skip`, { lease_id: 'x', annotator: 'ann', why: '?' }),
    ],
    [409, 'LOOP_LEASE_LOST', () => service.post(`/v1/samples/${id}/renew`, { lease_id: 'x', annotator: 'ann' })],
    [400, 'LOOP_BAD_REQUEST', () => service.post(`/v1/samples/${id}/labels`, { ...answer, part: 'mood' })],
    [400, 'LOOP_BAD_TEXT', () => service.post('/v1/queue/next', { annotator: 'a\u0000b' })],
    [400, 'LOOP_BAD_REQUEST', () => service.post('/v1/queue/next', { annotator: '' })],
    [400, 'LOOP_BAD_REQUEST', () => service.post('/v1/queue/next', { annotator: 'ann', lease_ms: 1e12 })],
    [400, 'LOOP_BAD_REQUEST', () => service.get('/v1/samples?state=lost')],
    [400, 'LOOP_BAD_REQUEST', () => put('/v1/pool/policy', { control_rate: 0 })],
    [400, 'LOOP_BAD_REQUEST', () => put('/v1/pool/policy', { budgets: 5 })],
    [400, 'LOOP_BAD_REQUEST', () => put('/v1/pool/policy', { reason_weights: { no_such_reason: 2 } })],
    [400, 'LOOP_BAD_TEXT', () => service.get('/v1/samples?after=%00')],
    [409, 'LOOP_TAXONOMY_CHANGED', () => put('/v1/taxonomy', { version: 0, intent: [] })],
  ]
  for (const [status, code, ask] of cases) expect(await ask()).toMatchObject({ status, json: { code } })
})
