import { expect, test } from 'vitest'
import { isLate, wins } from '../../src/events/dedupe.ts'
import type { LoopEvent } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'

const HOUR = 3_600_000
const copy = (fields: object): LoopEvent => {
  const outcome = readEvent({ event_id: 'e', type: 'user_message', conversation_id: 'c', occurred_at: 0, ...fields })
  if (outcome.kind !== 'ok') throw new Error(outcome.message)
  return outcome.value
}

test.each([
  { name: 'received earlier', a: { received_at: 1, text: 'z' }, b: { received_at: 2, text: 'a' } },
  { name: 'received at once: smaller JSON', a: { received_at: 1, text: 'a' }, b: { received_at: 1, text: 'b' } },
  { name: 'smaller by code point', a: { received_at: 1, text: '\uffff' }, b: { received_at: 1, text: '😀' } },
  { name: 'an effective receipt counts', a: { text: 'z' }, b: { received_at: 1, text: 'a' } },
])('wins: $name', ({ a, b }) => {
  expect(wins(copy(a), copy(b))).toBe(true)
  expect(wins(copy(b), copy(a))).toBe(false)
})

test('of two that are alike none wins', () => {
  expect(wins(copy({ received_at: 1 }), copy({ received_at: 1 }))).toBe(false)
})

test.each([
  { name: 'chat, to the millisecond', type: 'user_message', after: 24 * HOUR, late: false },
  { name: 'chat, one more', type: 'user_message', after: 24 * HOUR + 1, late: true },
  { name: 'feedback is as chat', type: 'explicit_feedback', after: 24 * HOUR + 1, late: true },
  { name: 'order, to the millisecond', type: 'order_event', after: 72 * HOUR, late: false },
  { name: 'order, one more', type: 'order_event', after: 72 * HOUR + 1, late: true },
  { name: 'cart is as order', type: 'cart_event', after: 72 * HOUR, late: false },
])('late: $name', ({ type, after, late }) => {
  const lateness = { lateChatMs: 24 * HOUR, lateOutcomeMs: 72 * HOUR }
  expect(isLate(copy({ type, received_at: after }), lateness)).toBe(late)
})
