import { afterAll, beforeAll, expect, test } from 'vitest'
import { importBoth, released, trained } from './learning.ts'
import { type Answer, cleanUp, type Service, startService } from './service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
  await importBoth(service, '', 12)
  await released(service, { action: 'promote', bundle: await trained(service), force: true })
})
afterAll(cleanUp)

const put = async (body: unknown): Promise<{ status: number; json: Answer['json'] }> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${service.url}/v1/taxonomy`, { method: 'PUT', headers, body: JSON.stringify(body) })
  return { status: response.status, json: await response.json() }
}
const ids = (labels: { id: string }[]) => labels.map(({ id }) => id)

test('what conversations in the queue carry is offered before any of them was leased', async () => {
  const at = Date.now() - 3 * 3_600_000
  const told = ['only_there', 'and_here'].flatMap((label, i) => {
    const common = { conversation_id: `q${i}`, user_id: `u${i}` }
    const reply = { type: 'assistant_message', response: '-', predicted_intent: label, intent_confidence: 0.1 }
    return [
      { ...common, event_id: `q${i}-u`, type: 'user_message', text: 'hm', occurred_at: at },
      { ...common, event_id: `q${i}-a`, ...reply, occurred_at: at + 1 },
      { ...common, event_id: `q${i}-e`, type: 'conversation_end', reason: 'done', occurred_at: at + 2 },
    ]
  })
  await service.post('/v1/events', told)
  await expect.poll(async () => (await service.get('/v1/samples')).json.samples.length, { timeout: 20_000 }).toBe(2)
  const offered = async () => ids((await service.get('/v1/taxonomy')).json.intent)
  await expect
    .poll(offered, { timeout: 20_000, interval: 200 })
    .toEqual(expect.arrayContaining(['only_there', 'and_here']))
})

test('a list that forgets labels in use is refused with what hangs on them; force retires them on the record', async () => {
  const before = (await service.get('/v1/taxonomy')).json
  expect(before).toMatchObject({ decided: [], given_up: [] })
  const [kept, ...others] = ids(before.intent).filter((id) => id !== 'only_there' && id !== 'and_here') // nothing hangs on these
  expect(others.length).toBeGreaterThan(0)
  const refused = await put({ intent: [kept, 'brand_new'] })
  expect(refused).toMatchObject({ status: 409, json: { code: 'LOOP_LABELS_IN_USE' } })
  expect(refused.json.message).toContain('POST /v1/taxonomy/changes')
  const { labels } = refused.json.details
  expect(labels.map((each: { label: string }) => each.label).sort()).toEqual(others.sort())
  for (const each of labels) {
    expect(each).toMatchObject({ task: 'intent', turns: 0, gold_items: 0, rules: [] })
    expect(each.examples).toBeGreaterThan(0)
    expect(each.models).toHaveLength(1)
    expect((await service.get(`/v1/ids/${each.models[0]}`)).status).toBe(200)
  }
  expect((await service.get('/v1/taxonomy')).json).toEqual(before)

  const forced = await put({ intent: [kept, 'brand_new'], force: true, who: 'mia', why: 'a shorter list' })
  expect(forced).toMatchObject({
    status: 200,
    json: { decided: ['intent'], version: before.version + others.length + 1 },
  })
  expect(ids(forced.json.intent)).toEqual([kept, 'brand_new'])
  const { changes } = (await service.get('/v1/taxonomy/changes')).json
  expect(changes.map((line: Answer['json']) => [line.kind, line.change.from, line.who, line.why]).sort()).toEqual(
    others.map((id) => ['retire', id, 'mia', 'a shorter list']).sort(),
  )
  // The live model still says them, and still they are not offered again.
  expect(ids((await service.get('/v1/taxonomy')).json.intent)).toEqual([kept, 'brand_new'])
  expect((await put({ intent: [kept, others[0]] })).json).toMatchObject({ code: 'LOOP_LABEL_GIVEN_UP' })
})

test('what the changes were is told in the words of the interface', async () => {
  const label = { id: 'offer', name_zh: '优惠', definition_en: 'asks for less' }
  await service.post('/v1/taxonomy/changes', { task: 'intent', change: { kind: 'add', label } })
  const { changes } = (await service.get('/v1/taxonomy/changes?limit=1')).json
  expect(changes).toMatchObject([{ change: { kind: 'add', label } }])
})
