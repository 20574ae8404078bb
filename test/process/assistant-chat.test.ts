import { afterAll, beforeAll, expect, test } from 'vitest'
import { runOver } from './learning.ts'
import { cleanUp, type Service, startService } from './service.ts'

const DAY_MS = 86_400_000
const ASKED = { price_question: ['how much is it', '这个多少钱'], place_order: ['I want to buy one', '我要下单'] }
const PLACE = { conversation_id: 'chat-1', user_id: 'tester', language: 'zh', product_id: 'p-coffee' }

let service: Service
/** The first bundle that went live, and one that nobody is served. */
let [live, candidate] = ['', '']
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  await service.post('/v1/clock', { now: 20_000 * DAY_MS })
  const examples = Object.entries(ASKED).flatMap(([label, texts]) =>
    texts.flatMap((text) => Array.from({ length: 8 }, (_, i) => ({ text: `${text} ${i}`, label }))),
  )
  for (const seed of [1, 2]) {
    const { json } = await service.post('/v1/models/import', { task: 'intent', examples, who: 'mia', seed })
    await runOver(service, json.run_id)
    examples.push(...examples.slice(0, 4).map(({ text, label }) => ({ text: `${text} please`, label })))
  }
  live = (await service.get('/v1/releases')).json.live
  const { bundles } = (await service.get('/v1/models')).json as { bundles: { id: string }[] }
  candidate = bundles.map(({ id }) => id).find((id) => id !== live) ?? ''
})
afterAll(cleanUp)

const turn = (turn: number, text: string, more: object = {}) =>
  service.post('/v1/assistant/turns', { ...PLACE, text, turn, session: null, ...more })
const act = (name: string, more: object = {}) => service.post('/v1/assistant/acts', { ...PLACE, act: name, ...more })
const decisionOf = async (answer: { understood: { decision_id: string } }) =>
  (await service.get(`/v1/decisions/${answer.understood.decision_id}`)).json
const sent = async (events: unknown) => (await service.post('/v1/events', events)).json

test('a chat is answered by the live bundle; its events are accepted as they come and make a conversation', async () => {
  const first = (await turn(1, '这个多少钱')).json
  expect([first.reply.action, first.understood.bundle]).toEqual(['give_price', live])
  expect(first.reply.text).toContain('588元')
  expect(await sent(first.events)).toEqual({ accepted: 3, duplicates: 0, rejected: [] })
  const second = (await turn(2, '我要下单', { session: first.session })).json
  expect(second.reply).toMatchObject({ offer: 'checkout', from: 'recommendation', to: 'closing' })
  expect((await sent(second.events)).accepted).toBe(4)
  const cta = second.events.find((event: { type: string }) => event.type === 'cta_sent').cta_id
  for (const [name, more] of [
    ['click', { cta_id: cta }],
    ['order', {}],
    ['leave', {}],
  ] as const)
    expect(await sent((await act(name, more)).json.events)).toMatchObject({ accepted: 1, rejected: [] })

  await service.post('/v1/clock', { now: 20_001 * DAY_MS })
  const { row, facts } = (await service.get('/v1/conversations/chat-1')).json
  expect(facts).toMatchObject({ channel: 'console', assistant_id: 'reference-assistant', bundle: live, ordered: true })
  expect(facts).toMatchObject({ arm: null, order_amount: 588, order_currency: 'CNY', hard_end: true })
  expect(row.features).toMatchObject({ cta_not_clicked: false, no_order: false })
  const kept = { bundle: live, channel: 'console', experiment: null }
  await expect.poll(() => decisionOf(first), { timeout: 10_000 }).toMatchObject(kept)
})

test('clicking twice or leaving twice is one event, and time goes on with each', async () => {
  const before = (await service.get('/v1/clock')).json.now
  const [event] = (await act('leave')).json.events
  expect(event.occurred_at).toBeGreaterThan(before)
  expect((await sent([event])).duplicates).toBe(1)
})

test('another bundle answers as if it were live, in the same words, and leaves nothing behind', async () => {
  expect(candidate).not.toBe('')
  const other = (await turn(3, '这个多少钱', { bundle: candidate })).json
  const mine = (await turn(3, '这个多少钱')).json
  expect([mine.understood.bundle, other.understood.bundle]).toEqual([live, candidate])
  expect(other.reply.text).toBe(mine.reply.text)
  // What was asked for later is kept by now, so that the other one never will be.
  await expect.poll(() => decisionOf(mine), { timeout: 10_000 }).toMatchObject({ bundle: live })
  expect((await decisionOf(other)).code).toBe('LOOP_NO_DECISION')
})

test.each([
  ['a bundle that is none', { bundle: 'b-none' }, 404, 'LOOP_NO_BUNDLE'],
  ['a product that is not sold', { product_id: 'p-moon' }, 400, 'LOOP_BAD_REQUEST'],
  ['an empty message', { text: '' }, 400, 'LOOP_BAD_REQUEST'],
  ['a state that is none', { session: { state: 'dancing', clarifications: 0 } }, 400, 'LOOP_BAD_REQUEST'],
])('%s is refused', async (_name, more, status, code) => {
  const answer = await turn(1, 'hello', more)
  expect([answer.status, answer.json.code]).toEqual([status, code])
})

test('the overview counts what stands where, and says what needs a person', async () => {
  const talk = (await turn(1, '这个多少钱', { conversation_id: 'chat-2' })).json
  await sent(talk.events)
  await expect.poll(async () => (await service.get('/v1/overview')).json.conversations.open).toBe(1)
  const { events, live: shown, gate, snapshot, needs, clock } = (await service.get('/v1/overview')).json
  expect([clock, events.count, shown.bundle]).toEqual(['replay', 3, live])
  expect(events.latest_at).toBe(talk.events.at(-1).occurred_at)
  expect([typeof gate.verdict, typeof snapshot.snapshot_id]).toEqual(['string', 'string'])
  expect(needs.map(({ kind }: { kind: string }) => kind)).toContain('queue_empty')
})
