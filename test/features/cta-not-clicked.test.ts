import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { clicks, ends, MINUTE, moves, offers, replies, says } from './events.ts'
import { judge } from './judge.ts'

const talk = [says(0), replies(1000)]
const shut = ends(2 * MINUTE)
const sent = offers(MINUTE)

test.each<{ name: string; events: LoopEvent[]; at: number; expected: boolean | null }>([
  { name: 'window and grace just over', events: [...talk, sent, shut], at: 36 * MINUTE + 1, expected: true },
  { name: 'last millisecond of the grace', events: [...talk, sent, shut], at: 36 * MINUTE, expected: null },
  {
    name: 'click in the last millisecond',
    events: [...talk, sent, shut, clicks(31 * MINUTE)],
    at: 99 * MINUTE,
    expected: false,
  },
  {
    name: 'click one millisecond later',
    events: [...talk, sent, shut, clicks(31 * MINUTE + 1)],
    at: 99 * MINUTE,
    expected: true,
  },
  { name: 'a click is believed at once', events: [...talk, sent, clicks(MINUTE)], at: MINUTE, expected: false },
  { name: 'still open', events: [...talk, sent], at: 99 * MINUTE, expected: null },
  { name: 'nothing offered, open', events: talk, at: 2 * MINUTE, expected: null },
  { name: 'nothing offered, closed', events: [...talk, shut], at: 7 * MINUTE + 1, expected: false },
  { name: 'nothing offered, last millisecond of the grace', events: [...talk, shut], at: 7 * MINUTE, expected: null },
  { name: 'click before its CTA', events: [...talk, clicks(2000), sent, shut], at: 3 * MINUTE, expected: false },
  {
    name: 'click of another CTA',
    events: [...talk, sent, clicks(2 * MINUTE, 'l'), shut],
    at: 99 * MINUTE,
    expected: true,
  },
  {
    name: 'click without an id',
    events: [...talk, sent, clicks(2 * MINUTE, null), shut],
    at: 99 * MINUTE,
    expected: true,
  },
  {
    name: 'CTA and click without an id',
    events: [...talk, offers(MINUTE, null), clicks(MINUTE + 1, null), shut],
    at: 99 * MINUTE,
    expected: true,
  },
  {
    name: 'one of several',
    events: [...talk, sent, offers(MINUTE + 1, 'l'), clicks(2 * MINUTE, 'l'), shut],
    at: 99 * MINUTE,
    expected: false,
  },
  {
    name: 'the last window counts',
    events: [...talk, sent, offers(2 * MINUTE, 'l'), shut],
    at: 36 * MINUTE + 1,
    expected: null,
  },
  {
    name: 'sent again: the window of the second',
    events: [...talk, sent, moves(20 * MINUTE, 'a', 'b'), offers(20 * MINUTE), clicks(45 * MINUTE)],
    at: 45 * MINUTE,
    expected: false,
  },
  { name: 'CTA after the end', events: [...talk, shut, offers(3 * MINUTE)], at: 99 * MINUTE, expected: false },
  {
    name: 'click after the end of a CTA before it',
    events: [...talk, sent, shut, clicks(4 * MINUTE)],
    at: 99 * MINUTE,
    expected: false,
  },
])('$name', ({ events, at, expected }) => {
  expect(judge(events, at).cta_not_clicked).toBe(expected)
})

test('the facts count CTAs and say whether one was clicked', () => {
  const open = judge([...talk, sent, offers(MINUTE + 1, 'l')], 2 * MINUTE).facts
  expect([open.ctasSent, open.clicked]).toEqual([2, null])
  expect(judge([...talk, shut], 99 * MINUTE).facts.clicked).toBe(false)
  expect(judge([...talk, sent, clicks(2 * MINUTE), shut], 2 * MINUTE).facts.clicked).toBe(true)
})

test('the evidence is the first CTA when none was clicked, and the click when one was', () => {
  const click = clicks(2 * MINUTE)
  expect(judge([...talk, sent, shut], 99 * MINUTE).evidence.cta_not_clicked).toEqual([sent.id])
  expect(judge([...talk, sent, click, shut], 99 * MINUTE).evidence.cta_not_clicked).toEqual([click.id])
})
