import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { DAY, ends, event, MINUTE, orders, rates, replies, says } from './events.ts'
import { judge } from './judge.ts'

const talk = [says(0, 'hi', { user_id: 'u' }), replies(1), ends(MINUTE)]
const windowEnd = DAY + MINUTE
const labels = (at: number, label: unknown) => event('explicit_feedback', at, { label })

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'window and grace just over', events: talk, at: windowEnd + 5 * MINUTE + 1, expected: false },
  { name: 'last millisecond of the grace', events: talk, at: windowEnd + 5 * MINUTE, expected: null },
  {
    name: 'in the last millisecond of the window',
    events: [...talk, rates(windowEnd, 1)],
    at: windowEnd,
    expected: true,
  },
  { name: 'one millisecond later', events: [...talk, rates(windowEnd + 1, 1)], at: 9 * DAY, expected: false },
  { name: 'before the start', events: [rates(-DAY, 1), ...talk], at: MINUTE, expected: true },
  { name: 'no start', events: [rates(0, 1)], at: 9 * DAY, expected: null },
  {
    name: 'after a conversion',
    events: [...talk, orders(2 * MINUTE), rates(3 * MINUTE, 2)],
    at: DAY / 2,
    expected: true,
  },
  { name: 'while open, by the candidate end', events: [says(0), rates(5, 1)], at: 5, expected: true },
  { name: 'rating between 1 and 2', events: [...talk, rates(2, 1.5)], at: 9 * DAY, expected: true },
  { name: 'rating just above', events: [...talk, rates(2, 2.01)], at: 9 * DAY, expected: false },
  { name: 'rating below 1', events: [...talk, rates(2, 0.5)], at: 9 * DAY, expected: false },
  { name: 'rating as text', events: [...talk, rates(2, '1')], at: 9 * DAY, expected: false },
  { name: 'label', events: [...talk, labels(2, '不满意')], at: 2, expected: true },
  { name: 'label in other letters', events: [...talk, labels(2, 'Negative')], at: 9 * DAY, expected: false },
  {
    name: 'a good rating with a bad label',
    events: [...talk, event('explicit_feedback', 2, { rating: 5, label: 'thumbs_down' })],
    at: 2,
    expected: true,
  },
])('$name', ({ events, at, expected }) => {
  expect(judge(events, at).negative_feedback).toBe(expected)
})

test('the facts hold the usable ratings of the window', () => {
  const events = [rates(-5, 3), ...talk, rates(2, 9), rates(3, 4.5), rates(windowEnd + 1, 1)]
  expect(judge(events, 9 * DAY).facts.ratings).toEqual([3, 4.5])
})
