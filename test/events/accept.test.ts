import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AcceptOptions, acceptEvent, readStored } from '../../src/events/accept.ts'
import type { WireEvent } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'
import { depthOf } from '../../src/events/split.ts'
import { badTextIn, mayHoldBadText } from '../../src/events/text-checks.ts'
import { splitTurn } from '../../src/events/turn.ts'
import { defaultConfig } from '../../src/features/config.ts'

const STAMP = 1_767_300_000_000
const strict: AcceptOptions = { reading: { kind: 'strict', receivedAt: STAMP }, lateness: defaultConfig, mask: null }
const lenient: AcceptOptions = { ...strict, reading: { kind: 'lenient', until: null } }
const item = (text: string) => ({ text, depth: depthOf(text) ?? 0, value: JSON.parse(text) as unknown })
const message = (over: WireEvent = {}): WireEvent => ({
  event_id: 'e',
  type: 'user_message',
  conversation_id: 'c',
  occurred_at: STAMP - 1000,
  text: 'hi',
  ...over,
})
const accept = (wire: unknown, options = strict) => acceptEvent(item(JSON.stringify(wire)), options)
const first = (wire: unknown, options = strict) => {
  const read = accept(wire, options)
  if (read.kind !== 'ok') throw new Error(read.message)
  return read.value[0]!
}

describe('times', () => {
  const hour = 3_600_000
  test.each([
    [
      'strict: the stamp, whatever the event says',
      message({ received_at: 5 }),
      strict,
      { receivedAt: STAMP, t: STAMP - 1000 },
    ],
    [
      'strict: without occurred_at the stamp is all',
      message({ occurred_at: null }),
      strict,
      { receivedAt: STAMP, t: STAMP },
    ],
    ['strict: a clock ahead', message({ occurred_at: STAMP + 5 }), strict, { receivedAt: STAMP, t: STAMP }],
    [
      'strict: RFC 3339',
      message({ occurred_at: '2026-01-01T08:00:00+08:00' }),
      strict,
      { receivedAt: STAMP, t: 1767225600000 },
    ],
    [
      'lenient: its own receipt',
      message({ received_at: STAMP - 900 }),
      lenient,
      { receivedAt: STAMP - 900, t: STAMP - 1000 },
    ],
    ['lenient: one time is enough', message(), lenient, { receivedAt: STAMP - 1000, t: STAMP - 1000 }],
    [
      'lenient: a time of another type is absent',
      message({ received_at: STAMP, occurred_at: '2026-01-01T00:00:00Z' }),
      lenient,
      { receivedAt: STAMP, t: STAMP },
    ],
    [
      'lenient: RFC 3339 where there is nothing else',
      message({ occurred_at: '2026-01-01T00:00:00Z' }),
      lenient,
      { receivedAt: 1767225600000, t: 1767225600000 },
    ],
  ] as const)('%s', (_name, wire, options, expected) => {
    expect(first(wire, options).event).toMatchObject(expected)
  })

  test.each([
    ['at the limit', 'user_message', 24 * hour, false],
    ['over it', 'user_message', 24 * hour + 1, true],
    ['an order at its own limit', 'order_event', 72 * hour, false],
    ['an order over it', 'order_event', 72 * hour + 1, true],
  ])('late: %s', (_name, type, delay, late) => {
    expect(first(message({ type, occurred_at: STAMP - delay })).late).toBe(late)
  })

  test('what is still to come is refused where the clock is real', () => {
    const options: AcceptOptions = { ...lenient, reading: { kind: 'lenient', until: STAMP } }
    expect(accept(message({ received_at: STAMP }), options).kind).toBe('ok')
    expect(accept(message({ received_at: STAMP + 1 }), options)).toMatchObject({ code: 'not_yet_arrived' })
  })
})

describe('lenient is what the command line takes', () => {
  const odd = fc.oneof(
    fc.constant(undefined),
    fc.constant(null),
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant([]),
    fc.constant({}),
  )
  const wires = fc.record({
    event_id: fc.oneof(fc.constant('e'), odd),
    type: fc.oneof(fc.constantFrom('user_message', 'order_event', 'cart_event', 'assistant_message'), odd),
    conversation_id: fc.oneof(fc.constant('c'), odd),
    user_id: fc.oneof(fc.constant('u'), odd),
    occurred_at: fc.oneof(fc.constant(1000), odd),
    received_at: fc.oneof(fc.constant(2000), odd),
    intent_confidence: odd,
    status: odd,
  })
  test('same verdict, same times', () => {
    fc.assert(
      fc.property(wires, (wire) => {
        const value: unknown = JSON.parse(JSON.stringify(wire))
        const plain = readEvent(value)
        const read = accept(value, lenient)
        expect(read.kind).toBe(plain.kind)
        if (plain.kind === 'rejected') expect(read).toMatchObject({ code: plain.code })
        else expect(read).toMatchObject({ value: [{ event: plain.value }] })
      }),
    )
  })
})

test('what was stored is read back as the event it was', () => {
  for (const wire of [
    message(),
    message({ occurred_at: '2026-01-01T00:00:00Z' }),
    message({ occurred_at: null, received_at: 7 }),
  ]) {
    const { event, body } = first(wire)
    expect(readStored(body, event.receivedAt, event.t)).toEqual(event)
  }
})

test('bytes stay: spaces, escapes, order of keys, digits beyond what a number holds', () => {
  const text = ' { "type":"user_message","event_id" : "\\u0065","conversation_id":"c","n":0.10000000000000000001 } '
  const read = acceptEvent(item(text), strict)
  expect(read).toMatchObject({ kind: 'ok', value: [{ body: text.trim(), event: { id: 'e' } }] })
})

test('a masked event is stored masked, one that is not masked as it came', () => {
  const mask = (wire: WireEvent) => (wire.text === 'secret' ? { ...wire, text: '[x]' } : wire)
  expect(JSON.parse(first(message({ text: 'secret' }), { ...strict, mask }).body)).toMatchObject({ text: '[x]' })
  expect(first(message(), { ...strict, mask }).body).toBe(JSON.stringify(message()))
})

describe('texts that a database cannot hold', () => {
  test('the cheap look never misses one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('\u0000', '\ud800', '\udfff', 'x'), (value, bad) => {
        const json = JSON.stringify({ value, text: `a${bad}b` })
        if (badTextIn(JSON.parse(json)) !== null) expect(mayHoldBadText(json)).toBe(true)
      }),
    )
    for (const number of ['1e309', '-1e309', '1E+400', '9'.repeat(400), `${'9'.repeat(250)}e99`])
      expect(mayHoldBadText(`{"a":${number}}`)).toBe(true)
  })

  test('long runs of digits are looked at once: from each digit anew, this would outlast the test', {
    timeout: 10_000,
  }, () => {
    expect(mayHoldBadText(`${'1'.repeat(199)} `.repeat(200_000))).toBe(false)
  })

  test('lenient: in a text it stays, in an id it is refused', () => {
    expect(accept(message({ text: 'a\u0000\ud800' }), lenient).kind).toBe('ok')
    for (const over of [{ event_id: '\ud800' }, { conversation_id: 'a\u0000' }, { user_id: '\udc00' }]) {
      expect(accept(message(over), lenient)).toMatchObject({ code: 'bad_text' })
    }
    expect(accept(message({ event_id: 'x'.repeat(513) }), lenient)).toMatchObject({ code: 'bad_id' })
  })
})

describe('the flat row', () => {
  const turn = {
    type: 'turn',
    conversation_id: 'c',
    user_id: 'u',
    timestamp: 1000,
    message: 'hi',
    response_generated: 'ho',
  }
  const types = (row: WireEvent) => {
    const split = splitTurn(row)
    return split.kind === 'ok' ? split.value.parts.map((part) => part.type) : split.code
  }
  test.each([
    ['question and answer', turn, ['user_message', 'assistant_message']],
    ['no message', { ...turn, message: null }, ['assistant_message']],
    ['an empty message', { ...turn, message: '' }, ['assistant_message']],
    ['no answer', { ...turn, response_generated: undefined }, ['user_message']],
    [
      'a prediction without an answer',
      { ...turn, response_generated: null, predicted_intent: 'x' },
      ['user_message', 'assistant_message'],
    ],
    ['a CTA', { ...turn, cta_triggered: 'k' }, ['user_message', 'assistant_message', 'cta_sent']],
    ['an empty CTA id', { ...turn, cta_triggered: '' }, ['user_message', 'assistant_message']],
    ['nothing at all', { type: 'turn', conversation_id: 'c' }, 'bad_field'],
    ['an empty event id', { ...turn, event_id: '' }, 'bad_id'],
  ])('%s', (_name, row, expected) => {
    expect(types(row)).toEqual(expected)
  })

  test('a row without an id: the content is the id, the receipt is none of it', () => {
    const id = (row: WireEvent) => {
      const split = splitTurn(row)
      return split.kind === 'ok' ? split.value.id : null
    }
    expect(id(turn)).toMatch(/^turn-[0-9a-f]{32}$/)
    expect(id({ ...turn, received_at: 5 })).toBe(id(turn))
    expect(id(Object.fromEntries(Object.entries(turn).reverse()))).toBe(id(turn))
    expect(id({ ...turn, message: 'hi!' })).not.toBe(id(turn))
  })

  test('it stands before its parts, under its own id', () => {
    const read = accept({ ...turn, event_id: 't', cta_triggered: true }, lenient)
    const kept =
      read.kind === 'ok'
        ? read.value.map(({ storedType, event, body }) => [storedType, event.id, JSON.parse(body).type])
        : []
    expect(kept).toEqual([
      ['turn', 't', 'turn'],
      ['user_message', 't:user', 'user_message'],
      ['assistant_message', 't:assistant', 'assistant_message'],
      ['cta_sent', 't:cta', 'cta_sent'],
    ])
  })
})

test('the id of a flat row is that of the row as it came: rows that masking makes alike stay two', () => {
  const row = (message: string) => ({ type: 'turn', conversation_id: 'c', received_at: STAMP, message })
  const mask = (wire: WireEvent) => ({ ...wire, message: '[x]' })
  const ids = (masked: boolean) =>
    ['one', 'two'].map((text) => first(row(text), { ...strict, mask: masked ? mask : null }).event.id)
  expect(new Set(ids(true)).size).toBe(2)
  expect(ids(true)).toEqual(ids(false))
})

test('a bad timestamp of a flat row is told by its own name', () => {
  const row = { event_id: 'a', type: 'turn', conversation_id: 'c', message: 'hi', timestamp: 'yesterday' }
  const text = JSON.stringify(row)
  const read = acceptEvent({ text, depth: 1, value: row }, strict)
  expect(read).toMatchObject({ kind: 'rejected', message: expect.stringContaining("'timestamp'") })
})
