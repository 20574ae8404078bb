import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { carts, DAY, ends, HOUR, MINUTE, orders, replies, says } from './events.ts'
import { judge } from './judge.ts'

const talk = [says(0, '有货吗', { user_id: 'u' }), replies(1000, { user_id: 'u' })]
const end = ends(MINUTE)
const later = 10 * DAY

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'window and grace just over', events: [...talk, end], at: DAY + 6 * MINUTE + 1, expected: true },
  { name: 'last millisecond of the grace', events: [...talk, end], at: DAY + 6 * MINUTE, expected: null },
  {
    name: 'order in the last millisecond of the window',
    events: [...talk, end, orders(DAY + MINUTE)],
    at: later,
    expected: false,
  },
  { name: 'order one millisecond later', events: [...talk, end, orders(DAY + MINUTE + 1)], at: later, expected: true },
  { name: 'order at the start', events: [...talk, end, orders(0)], at: later, expected: false },
  { name: 'order one millisecond before the start', events: [...talk, end, orders(-1)], at: later, expected: true },
  { name: 'believed at once, while open', events: [...talk, orders(2000)], at: 2000, expected: false },
  { name: 'idle end: the last chat event', events: talk, at: 1000 + DAY + 5 * MINUTE + 1, expected: true },
  { name: 'idle end, last millisecond of the grace', events: talk, at: 1000 + DAY + 5 * MINUTE, expected: null },
  { name: 'another user', events: [...talk, end, orders(HOUR, { user_id: 'v' })], at: later, expected: true },
  {
    name: 'another user, naming this conversation',
    events: [...talk, end, orders(HOUR, { user_id: 'v', conversation_id: 'c' })],
    at: later,
    expected: false,
  },
  {
    name: 'no user, naming this conversation',
    events: [...talk, end, orders(HOUR, { user_id: null, conversation_id: 'c' })],
    at: later,
    expected: false,
  },
  {
    name: 'this user, naming another conversation',
    events: [...talk, end, orders(HOUR, { conversation_id: 'd' })],
    at: later,
    expected: false,
  },
  {
    name: 'a user whom only the end names',
    events: [...talk, ends(MINUTE, null, { user_id: 'w' }), orders(HOUR, { user_id: 'w' })],
    at: later,
    expected: false,
  },
  {
    name: 'a user whom only a message after the end names',
    events: [...talk, end, says(2 * MINUTE, 'hm', { user_id: 'w' }), orders(HOUR, { user_id: 'w' })],
    at: later,
    expected: true,
  },
  { name: 'cart addition', events: [...talk, end, carts(HOUR)], at: later, expected: false },
  {
    name: 'addition, then removal',
    events: [...talk, end, carts(HOUR), carts(2 * HOUR, { action: 'remove' })],
    at: later,
    expected: false,
  },
  { name: 'removal alone', events: [...talk, end, carts(HOUR, { action: 'remove' })], at: later, expected: true },
  { name: 'action of a wrong type', events: [...talk, end, carts(HOUR, { action: 1 })], at: later, expected: true },
  { name: 'action null is absent', events: [...talk, end, carts(HOUR, { action: null })], at: later, expected: false },
  { name: 'cancelled', events: [...talk, end, orders(HOUR, { status: 'cancelled' })], at: later, expected: true },
  { name: 'status of a wrong type', events: [...talk, end, orders(HOUR, { status: true })], at: later, expected: true },
  { name: 'paid, in capitals', events: [...talk, end, orders(HOUR, { status: 'PAID' })], at: later, expected: true },
  {
    name: 'only an order names the conversation',
    events: [orders(0, { conversation_id: 'c' })],
    at: later,
    expected: null,
  },
])('$name', ({ events, at, expected }) => {
  expect(judge(events, at).no_order).toBe(expected)
})

test('carts count by a switch of their own', () => {
  const config = { ...defaultConfig, cartCountsForOrder: false }
  const row = judge([...talk, end, carts(HOUR)], later, config)
  expect([row.no_order, row.no_conversion]).toEqual([true, false])
})

test('the evidence is the order that counts', () => {
  const order = orders(HOUR)
  expect(judge([...talk, end, orders(2 * HOUR), order], later).evidence.no_order).toEqual([order.id])
})

test.each<{ name: string; placed: object[]; expected: [boolean | null, number | null, string | null] }>([
  { name: 'a cart is no order', placed: [], expected: [false, null, null] },
  { name: 'without an amount', placed: [{}], expected: [true, null, null] },
  {
    name: 'placed and then paid is one order',
    placed: [
      { order_id: 'o', amount: 9.5, currency: 'CNY' },
      { order_id: 'o', amount: 9.5, currency: 'CNY', status: 'paid' },
    ],
    expected: [true, 9.5, 'CNY'],
  },
  {
    name: 'two orders',
    placed: [
      { order_id: 'o', amount: 9.5, currency: 'CNY' },
      { order_id: 'p', amount: 1, currency: 'CNY' },
    ],
    expected: [true, 10.5, 'CNY'],
  },
  {
    name: 'the first currency',
    placed: [
      { amount: 3, currency: 'EUR' },
      { amount: 5, currency: 'USD' },
    ],
    expected: [true, 3, 'EUR'],
  },
])('worth: $name', ({ placed, expected }) => {
  const acts = placed.length === 0 ? [carts(HOUR)] : placed.map((fields, i) => orders(HOUR + i, fields))
  const { ordered, orderAmount, orderCurrency } = judge([...talk, end, ...acts], later).facts
  expect([ordered, orderAmount, orderCurrency]).toEqual(expected)
})
