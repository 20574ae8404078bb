import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service, startService } from './service.ts'

const START = 1767225600000
const MINUTE = 60_000

let service: Service
beforeAll(async () => {
  service = await startService({ args: ['--clock', 'replay'] })
  const event = (id: string, type: string, at: number, more: object = {}) => ({
    ...{ event_id: id, type, conversation_id: 'one', user_id: 'u', assistant_id: 'shop', channel: 'web' },
    ...{ occurred_at: START + at, received_at: START + at },
    ...more,
  })
  const answer = await service.post('/v1/events', [
    event('u1', 'user_message', 0, { text: '这款多少钱' }),
    event('a1', 'assistant_message', 1, {
      ...{ response: '=HYPERLINK("https://evil.example")', bundle: 'b-1', arm: 'live', odd: { x: 1 } },
      ...{ predicted_intent: 'price', intent_confidence: 0.3 },
    }),
    event('k1', 'cta_sent', 2, { cta_id: 'k1' }),
    event('o1', 'order_event', 5 * MINUTE, { conversation_id: null, status: 'paid', amount: 9.5, currency: 'CNY' }),
    event('u2', 'user_message', 3, { conversation_id: 'two', user_id: 'v', text: 'hello, "you"\nthere' }),
  ])
  expect(answer.status).toBe(202)
  const flagged = async () => (await service.get('/v1/conversations?flagged=yes')).json.conversations.length
  while ((await flagged()) === 0) await sleep(50)
})
afterAll(cleanUp)

test('a conversation says when what is unknown will be known, why it is flagged, and what its users did elsewhere', async () => {
  const { json } = await service.get('/v1/conversations/one')
  expect(json.row.features).toMatchObject({ cta_not_clicked: null, no_order: false, long_silence: null })
  expect(json.known_at.features.no_order).toBeNull()
  expect(json.known_at.features.cta_not_clicked).toBeGreaterThan(json.now)
  expect(json.why.find((each: { reason: string }) => each.reason === 'low_confidence')).toMatchObject({
    holds: true,
    signals: [{ signal: 'eligible' }, { signal: 'low_confidence', value: true, event_ids: ['a1'] }],
  })
  expect(json.elsewhere).toMatchObject([
    { event_id: 'o1', user_id: 'u', at: START + 5 * MINUTE, event: { amount: 9.5 } },
  ])
  expect(json.event_notes.map((note: { event_id: string; at: number }) => [note.event_id, note.at - START])).toEqual([
    ['u1', 0],
    ['a1', 1],
    ['k1', 2],
  ])
  expect(json.events[1].odd).toEqual({ x: 1 })
  await expect
    .poll(async () => (await service.get('/v1/conversations/one')).json.draw?.reason, { timeout: 20_000 })
    .toBe('low_confidence')
  await service.post('/v1/clock', { now: json.known_at.features.cta_not_clicked - 1 })
  expect((await service.get('/v1/conversations/one')).json.row.features.cta_not_clicked).toBeNull()
  await service.post('/v1/clock', { now: json.known_at.features.cta_not_clicked })
  expect((await service.get('/v1/conversations/one')).json.row.features.cta_not_clicked).toBe(true)
})

test('a search says how many there are, or how far it looked', async () => {
  const columns = await service.get('/v1/conversations?view=line&sort=newest&count=true&limit=1')
  expect(columns.json).toMatchObject({ total: { count: 2, exact: true }, looked: null })
  expect(columns.json.conversations[0].line).toMatchObject({ conversation_id: 'two', converted: null, pool: 'none' })
  const further = await service.get(`/v1/conversations?view=line&sort=newest&after=${columns.json.next}`)
  expect(further.json.conversations[0].line).toMatchObject({ conversation_id: 'one', converted: true, ordered: true })
  const text = await service.get(
    `/v1/conversations?view=line&sort=newest&count=true&text=${encodeURIComponent('多少')}`,
  )
  expect(text.json).toMatchObject({ total: null, looked: { conversations: 2, of: 2 }, next: null })
  expect(text.json.conversations).toHaveLength(1)
})

const place = (of: unknown): string => Buffer.from(JSON.stringify(of)).toString('base64url')
test.each([
  ['a jump inside a search in messages', 'sort=newest&offset=5&text=x', 400, 'LOOP_NO_JUMP'],
  ['a place that is none', 'sort=newest&after=rubbish', 400, 'LOOP_BAD_CURSOR'],
  ['an instant that is a fraction', `sort=newest&after=${place([0, 1.5, 'a'])}`, 400, 'LOOP_BAD_CURSOR'],
  ['an instant without an end', `sort=newest&after=${place([0, 1e300, 'a'])}`, 400, 'LOOP_BAD_CURSOR'],
  ['too many messages', `sort=most_messages&after=${place([0, 1e12, 'a'])}`, 400, 'LOOP_BAD_CURSOR'],
  ['an id with U+0000', `sort=newest&after=${place([0, null, '\u0000'])}`, 400, 'LOOP_BAD_CURSOR'],
  ['a place of another form', `sort=newest&after=${place([7, 1, 'x'])}`, 400, 'LOOP_BAD_CURSOR'],
  ['a value that is none', 'flagged=perhaps', 400, 'LOOP_BAD_REQUEST'],
])('refused: %s', async (_name, query, status, code) => {
  const answer = await service.get(`/v1/conversations?${query}`)
  expect([answer.status, answer.json.code]).toEqual([status, code])
})

test('the export as CSV: no formula, every column, every row of the search', async () => {
  const answer = await service.get('/v1/exports/conversations?sort=newest&assistant=shop')
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toContain('conversations.csv')
  const [head, two, one, end] = answer.text.split('\r\n')
  expect(head).toContain('conversation_id,started_at,ended_at,closed,assistant_id,channel,users')
  expect(two).toContain('two,2026-01-01T00:00:00.003Z')
  expect(two).toContain('"hello, ""you""\nthere"')
  expect(one).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  expect([one?.includes('9.5,CNY,b-1,live'), end]).toEqual([true, ''])
  const none = await service.get('/v1/exports/conversations?assistant=other')
  expect(none.text.trim().split('\r\n')).toHaveLength(1)
})

test('the export as JSON lines has what the list has', async () => {
  const { text } = await service.get('/v1/exports/conversations?sort=newest&format=jsonl&flagged=yes')
  const listed = await service.get('/v1/conversations?view=line&sort=newest&flagged=yes')
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(listed.json.conversations.map(({ line }: { line: object }) => line))
})
