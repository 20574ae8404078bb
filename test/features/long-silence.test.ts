import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { carts, clicks, DAY, ends, HOUR, MINUTE, moves, offers, orders, rates, replies, says } from './events.ts'
import { judge } from './judge.ts'

const talk = [says(0), replies(0)]
const limit = 30 * MINUTE
const grace = 5 * MINUTE
/** The user is known from the first message on. */
const known = [says(0, '多少钱', { user_id: 'u' }), replies(0)]

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'window and grace just over', events: talk, at: limit + grace + 1, expected: true },
  { name: 'last millisecond of the grace', events: talk, at: limit + grace, expected: null },
  { name: 'message in the last millisecond', events: [...talk, says(limit)], at: HOUR, expected: null },
  { name: 'message one millisecond later', events: [...talk, says(limit + 1)], at: HOUR, expected: true },
  {
    name: 'a message in the same millisecond comes before the reply',
    events: [says(0), replies(5), says(5)],
    at: HOUR,
    expected: true,
  },
  { name: 'an unanswered user is not silent', events: [says(0)], at: 2 * DAY, expected: false },
  { name: 'nobody has spoken', events: [replies(0), offers(1)], at: 2 * DAY, expected: false },
  {
    name: 'a greeting before the user speaks is no wait',
    events: [replies(0), says(40 * MINUTE)],
    at: HOUR,
    expected: null,
  },
  { name: 'a transition is a wait too', events: [says(0), moves(1000, 'a', 'b')], at: HOUR, expected: true },
  { name: 'an offer is none', events: [says(0), offers(1000)], at: HOUR, expected: null },
  {
    name: 'the second reply is a wait of its own',
    events: [...talk, replies(20 * MINUTE), says(25 * MINUTE), ends(26 * MINUTE)],
    at: HOUR,
    expected: false,
  },
  {
    name: 'and may be the silent one',
    events: [...talk, says(10 * MINUTE), replies(20 * MINUTE)],
    at: 55 * MINUTE + 1,
    expected: true,
  },
  { name: 'a click ends the wait', events: [...talk, clicks(limit, 'x'), ends(HOUR)], at: DAY, expected: false },
  { name: 'feedback ends the wait', events: [...talk, rates(limit, 5), ends(HOUR)], at: DAY, expected: false },
])('$name', ({ events, at, expected }) => {
  expect(judge(events, at).long_silence).toBe(expected)
})

test.each<{ name: string; events: LoopEvent[]; expected: boolean | null }>([
  { name: 'the reply is in a terminal state', events: [says(0), replies(0, { fsm_state: 'closed' })], expected: null },
  { name: 'the state became terminal before', events: [says(0), moves(0, 'a', 'end'), replies(0)], expected: null },
  { name: 'terminal in the last millisecond', events: [...talk, moves(limit, 'a', 'completed')], expected: null },
  { name: 'terminal one millisecond later', events: [...talk, moves(limit + 1, 'a', 'completed')], expected: true },
  {
    name: 'a reply right after the transition, same millisecond, enters a terminal state',
    events: [says(0), moves(9, 'a', 'b'), replies(9, { fsm_state: 'closed' })],
    expected: null,
  },
  { name: 'unknown is not terminal', events: talk, expected: true },
  {
    name: 'a terminal state is left again',
    events: [says(0), replies(0, { fsm_state: 'end' }), replies(9, { fsm_state: 'a' })],
    expected: true,
  },
])('states: $name', ({ events, expected }) => {
  expect(judge(events, 2 * HOUR).long_silence).toBe(expected)
})

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'hard end in the last millisecond', events: [...talk, ends(limit)], at: DAY, expected: false },
  { name: 'hard end one millisecond later', events: [...talk, ends(limit + 1)], at: DAY, expected: true },
  { name: 'hard end, grace of the end not over', events: [...talk, ends(MINUTE)], at: 6 * MINUTE, expected: null },
  { name: 'soft end does not cut', events: [...talk, ends(MINUTE, 'idle')], at: DAY, expected: true },
  {
    name: 'soft end, the wait is pending',
    events: [...talk, ends(MINUTE, 'abandoned')],
    at: limit + grace,
    expected: null,
  },
  {
    name: 'the user is back after a soft end',
    events: [...talk, ends(MINUTE, 'timeout'), says(limit)],
    at: DAY,
    expected: false,
  },
  {
    name: 'a second, hard end does not cut',
    events: [...talk, ends(MINUTE, 'timeout'), ends(2 * MINUTE)],
    at: DAY,
    expected: true,
  },
  {
    name: 'a reply after the end is no wait',
    events: [says(0), ends(MINUTE, 'timeout'), replies(2 * MINUTE)],
    at: DAY,
    expected: false,
  },
])('ends: $name', ({ events, at, expected }) => {
  expect(judge(events, at).long_silence).toBe(expected)
})

test.each<{ name: string; events: LoopEvent[]; expected: boolean | null }>([
  { name: 'order elsewhere in the last millisecond', events: [...known, orders(limit)], expected: null },
  { name: 'order one millisecond later', events: [...known, orders(limit + 1)], expected: true },
  { name: 'order in the millisecond of the reply comes before it', events: [...known, orders(0)], expected: true },
  {
    name: 'a removal from the cart is an act',
    events: [...known, carts(MINUTE, { action: 'remove' })],
    expected: null,
  },
  { name: 'a cancelled order is none', events: [...known, orders(MINUTE, { status: 'cancelled' })], expected: true },
  { name: 'a stranger', events: [...known, orders(MINUTE, { user_id: 'v' })], expected: true },
  {
    name: 'a stranger who names the conversation',
    events: [...known, orders(MINUTE, { user_id: 'v', conversation_id: 'c' })],
    expected: null,
  },
  {
    name: 'named after the act, in the last millisecond of the wait',
    events: [...talk, orders(MINUTE), offers(limit, 'k', { user_id: 'u' })],
    expected: null,
  },
  {
    name: 'named one millisecond later',
    events: [...talk, orders(MINUTE), offers(limit + 1, 'k', { user_id: 'u' })],
    expected: true,
  },
  {
    name: 'only a click names the user',
    events: [...talk, orders(MINUTE), clicks(limit + 1, 'k', { user_id: 'u' })],
    expected: true,
  },
  {
    name: 'only the end names the user',
    events: [...talk, orders(MINUTE), ends(2 * MINUTE, 'timeout', { user_id: 'u' })],
    expected: true,
  },
])('carts and orders: $name', ({ events, expected }) => {
  expect(judge(events, 2 * HOUR).long_silence).toBe(expected)
})

test('the evidence is the reply after which the user was silent', () => {
  const reply = replies(10 * MINUTE)
  expect(judge([...talk, says(MINUTE), reply], 2 * HOUR).evidence.long_silence).toEqual([reply.id])
})
