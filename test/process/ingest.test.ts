import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, type Service, startService } from './service.ts'

let live: Service
beforeAll(async () => {
  live = await startService()
})
afterAll(cleanUp)

let serial = 0
const id = () => `e${++serial}`
const message = (over: Record<string, unknown> = {}) => ({
  event_id: id(),
  type: 'user_message',
  conversation_id: 'c1',
  user_id: 'u1',
  occurred_at: 1767225600000,
  text: '这款手机多少钱',
  ...over,
})
const counts = (accepted: number, duplicates = 0) => ({ accepted, duplicates, rejected: [] })
const ndjson = { 'content-type': 'application/x-ndjson' }

describe('what is taken', () => {
  test.each([
    ['one event', () => message(), {}, 1],
    ['an array', () => [message(), message()], {}, 2],
    ['an object with events', () => ({ events: [message(), message(), message()] }), {}, 3],
    ['no event at all', () => [], {}, 0],
    ['lines', () => `${JSON.stringify(message())}\n\n \r\n${JSON.stringify(message())}\n`, ndjson, 2],
    ['lines without a last line feed', () => JSON.stringify(message()), ndjson, 1],
    ['an event with a field named events', () => message({ events: [1, 2] }), {}, 1],
    ['RFC 3339', () => message({ occurred_at: '2026-01-01T08:00:00.250+08:00' }), {}, 1],
    ['1000 events', () => Array.from({ length: 1000 }, () => message()), {}, 1000],
    ['a byte order mark', () => `\ufeff${JSON.stringify(message())}`, {}, 1],
    ['an order without conversation', () => message({ type: 'order_event', conversation_id: null }), {}, 1],
  ])('%s', async (_name, body, headers, accepted) => {
    const answer = await live.post('/v1/events', body(), headers as Record<string, string>)
    expect(answer.json).toEqual(counts(accepted))
    expect(answer.status).toBe(202)
  })

  test('the same again is a duplicate, within a request and after it', async () => {
    const [one, two] = [message(), message()]
    expect((await live.post('/v1/events', [one, two, one])).json).toEqual(counts(2, 1))
    expect((await live.post('/v1/events', [two, one])).json).toEqual(counts(0, 2))
  })

  test('ten senders of the same event at once: one is first', async () => {
    const event = message()
    const answers = await Promise.all(Array.from({ length: 10 }, () => live.post('/v1/events', event)))
    expect(answers.reduce((sum, { json }) => sum + json.accepted, 0)).toBe(1)
    expect(answers.reduce((sum, { json }) => sum + json.duplicates, 0)).toBe(9)
  })

  test('an event comes back code point for code point, numbers and unknown fields too', async () => {
    const event_id = `${id()}/ä 中文 🙂 ?#%`
    const body = `{ "event_id" :${JSON.stringify(event_id)},"type":"user_message","conversation_id":"c2","text":"e\u0301 \\ud83d\\ude42 𠮷 \\n\u2028","amount":12345678901234567890, "x":{"__proto__":1.50}}`
    expect((await live.post('/v1/events', `[${body}]`)).json).toEqual(counts(1))
    const back = await live.get(`/v1/events/${encodeURIComponent(event_id)}`)
    expect(back.status).toBe(200)
    expect(back.text).toBe(body)
    expect(Number(back.headers.get('x-received-at'))).toBeGreaterThan(1.7e12)
  })

  test('the server stamps the receipt', async () => {
    const event = message({ received_at: 5 })
    await live.post('/v1/events', event)
    expect(Number((await live.get(`/v1/events/${event.event_id}`)).headers.get('x-received-at'))).toBeGreaterThan(
      1.7e12,
    )
  })
})

test('the name of a media type may be written in any case', async () => {
  const lines = `${JSON.stringify(message())}\n${JSON.stringify(message())}\n`
  const answer = await live.post('/v1/events', lines, { 'content-type': 'Application/X-NDJSON; charset=UTF-8' })
  expect(answer.json).toMatchObject({ accepted: 2 })
})

describe('what is refused', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const with_ = (over: Record<string, unknown>) => () => message(over)
  test.each([
    ['unknown type', with_({ type: 'nonsense' }), 'unknown_type'],
    ['no id', with_({ event_id: undefined }), 'no_event_id'],
    ['an empty id', with_({ event_id: '' }), 'bad_id'],
    ['a number as id', with_({ event_id: 7 }), 'bad_id'],
    ['an over-long id', with_({ event_id: 'x'.repeat(513) }), 'bad_id'],
    ['an over-long conversation id', with_({ conversation_id: '长'.repeat(513) }), 'bad_id'],
    ['no conversation', with_({ conversation_id: null }), 'no_conversation_id'],
    ['a text that is none', with_({ text: 5 }), 'bad_field'],
    ['a time that is none', with_({ occurred_at: 'yesterday' }), 'bad_field'],
    ['30 February', with_({ occurred_at: '2026-02-30T00:00:00Z' }), 'bad_field'],
    ['an absurd time', with_({ occurred_at: 9e15 }), 'bad_field'],
    ['a time before 1970', with_({ occurred_at: -1 }), 'bad_field'],
    ['half a millisecond', with_({ occurred_at: 1.5 }), 'bad_field'],
    ['a confidence above one', with_({ type: 'assistant_message', intent_confidence: 95 }), 'bad_field'],
    ['an absurd amount', with_({ type: 'order_event', amount: 1e300 }), 'bad_field'],
    ['a number as status', with_({ type: 'order_event', status: 1 }), 'bad_field'],
    ['a rating of 9', with_({ type: 'explicit_feedback', rating: 9 }), 'bad_field'],
    ['U+0000 in the text', with_({ text: 'a\u0000b' }), 'bad_text'],
    ['U+0000 in a key', with_({ 'a\u0000b': 1 }), 'bad_text'],
    ['half a surrogate pair', with_({ x: [{ y: '\ud83d' }] }), 'bad_text'],
    ['an endless number', () => JSON.stringify(message({ x: 7 })).replace(':7', ':1e999'), 'bad_field'],
    ['deep nesting', () => JSON.stringify(message({ x: 7 })).replace(':7', `:${deep(30)}`), 'too_deep'],
    ['a very deep nesting', () => `[${deep(500_000)}]`, 'too_deep'],
    ['a very long text', with_({ text: '长'.repeat(300_000) }), 'too_large'],
    ['an array as event', () => [[1]], 'not_an_object'],
    ['a number', () => '17', 'not_an_object'],
    ['null', () => 'null', 'not_an_object'],
  ])('%s', async (_name, body, code) => {
    const answer = await live.post('/v1/events', body())
    expect(answer.json).toMatchObject({ code: 'LOOP_BAD_EVENT', accepted: 0, rejected: [{ index: 0, code }] })
    expect(answer.json.message.length).toBeGreaterThan(10)
    expect(answer.status).toBe(400)
  })

  test.each([
    ['no JSON', '{"event_id":', {}, 400, 'LOOP_BAD_JSON'],
    ['something after it', `${JSON.stringify(message())} x`, {}, 400, 'LOOP_BAD_JSON'],
    ['a comma too many', `[${JSON.stringify(message())},]`, {}, 400, 'LOOP_BAD_JSON'],
    ['NaN', `[NaN]`, {}, 400, 'LOOP_BAD_JSON'],
    ['brackets that do not match', '[{]}', {}, 400, 'LOOP_BAD_JSON'],
    ['nothing', '', {}, 400, 'LOOP_EMPTY_BODY'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), {}, 400, 'LOOP_BAD_UTF8'],
    ['another type', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'LOOP_MEDIA_TYPE'],
    ['1001 events', JSON.stringify(Array.from({ length: 1001 }, () => message())), {}, 413, 'LOOP_TOO_MANY_EVENTS'],
    ['too many bytes', `"${'x'.repeat(5 * 1024 * 1024)}"`, {}, 413, 'LOOP_BODY_TOO_LARGE'],
  ])('%s', async (_name, body, headers, status, code) => {
    const answer = await live.post('/v1/events', body, headers as Record<string, string>)
    expect(answer.json).toMatchObject({ code })
    expect(answer.status).toBe(status)
  })

  test('no body at all', async () => {
    const answer = await fetch(`${live.url}/v1/events`, { method: 'POST' })
    expect(await answer.json()).toMatchObject({ code: 'LOOP_EMPTY_BODY' })
    expect(answer.status).toBe(400)
  })

  test('good ones are kept when others are bad', async () => {
    const [first, second] = [message(), message()]
    const answer = await live.post('/v1/events', [first, { type: 'x' }, second, message({ text: 1 })])
    expect(answer.status).toBe(202)
    expect(answer.json).toMatchObject({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, code: 'unknown_type' },
        { index: 3, code: 'bad_field' },
      ],
    })
    expect((await live.get(`/v1/events/${second.event_id}`)).status).toBe(200)
  })

  test('a line that is no JSON, or no UTF-8, spoils itself alone', async () => {
    const good = JSON.stringify(message())
    const body = Buffer.concat([Buffer.from(`{x\n`), Buffer.from([0xff, 0x0a]), Buffer.from(good)])
    const answer = await live.post('/v1/events', body, ndjson)
    expect(answer.status).toBe(202)
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, code: 'not_json' },
        { index: 1, code: 'not_json' },
      ],
    })
  })

  test('an event that nobody sent', async () => {
    expect(await live.get('/v1/events/nobody')).toMatchObject({ status: 404, json: { code: 'LOOP_NO_EVENT' } })
    expect(await live.get('/v1/events/a%00b')).toMatchObject({ status: 400, json: { code: 'LOOP_BAD_TEXT' } })
    expect((await live.get('/v1/events/%ff')).status).toBe(400)
  })
})

describe('the flat row of an existing log', () => {
  const turn = (over: Record<string, unknown> = {}) => ({
    type: 'turn',
    event_id: id(),
    conversation_id: 'flat',
    user_id: 'u9',
    timestamp: '2026-01-01T00:00:00Z',
    message: '有优惠吗',
    predicted_intent: 'ask_price',
    intent_confidence: 0.9,
    predicted_objection: 'none',
    objection_confidence: 0.8,
    response_generated: '现在有优惠',
    fsm_state: 'pitch',
    cta_triggered: true,
    note: 'kept',
    ...over,
  })

  test('is split into message, reply and CTA, whose id is the turn', async () => {
    const row = turn()
    expect((await live.post('/v1/events', row)).json).toEqual(counts(1))
    expect((await live.post('/v1/events', row)).json).toEqual(counts(0, 1))
    const about = { conversation_id: 'flat', user_id: 'u9', occurred_at: '2026-01-01T00:00:00Z' }
    const part = async (name: string) => (await live.get(`/v1/events/${row.event_id}${name}`)).json
    expect(await part('')).toEqual(row)
    expect(await part(':user')).toMatchObject({ type: 'user_message', text: '有优惠吗', ...about })
    expect(await part(':assistant')).toMatchObject({
      type: 'assistant_message',
      predicted_intent: 'ask_price',
      intent_confidence: 0.9,
      predicted_objection: 'none',
      objection_confidence: 0.8,
      response: '现在有优惠',
      fsm_state: 'pitch',
      turn_id: row.event_id,
      ...about,
    })
    expect(await part(':cta')).toMatchObject({ type: 'cta_sent', cta_id: row.event_id, ...about })
  })

  test.each([
    ['an id', 'cta-7', { cta_id: 'cta-7' }],
    ['false', false, { code: 'LOOP_NO_EVENT' }],
    ['null', null, { code: 'LOOP_NO_EVENT' }],
  ])('cta_triggered: %s', async (_name, cta_triggered, expected) => {
    const row = turn({ cta_triggered })
    await live.post('/v1/events', [row])
    expect((await live.get(`/v1/events/${row.event_id}:cta`)).json).toMatchObject(expected)
  })

  test('without an id, the content is the id', async () => {
    const row = turn({ event_id: undefined, message: '没有编号' })
    expect((await live.post('/v1/events', row)).json).toEqual(counts(1))
    expect((await live.post('/v1/events', row)).json).toEqual(counts(0, 1))
    expect((await live.post('/v1/events', { ...row, message: '另一句' })).json).toEqual(counts(1))
  })

  test('wrong types are refused', async () => {
    for (const over of [{ message: 5 }, { cta_triggered: 7 }, { timestamp: 'noon' }, { intent_confidence: 'high' }]) {
      expect((await live.post('/v1/events', turn(over))).json).toMatchObject({ rejected: [{ code: 'bad_field' }] })
    }
  })
})
