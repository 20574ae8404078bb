import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/features/config.ts'
import { rowsOf } from '../../src/loop/replay.ts'
import { arbitraryEvents } from '../features/arbitrary-events.ts'
import { DAY, HOUR } from '../features/events.ts'

const AT = 1_800_000_000_000
const NOW = AT + 9 * DAY
/** After all that arbitrary events can be. */
const LATER = AT + 999 * DAY

const line = (fields: object): string =>
  JSON.stringify({
    event_id: 'e',
    type: 'user_message',
    conversation_id: 'c',
    occurred_at: AT,
    text: 'hello there',
    ...fields,
  })

/** Rows and summary, the latter read after the rows. */
function replay(lines: readonly (string | Uint8Array)[], now = NOW) {
  const { rows, summary, conversations } = rowsOf(lines, now, defaultConfig)
  return { rows: [...rows], summary, conversations }
}

const NOTHING = { lines: 0, rejected: 0, not_yet_arrived: 0, duplicates: 0, conflicts: 0, late: 0, after_end: 0 }

test.each<{ name: string; lines: (string | Uint8Array)[]; counted: object }>([
  { name: 'nothing', lines: [], counted: {} },
  { name: 'blank lines are no lines', lines: ['', ' \t', '\r', line({})], counted: { lines: 1 } },
  { name: 'rubbish', lines: ['{', '7', 'NaN', line({ type: 'x' })], counted: { lines: 4, rejected: 4 } },
  {
    name: 'not UTF-8',
    lines: [Uint8Array.from([...new TextEncoder().encode('{"event_id": "'), 0xff, 0x22, 0x7d])],
    counted: { lines: 1, rejected: 1 },
  },
  { name: 'received just now', lines: [line({ received_at: NOW })], counted: { lines: 1, late: 1 } },
  {
    name: 'received a millisecond later',
    lines: [line({ received_at: NOW + 1 })],
    counted: { lines: 1, not_yet_arrived: 1 },
  },
  {
    name: 'rubbish first, then arrival',
    lines: [line({ type: 'x', received_at: NOW + 1 })],
    counted: { lines: 1, rejected: 1 },
  },
  {
    name: 'two copies, alike but for the receipt',
    lines: [line({ received_at: AT }), line({ received_at: AT + 1 })],
    counted: { lines: 2, duplicates: 1 },
  },
  {
    name: 'three copies, one of them different',
    lines: [line({}), line({ text: 'x' }), line({})],
    counted: { lines: 3, duplicates: 2, conflicts: 1 },
  },
  {
    name: 'a copy that has not arrived is none',
    lines: [line({}), line({ received_at: NOW + 1 })],
    counted: { lines: 2, not_yet_arrived: 1 },
  },
  {
    name: 'the winner is late',
    lines: [line({ received_at: AT + DAY + 1 }), line({ received_at: AT + DAY + 2 })],
    counted: { lines: 2, duplicates: 1, late: 1 },
  },
  {
    name: 'the loser is late',
    lines: [line({ received_at: AT + DAY + 1 }), line({ received_at: AT + DAY })],
    counted: { lines: 2, duplicates: 1 },
  },
  {
    name: 'chat after the end',
    lines: [line({}), line({ event_id: 'f', type: 'conversation_end' }), line({ event_id: 'g', occurred_at: AT + 1 })],
    counted: { lines: 3, after_end: 1 },
  },
])('counts: $name', ({ lines, counted }) => {
  expect(replay(lines).summary).toEqual({ ...NOTHING, ...counted })
  expect(replay([...lines].reverse()).summary).toEqual({ ...NOTHING, ...counted })
})

describe('rows', () => {
  test('one for each conversation that a folded event names, by code point', () => {
    const lines = [
      line({ event_id: '1', conversation_id: '😀' }),
      line({ event_id: '2', conversation_id: '\uffff' }),
      line({ event_id: '3', conversation_id: 'b', type: 'order_event' }),
      line({ event_id: '4', conversation_id: null, user_id: 'u', type: 'order_event' }),
      line({ event_id: '5', conversation_id: 'late', received_at: AT + 2 * DAY }),
    ]
    const { rows, conversations } = replay(lines)
    expect(rows.map((row) => row.conversation_id)).toEqual(['b', '\uffff', '😀'])
    expect(conversations).toBe(3)
  })

  test('an order of the user counts for all of his conversations', () => {
    const lines = [
      line({ event_id: '1', user_id: 'u' }),
      line({ event_id: '2', user_id: 'u', conversation_id: 'd', occurred_at: AT + HOUR }),
      line({ event_id: '3', user_id: 'u', conversation_id: null, type: 'order_event', occurred_at: AT + 2 * HOUR }),
    ]
    expect(replay(lines).rows.map((row) => row.features.no_order)).toEqual([false, false])
  })

  test('their keys stand in the order of the specification', () => {
    const [row] = replay([line({})]).rows
    expect(Object.keys(row!)).toEqual([
      'conversation_id',
      'features',
      'flags',
      'flagged',
      'reasons',
      'undecided',
      'evidence',
    ])
  })

  test('text and bytes, any order, any repetition: the same', () => {
    const logs = arbitraryEvents
      .map((events) => events.map((event) => JSON.stringify(event.wire)))
      .chain((lines) =>
        fc.record({
          lines: fc.constant(lines),
          again: fc
            .subarray(lines)
            .chain((some) => fc.shuffledSubarray([...lines, ...some], { minLength: lines.length + some.length })),
        }),
      )
    fc.assert(
      fc.property(logs, ({ lines, again }) => {
        const bytes = again.map((one) => new TextEncoder().encode(one))
        expect(replay(bytes, LATER).rows).toEqual(replay(lines, LATER).rows)
        expect(replay(bytes, LATER).summary.duplicates).toBe(again.length - lines.length)
      }),
    )
  })

  test('keys that mean something to a program, and any depth, do no harm', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const lines = [
      `{"event_id": "1", "type": "user_message", "conversation_id": "__proto__", "occurred_at": ${AT}, "__proto__": {"text": "x"}}`,
      `{"event_id": "__proto__", "type": "user_message", "conversation_id": "constructor", "user_id": "toString", "occurred_at": ${AT}, "x": 1e400}`,
      `{"event_id": "2", "type": "user_message", "conversation_id": "deep", "occurred_at": ${AT}, "x": ${deep}}`,
      `{"event_id": "2", "type": "user_message", "conversation_id": "deep", "occurred_at": ${AT}, "x": ${deep}, "y": 1}`,
    ]
    const { rows, summary } = replay(lines)
    expect(rows.map((row) => row.conversation_id)).toEqual(['__proto__', 'constructor', 'deep'])
    expect(summary).toEqual({ ...NOTHING, lines: 4, duplicates: 1, conflicts: 1 })
  })
})
