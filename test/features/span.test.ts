import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { BASE, clicks, DAY, ends, HOUR, MINUTE, moves, offers, orders, rates, replies, says } from './events.ts'
import { judge } from './judge.ts'

const grace = 5 * MINUTE

test.each<{ name: string; events: LoopEvent[]; at: number; closed: boolean }>([
  {
    name: 'explicit end, last millisecond of the grace',
    events: [says(0), ends(MINUTE)],
    at: 6 * MINUTE,
    closed: false,
  },
  { name: 'explicit end, grace just over', events: [says(0), ends(MINUTE)], at: 6 * MINUTE + 1, closed: true },
  { name: 'idle, last millisecond of the grace', events: [says(0)], at: DAY + grace, closed: false },
  { name: 'idle, grace just over', events: [says(0)], at: DAY + grace + 1, closed: true },
  { name: 'a gap of exactly a day goes on', events: [says(0), replies(DAY)], at: DAY + grace + 1, closed: false },
  {
    name: 'a gap one millisecond longer ends it',
    events: [says(0), replies(DAY + 1)],
    at: DAY + grace + 1,
    closed: true,
  },
  { name: 'an end within a day counts', events: [says(0), ends(DAY)], at: DAY + grace, closed: false },
  { name: 'an end later than that does not', events: [says(0), ends(DAY + 1)], at: DAY + grace + 1, closed: true },
  { name: 'an end alone starts and ends', events: [ends(0)], at: grace + 1, closed: true },
  { name: 'a click does not keep it open', events: [says(0), clicks(23 * HOUR)], at: DAY + grace + 1, closed: true },
  { name: 'feedback alone is no conversation', events: [rates(0, 1)], at: 9 * DAY, closed: false },
])('closed: $name', ({ events, at, closed }) => {
  expect(judge(events, at).closed).toBe(closed)
})

test.each<{ name: string; events: LoopEvent[]; started: number | null; ended: number | null }>([
  { name: 'open: the last chat event is the candidate', events: [moves(5, 'a', 'b'), offers(9)], started: 5, ended: 9 },
  { name: 'the first of two ends', events: [says(5), ends(6), ends(7)], started: 5, ended: 6 },
  { name: 'chat after an end changes nothing', events: [says(5), ends(6), says(7)], started: 5, ended: 6 },
  { name: 'the last chat event before the gap', events: [says(0), says(3), says(DAY + 4)], started: 0, ended: 3 },
  { name: 'nothing but an order', events: [orders(0, { conversation_id: 'c' })], started: null, ended: null },
])('span: $name', ({ events, started, ended }) => {
  const { startedAt, endedAt } = judge(events, 0).facts
  expect([startedAt, endedAt]).toEqual([started === null ? null : BASE + started, ended === null ? null : BASE + ended])
})

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'open, nobody spoke', events: [replies(0)], at: MINUTE, expected: null },
  { name: 'closed, nobody spoke', events: [replies(0), ends(1)], at: HOUR, expected: false },
  { name: 'somebody spoke', events: [says(0)], at: 0, expected: true },
  { name: 'somebody spoke after the end', events: [replies(0), ends(1), says(2)], at: HOUR, expected: false },
  { name: 'no start', events: [clicks(0)], at: 9 * DAY, expected: null },
])('eligible: $name', ({ events, at, expected }) => {
  expect(judge(events, at).eligible).toBe(expected)
})

test.each([
  { name: 'last millisecond', at: 6 * DAY + grace, expected: false },
  { name: 'just over', at: 6 * DAY + grace + 1, expected: true },
])('final: $name', ({ at, expected }) => {
  expect(judge([says(-1), ends(0)], at).final).toBe(expected)
})

test('users are those whom chat events and the end name, in that order', () => {
  const users = judge(
    [
      says(0, 'hi', { user_id: null }),
      replies(1, { user_id: 'a' }),
      clicks(2, 'k', { user_id: 'x' }),
      says(3, 'hi', { user_id: 'b' }),
      says(4, 'hi', { user_id: 'a' }),
      ends(5, null, { user_id: 'z' }),
      says(6, 'hi', { user_id: 'y' }),
    ],
    HOUR,
  ).facts.users
  expect(users).toEqual(['a', 'b', 'z'])
})
