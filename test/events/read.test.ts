import { describe, expect, test } from 'vitest'
import { readEvent, readLine } from '../../src/events/read.ts'

const good = { event_id: 'e', type: 'user_message', conversation_id: 'c', occurred_at: 5, received_at: 9 }

describe('rejected', () => {
  test.each([
    { name: 'a text', wire: 'x', code: 'not_an_object' },
    { name: 'null', wire: null, code: 'not_an_object' },
    { name: 'an array', wire: [good], code: 'not_an_object' },
    { name: 'unknown type', wire: { ...good, type: 'toString' }, code: 'unknown_type' },
    { name: 'type in capitals', wire: { ...good, type: 'User_Message' }, code: 'unknown_type' },
    { name: 'no type', wire: { ...good, type: undefined }, code: 'unknown_type' },
    { name: 'no event id', wire: { ...good, event_id: null }, code: 'no_event_id' },
    { name: 'empty event id', wire: { ...good, event_id: '' }, code: 'bad_id' },
    { name: 'event id of a wrong type', wire: { ...good, event_id: 7 }, code: 'bad_id' },
    { name: 'empty user id', wire: { ...good, user_id: '' }, code: 'bad_id' },
    { name: 'user id of a wrong type', wire: { ...good, user_id: [] }, code: 'bad_id' },
    {
      name: 'empty conversation id of an order',
      wire: { ...good, type: 'order_event', user_id: 'u', conversation_id: '' },
      code: 'bad_id',
    },
    { name: 'no conversation id', wire: { ...good, conversation_id: null }, code: 'no_conversation_id' },
    {
      name: 'no conversation id, with a user',
      wire: { ...good, conversation_id: null, user_id: 'u' },
      code: 'no_conversation_id',
    },
    {
      name: 'order without conversation and user',
      wire: { ...good, type: 'order_event', conversation_id: null },
      code: 'no_conversation_id',
    },
    { name: 'no time', wire: { ...good, occurred_at: null, received_at: undefined }, code: 'no_time' },
    { name: 'no usable time', wire: { ...good, occurred_at: '5', received_at: 1.5 }, code: 'no_time' },
  ])('$name', ({ wire, code }) => {
    expect(readEvent(wire)).toMatchObject({ kind: 'rejected', code })
  })
})

test.each([
  { name: 'the earlier one is the time of the event', times: { occurred_at: 5, received_at: 9 }, t: 5, receivedAt: 9 },
  { name: 'nothing happens after its receipt', times: { occurred_at: 9, received_at: 5 }, t: 5, receivedAt: 5 },
  { name: 'received alone', times: { occurred_at: null, received_at: 5 }, t: 5, receivedAt: 5 },
  { name: 'occurred alone', times: { occurred_at: 5, received_at: null }, t: 5, receivedAt: 5 },
  { name: 'zero', times: { occurred_at: 0, received_at: -0 }, t: 0, receivedAt: 0 },
  { name: 'the last instant', times: { occurred_at: 8.64e15, received_at: 8.64e15 }, t: 8.64e15, receivedAt: 8.64e15 },
  { name: 'beyond the last instant', times: { occurred_at: 8.64e15 + 1, received_at: 5 }, t: 5, receivedAt: 5 },
  { name: 'before the first instant', times: { occurred_at: 5, received_at: -1 }, t: 5, receivedAt: 5 },
  { name: 'a fraction', times: { occurred_at: 5, received_at: 9.5 }, t: 5, receivedAt: 5 },
  { name: 'a truth value', times: { occurred_at: true, received_at: 9 }, t: 9, receivedAt: 9 },
])('time: $name', ({ times, t, receivedAt }) => {
  const outcome = readEvent({ ...good, ...times })
  expect(outcome).toMatchObject({ kind: 'ok', value: { t, receivedAt } })
  expect(outcome.kind === 'ok' && Object.is(outcome.value.t, t)).toBe(true)
})

test('the stamp of the server replaces the own one', () => {
  expect(readEvent({ ...good, received_at: 3 }, 7)).toMatchObject({ kind: 'ok', value: { t: 5, receivedAt: 7 } })
  expect(readEvent({ ...good, occurred_at: null, received_at: null }, 7)).toMatchObject({ value: { t: 7 } })
})

test('a cart or order may lack the conversation if it names a user', () => {
  for (const type of ['cart_event', 'order_event']) {
    const outcome = readEvent({ ...good, type, conversation_id: null, user_id: 'u' })
    expect(outcome).toMatchObject({ kind: 'ok', value: { type, conversationId: null, userId: 'u' } })
  }
})

test.each([
  { name: 'nothing', line: '' },
  { name: 'space, tab, carriage return', line: ' \t\r' },
])('blank: $name', ({ line }) => {
  expect(readLine(line)).toBeNull()
})

test.each([
  { name: 'cut off', line: '{"event_id": "e"', code: 'not_json' },
  { name: 'NaN', line: '{"event_id": "e", "rating": NaN}', code: 'not_json' },
  { name: 'another white space', line: '\f', code: 'not_json' },
  { name: 'two values', line: '{} {}', code: 'not_json' },
  { name: 'a byte order mark', line: `\ufeff${JSON.stringify(good)}`, code: 'not_json' },
  { name: 'deep nesting', line: '['.repeat(100_000) + ']'.repeat(100_000), code: 'not_an_object' },
])('line: $name', ({ line, code }) => {
  expect(readLine(line)).toMatchObject({ kind: 'rejected', code })
})

test('of a key that stands twice the last one counts, and __proto__ is a field like others', () => {
  const line =
    '{"type": "x", "event_id": "e", "type": "user_message", "conversation_id": "c", "occurred_at": 1e3, "__proto__": {"user_id": "u"}}'
  expect(readLine(line)).toMatchObject({ kind: 'ok', value: { type: 'user_message', t: 1000, userId: null } })
})
