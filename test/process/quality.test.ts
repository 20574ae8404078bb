import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillQueue } from './annotators.ts'
import { cleanUp, type Service, startService } from './service.ts'

const DAY = 24 * 60 * 60_000
let service: Service
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  await fillQueue(service, 3, 1, 2)
})
afterAll(cleanUp)

interface Sample {
  readonly sample_id: string
  readonly conversation_id: string
  readonly lease_id: string
  readonly returned: {
    readonly remark: string
    readonly who: string
    readonly answer: { readonly label_id: string }
  } | null
}
const next = async (annotator: string): Promise<Sample | null> =>
  (await service.post('/v1/queue/next', { annotator })).json?.sample ?? null
async function answer(annotator: string, sample: Sample, intent: string): Promise<string> {
  const recorded = await service.post(`/v1/samples/${sample.sample_id}/labels`, {
    ...{ lease_id: sample.lease_id, annotator, at_fault: true, part: 'intent' },
    turns: [{ event_id: `${sample.conversation_id}/reply`, intent, objection: 'none' }],
  })
  expect(recorded.status).toBe(201)
  return recorded.json.label_id
}
const giveBack = (sampleId: string, body: object) => service.post(`/v1/samples/${sampleId}/return`, body)

const first = new Map<string, string>()
beforeAll(async () => {
  await service.post('/v1/gold', {
    ...{
      task: 'intent',
      who: 'lead',
      items: [
        { text: '多少钱', label: 'price' },
        { text: '有货吗', label: 'stock' },
      ],
    },
  })
  for (let sample = await next('ann'); sample !== null; sample = await next('ann'))
    first.set(sample.sample_id, await answer('ann', sample, 'price'))
})

describe('an answer that is given back', () => {
  const [remark, who] = ['customer asks for stock, not price', 'lead']

  test('comes to its annotator next, with the remark, and to nobody else for a week', async () => {
    const [sampleId, labelId] = [...first][1]!
    const done = await giveBack(sampleId, { label_id: labelId, remark, who })
    expect(done.status).toBe(201)
    expect(done.json).toMatchObject({ annotator: 'ann', remark, who, open: true })
    expect((await giveBack(sampleId, { label_id: labelId, remark: 'again', who })).json).toEqual(done.json)
    const others = [(await next('bo'))!, (await next('bo'))!, (await next('bo'))!]
    // One of its two places is free for others, the other is kept.
    expect(others.map((each) => each.sample_id).sort()).toEqual([...first.keys()].sort())
    const taken = others.find((each) => each.sample_id === sampleId)!
    expect(taken.returned).toBeNull()
    await answer('bo', taken, 'stock')
    expect((await next('cy'))?.sample_id).not.toBe(sampleId)
    const again = (await next('ann'))!
    expect(again).toMatchObject({ sample_id: sampleId, returned: { remark, who, answer: { label_id: labelId } } })
    await answer('ann', again, 'stock')
    const { returns } = (await service.get('/v1/label-returns?annotator=ann')).json
    expect(returns).toMatchObject([{ sample_id: sampleId, open: false }])
    expect((await service.get('/v1/label-returns?open=true')).json.returns).toEqual([])
    expect((await service.get(`/v1/samples/${sampleId}`)).json).toMatchObject({ state: 'labelled', answers: 2 })
  })

  test('what is not there, is a last word or is settled is refused, and the message says why', async () => {
    const [sampleId, labelId] = [...first][1]!
    expect(await giveBack(sampleId, { label_id: 'l-none', remark, who })).toMatchObject({
      status: 404,
      json: { code: 'LOOP_NO_LABEL' },
    })
    expect((await giveBack(sampleId, { label_id: labelId, remark: '', who })).status).toBe(400)
    const word = await service.post(`/v1/samples/${sampleId}/adjudication`, {
      ...{ annotator: 'lead', at_fault: true, part: 'intent', turns: [] },
    })
    expect(word.status).toBe(201)
    const { labels } = (await service.get(`/v1/samples/${sampleId}`)).json
    const standing = labels.find((each: { annotator: string; withdrawn_by: string | null }) => each.annotator === 'bo')
    const settled = await giveBack(sampleId, { label_id: standing.label_id, remark, who })
    expect(settled).toMatchObject({ status: 409, json: { code: 'LOOP_NOT_RETURNED' } })
    expect(settled.json.message).toContain('lead has settled the sample since')
    const lastWord = await giveBack(sampleId, { label_id: word.json.label_id, remark, who })
    expect(lastWord.json.code).toBe('LOOP_NOT_RETURNED')
  })

  test('after a week, and when its annotator gives it on, others get it', async () => {
    const [sampleId, labelId] = [...first][0]!
    await giveBack(sampleId, { label_id: labelId, remark, who })
    const mine = (await next('ann'))!
    expect(mine.sample_id).toBe(sampleId)
    await service.post(`/v1/samples/${sampleId}/release`, { lease_id: mine.lease_id, annotator: 'ann' })
    expect((await service.get('/v1/label-returns?open=true')).json.returns).toEqual([])
    const [otherId, otherLabel] = [...first][2]!
    await giveBack(otherId, { label_id: otherLabel, remark, who })
    const { now } = (await service.get('/v1/clock')).json
    await service.post('/v1/clock', { now: now + 8 * DAY })
    const served = [(await next('dee'))!.sample_id, (await next('dee'))!.sample_id]
    expect(served.sort()).toEqual([sampleId, otherId].sort())
  })
})

describe('agreement in detail', () => {
  test('per label, per annotator and per period', async () => {
    const sample = (await next('eve'))!
    await answer('eve', sample, 'price')
    const { json } = await service.get('/v1/agreement')
    expect(Object.keys(json).sort()).toEqual(['annotators', 'labels', 'overall', 'pairs', 'tasks'])
    expect(json.annotators.every((each: { units: number }) => each.units > 0)).toBe(true)
    const { periods } = (await service.get(`/v1/agreement/trend?step_ms=${DAY}`)).json
    expect(periods.length).toBeGreaterThan(0)
    const last = periods.at(-1)
    expect(last.until - last.from).toBe(DAY)
  })

  test('a cell of the confusion leads to its items, page by page', async () => {
    const { json } = await service.get('/v1/confusion?task=intent')
    expect(json.pairs).toBe(json.cells.reduce((sum: number, cell: { pairs: number }) => sum + cell.pairs, 0))
    const cell = json.cells[0]
    const at = `/v1/confusion/items?task=intent&label=${cell.label}&other=${cell.other}`
    const { items, found, next: after } = (await service.get(`${at}&limit=1`)).json
    expect(items).toHaveLength(1)
    expect(after === null).toBe(found === 1)
    expect(items[0].choices.map((each: { choice: string }) => each.choice)).toContain(cell.label)
  })
})

test('sources without a person: a rule that has not voted is listed, and its error rate is unknown', async () => {
  const rule = { task: 'intent', label: 'price', all: [{ kind: 'pattern', pattern: '多少钱' }] }
  const headers = { 'content-type': 'application/json' }
  const put = await fetch(`${service.url}/v1/labelling-rules/price`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(rule),
  })
  expect(put.status).toBe(200)
  const { sources } = (await service.get('/v1/label-sources')).json
  expect(sources).toMatchObject([
    { voter: 'rule:price', label: 'price', state: 'not_voted', error_rate: null, audits: 0 },
  ])
})

test('gold items are shown with their texts where asked for, and none rests on a withdrawn answer', async () => {
  const { items, doubtful } = (await service.get('/v1/gold?texts=true')).json
  expect(items.map((each: { text: string }) => each.text).sort()).toEqual(['多少钱', '有货吗'])
  expect(doubtful).toBe(0)
  expect((await service.get('/v1/gold?doubtful=true')).json.items).toEqual([])
  expect((await service.get('/v1/gold')).json.items[0].text).toBeUndefined()
})
