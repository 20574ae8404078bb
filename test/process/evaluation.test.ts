import { afterAll, beforeAll, expect, test } from 'vitest'
import { examples, released, runOver } from './learning.ts'
import { type Answer, cleanUp, type Service, salesloop, startService } from './service.ts'

/**
 * The live model knows price, delivery and order, and calls a refund something else. The candidate learns refunds, and
 * that "how much is it" is an order: more items get right than wrong, but what was right breaks.
 */
const BROKEN = 'how much is it'
let service: Service
let run: Answer['json']

const put = async (path: string, body: unknown): Promise<Answer['json']> =>
  (
    await fetch(service.url + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json()
const refunds = ['I want my money back', 'refund this please', '我要退款', '退货怎么退钱']
const numbered = (texts: readonly string[], label: string, repeats: number) =>
  texts.flatMap((text) => Array.from({ length: repeats }, (_, i) => ({ text: `${text} ${i}`, label })))
const imported = (some: unknown, train: boolean) =>
  service.post('/v1/models/import', { task: 'intent', examples: some, who: 'mia', train })

beforeAll(async () => {
  service = await startService()
  const { json } = await imported(examples(), true)
  const first = await runOver(service, json.run_id)
  expect(first).toMatchObject({ state: 'done', evaluation: { verdict: 'pass' } })
  const gold = [
    ...examples('', 6).map(({ text, label }) => ({ text: `${text} hello`, label })),
    ...numbered(refunds, 'refund', 10).map(({ text, label }) => ({ text: `${text} hello`, label })),
  ]
  const added = await service.post('/v1/gold', { task: 'intent', items: gold, who: 'ann', why: 'before refunds' })
  expect(added).toMatchObject({ status: 201, json: { added: 112, known: 0, version: expect.stringMatching(/^gv-/) } })
  await say()
  await imported(numbered(refunds, 'refund', 6), false)
  await imported(
    examples().map(({ text, label }) => ({ text, label: text.startsWith(BROKEN) ? 'order' : label })),
    false,
  )
  const ordered = await service.post('/v1/training', { who: 'mia', tasks: ['intent'] })
  run = await runOver(service, ordered.json.run_id)
})
afterAll(cleanUp)

/** A conversation in which the live model understood everything. */
async function say(): Promise<void> {
  const at = Date.now() - 60_000
  const turn = (n: number, text: string, intent: string) => [
    { event_id: `u${n}`, type: 'user_message', conversation_id: 'good', user_id: 'anna', occurred_at: at + n, text },
    {
      ...{
        event_id: `a${n}`,
        type: 'assistant_message',
        conversation_id: 'good',
        user_id: 'anna',
        occurred_at: at + n + 1,
      },
      ...{ response: 'gladly', predicted_intent: intent, intent_confidence: 0.9 },
    },
  ]
  const { status } = await service.post('/v1/events', [
    ...turn(1, 'how much is it for the red one', 'price'),
    ...turn(5, 'where is my parcel', 'delivery'),
  ])
  expect(status).toBe(202)
}

const evaluation = async (id: string) => (await service.get(`/v1/evaluations/${id}`)).json
const reason = (found: Answer['json'], rule: string) =>
  found.reasons.find((each: { rule: string }) => each.rule === rule)

test('a candidate with higher accuracy but too many negative flips is refused, with the list', async () => {
  expect(run.state).toBe('refused')
  const found = await evaluation(run.evaluation_id)
  expect(found).toMatchObject({ verdict: 'refuse', bundle: run.candidate_bundle, run_id: run.run_id, who: 'mia' })
  const { before, after, difference, negative_flips } = found.tasks.intent
  expect(after.accuracy).toBeGreaterThan(before.accuracy)
  expect(difference.low).toBeGreaterThan(0)
  expect(reason(found, 'accuracy').verdict).toBe('pass')
  const flips = reason(found, 'negative_flips')
  expect(flips).toMatchObject({ verdict: 'refuse', limit: 0.05, items: 112 })
  expect(flips.measured).toBeCloseTo(negative_flips / 112)
  const listed = (await service.get(`/v1/evaluations/${run.evaluation_id}/items?outcome=broken&limit=1000`)).json.items
  expect(listed.map((item: { gold_id: string }) => item.gold_id).sort()).toEqual([...flips.item_ids].sort())
  expect(listed.length).toBe(negative_flips)
  for (const item of listed) expect(item).toMatchObject({ truth: 'price', before: 'price', after: 'order' })
  expect(listed[0].text).toContain(BROKEN)
  const release = { action: 'canary', bundle: run.candidate_bundle, who: 'mia', why: 'more accurate' }
  expect(await service.post('/v1/releases', release)).toMatchObject({
    status: 409,
    json: { code: 'LOOP_GATE_NOT_PASSED' },
  })
})

test('the evaluation counts every item once, per class, in the confusion matrix and per segment', async () => {
  const { intent } = (await evaluation(run.evaluation_id)).tasks
  const sum = (list: { items: number }[]) => list.reduce((total, each) => total + each.items, 0)
  expect(sum(intent.after.confusion)).toBe(112)
  const refund = intent.after.labels.find((each: { label: string }) => each.label === 'refund')
  expect(refund.recall).toMatchObject({ items: 40, hits: 40, estimate: 1 })
  expect(refund.recall.low).toBeLessThan(1)
  const languages = intent.segments.filter((each: { segment: string }) => each.segment === 'language')
  expect(sum(languages)).toBe(112)
  expect(languages.map((each: { value: string }) => each.value).sort()).toEqual(['latin', 'mixed'])
})

test('items come page by page, and the list of evaluations leads to them', async () => {
  const pages: string[] = []
  for (let after = ''; ; ) {
    const query = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const { json } = await service.get(`/v1/evaluations/${run.evaluation_id}/items?limit=50${query}`)
    pages.push(...json.items.map((item: { gold_id: string }) => item.gold_id))
    if (json.next === null) break
    after = json.next
  }
  expect(new Set(pages).size).toBe(112)
  expect(pages).toHaveLength(112)
  const { json } = await service.get(`/v1/evaluations?bundle=${run.candidate_bundle}`)
  expect(json.evaluations[0]).toMatchObject({ evaluation_id: run.evaluation_id, verdict: 'refuse' })
  expect(json.evaluations[0].refusals).toContain('negative_flips')
})

test('the calibration curve counts every item once, before and after, and says how often it was right', async () => {
  const { status, json } = await service.get(`/v1/evaluations/${run.evaluation_id}/calibration`)
  expect([status, Object.keys(json.tasks)]).toEqual([200, ['intent']])
  const { intent } = (await evaluation(run.evaluation_id)).tasks
  for (const side of ['before', 'after'] as const) {
    const bins: { items: number; accuracy: number; low: number; high: number }[] = json.tasks.intent[side]
    expect(bins.reduce((sum, bin) => sum + bin.items, 0)).toBe(112)
    expect(bins.reduce((sum, bin) => sum + bin.items * bin.accuracy, 0)).toBeCloseTo(intent[side].right, 9)
    for (const { low, accuracy, high } of bins) expect(low <= accuracy && accuracy <= high).toBe(true)
  }
  const missing = await service.get('/v1/evaluations/e-nothing/calibration')
  expect([missing.status, missing.json.code]).toEqual([404, 'LOOP_NO_EVALUATION'])
})

test('limits of a task are changed in a ledger, and the next verdict goes by them', async () => {
  const { version } = (await service.get('/v1/gate')).json
  const limits = { intent: { max_negative_flips: 0.5, max_recall_loss: 1, max_segment_loss: 1, max_ece: 1 } }
  const changed = await put('/v1/gate', { limits, who: 'pia', why: 'refunds matter more', version })
  expect(changed).toMatchObject({ version: version + 1, limits: { intent: { max_negative_flips: 0.5 } }, who: 'pia' })
  expect(changed.limits.objection.max_negative_flips).toBe(0.05)
  expect(await put('/v1/gate', { limits, who: 'pia', why: 'again', version })).toMatchObject({
    code: 'LOOP_GATE_CHANGED',
  })
  expect(await put('/v1/gate', { limits: { intent: { max_flips: 1 } }, who: 'pia', why: 'x' })).toMatchObject({
    code: 'LOOP_BAD_REQUEST',
  })
  const judged = await service.post(`/v1/bundles/${run.candidate_bundle}/verdicts`, { who: 'pia' })
  expect(judged.json).toMatchObject({ verdict: 'pass', limits_version: version + 1 })
  expect((await evaluation(run.evaluation_id)).verdict).toBe('refuse') // what was found stays
})

test('a good conversation is protected with one call; a candidate that breaks it is refused with the list', async () => {
  const order = { conversation_id: 'good', name: '问价', who: 'pia', why: 'sold a phone' }
  await expect.poll(async () => (await service.post('/v1/skills', order)).status, { timeout: 10_000 }).toBe(201)
  const again = await service.post('/v1/skills', order)
  expect(again).toMatchObject({ status: 200, json: { name: '问价', conversation_id: 'good', retired: null } })
  const { skill_id, turns } = again.json
  expect(turns).toEqual([
    { task: 'intent', text_id: 'u1', label: 'price' },
    { task: 'intent', text_id: 'u5', label: 'delivery' },
  ])
  expect((await service.get(`/v1/skills/${skill_id}`)).json.turns[0].text).toBe('how much is it for the red one')
  const judged = (await service.post(`/v1/bundles/${run.candidate_bundle}/verdicts`, { who: 'pia' })).json
  expect(judged.verdict).toBe('refuse')
  expect(reason(judged, 'skills')).toMatchObject({
    verdict: 'refuse',
    measured: 1,
    limit: 0,
    items: 2,
    item_ids: [skill_id],
  })
  expect(judged.skills.filter((each: { broken: boolean }) => each.broken)).toMatchObject([
    { skill_id, text_id: 'u1', label: 'price', before: 'price', after: 'order' },
  ])
  const retired = await service.post(`/v1/skills/${skill_id}/retirement`, { who: 'pia', why: 'asked by phone now' })
  expect(retired.json.retired).toMatchObject({ who: 'pia', why: 'asked by phone now' })
  expect((await service.get('/v1/skills')).json.skills).toEqual([])
  const free = (await service.post(`/v1/bundles/${run.candidate_bundle}/verdicts`, { who: 'pia' })).json
  expect(free.verdict).toBe('pass')
  await released(service, { action: 'promote', bundle: run.candidate_bundle })
})

test('the gold set grows in versions; an evaluation can go back to an earlier one', async () => {
  const { versions } = (await service.get('/v1/gold/versions')).json
  expect(versions.map((each: { who: string }) => each.who)).toEqual(['ann'])
  const { items, next } = (await service.get('/v1/gold?label=refund&limit=10')).json
  expect(items).toHaveLength(10)
  expect(next).toBe(items[9].gold_id)
  const out = {
    gold_ids: items.slice(0, 3).map((item: { gold_id: string }) => item.gold_id),
    who: 'pia',
    why: 'typing errors',
  }
  const { json } = await service.post('/v1/gold/retirements', out)
  expect(json).toMatchObject({ retired: 3, version: expect.not.stringMatching(versions[0].version) })
  const [first] = (await service.get('/v1/models')).json.bundles.slice(-1)
  const items112 = { bundle: first.id, gold_version: versions[0].version }
  expect((await service.post('/v1/evaluations', items112)).json.tasks.intent.after.items).toBe(112)
  expect((await service.post('/v1/evaluations', { bundle: first.id })).json.tasks.intent.after.items).toBe(109)
})

test('a shadow is switched on with who and why; without labels it has learned nothing', async () => {
  expect((await service.get('/v1/shadow')).json).toEqual({ on: false, who: null, why: null, at: null, shadows: [] })
  expect(await put('/v1/shadow', { on: true, who: 'pia', why: 'curious' })).toMatchObject({ on: true, who: 'pia' })
  expect((await service.get('/v1/shadow/w-0/steps')).json).toEqual({ steps: [], next: null })
  const { json } = await service.post('/v1/training', { mode: 'online', who: 'pia' })
  expect(await runOver(service, json.run_id)).toMatchObject({
    ...{ state: 'failed', method: { mode: 'online' }, error: { code: 'LOOP_NO_SHADOW' } },
  })
})

test('snapshots are listed with what came of them', async () => {
  const { snapshots } = (await service.get('/v1/snapshots')).json
  expect(snapshots[0]).toMatchObject({ snapshot: run.snapshot, items: { intent: 84 }, base: null })
  const { json } = await service.get(`/v1/snapshots/${run.snapshot}?limit=10`)
  expect(json).toMatchObject({
    items_total: 84,
    next: 10,
    lineage: { runs: [run.run_id], bundles: [run.candidate_bundle] },
  })
  expect((await service.get(`/v1/snapshots?before=${run.snapshot}`)).json.snapshots).toMatchObject([
    { snapshot: json.parent },
  ])
})

test.each([
  { path: '/v1/evaluations/e-0', code: 'LOOP_NO_EVALUATION' },
  { path: '/v1/evaluations/e-0/items', code: 'LOOP_NO_EVALUATION' },
  { path: '/v1/skills/k-0', code: 'LOOP_NO_SKILL' },
  { path: '/v1/gold?version=gv-0', code: 'LOOP_NO_GOLD_VERSION' },
])('GET $path: $code', async ({ path, code }) => {
  expect(await service.get(path)).toMatchObject({ status: 404, json: { code } })
})

test.each([
  { body: { conversation_id: 'nobody', who: 'pia', why: 'x' }, status: 404, code: 'LOOP_NO_CONVERSATION' },
  {
    body: { conversation_id: 'good', turns: [{ event_id: 'u9', intent: 'price' }], who: 'pia', why: 'x' },
    status: 400,
    code: 'LOOP_BAD_SKILL',
  },
  {
    body: { conversation_id: 'good', turns: [{ event_id: 'u1', intent: 'mood' }], who: 'pia', why: 'x' },
    status: 400,
    code: 'LOOP_UNKNOWN_LABEL',
  },
])('POST /v1/skills $body: $code', async ({ body, status, code }) => {
  expect(await service.post('/v1/skills', body)).toMatchObject({ status, json: { code } })
})

test('on the command line, what broke comes first', async () => {
  const [newest, first] = (await service.get('/v1/models')).json.bundles
  const args = ['evaluate', '--bundle', newest.id, '--against', first.id, '--url', service.url]
  const { code, stdout } = await salesloop(args)
  expect(code).toBe(0)
  expect(stdout.indexOf('negative flips')).toBeGreaterThan(0)
  expect(stdout.indexOf('negative flips')).toBeLessThan(stdout.indexOf('accuracy'))
  expect(stdout).toContain(BROKEN)
  expect(JSON.parse((await salesloop([...args, '--json'])).stdout)).toMatchObject({
    bundle: newest.id,
    against: first.id,
  })
})
