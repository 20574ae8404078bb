import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { carts, DAY, ends, MINUTE, orders, replies, says } from './events.ts'
import { judge } from './judge.ts'

const talk = [says(0, '有货吗', { user_id: 'u' }), replies(1000), ends(MINUTE)]
const windowEnd = MINUTE + 3 * DAY

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'window and grace just over', events: talk, at: windowEnd + 5 * MINUTE + 1, expected: true },
  { name: 'last millisecond of the grace', events: talk, at: windowEnd + 5 * MINUTE, expected: null },
  { name: 'order in the last millisecond', events: [...talk, orders(windowEnd)], at: windowEnd, expected: false },
  { name: 'order one millisecond later', events: [...talk, orders(windowEnd + 1)], at: 9 * DAY, expected: true },
  { name: 'before the window of no_order is over', events: [...talk, orders(2 * DAY)], at: 9 * DAY, expected: false },
  { name: 'cart addition', events: [...talk, carts(2 * DAY)], at: 9 * DAY, expected: false },
])('$name', ({ events, at, expected }) => {
  expect(judge(events, at).no_conversion).toBe(expected)
})

test('carts count by a switch of their own', () => {
  const config = { ...defaultConfig, cartCountsForConversion: false }
  const row = judge([...talk, carts(MINUTE)], 9 * DAY, config)
  expect([row.no_order, row.no_conversion]).toEqual([false, true])
})
