import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { ends, MINUTE, moves, replies, says } from './events.ts'
import { judge } from './judge.ts'

const state = (fsm_state: unknown) => ({ fsm_state })
/** A round a minute: the user asks something new, the assistant replies with these fields. */
const round = (n: number, fields = {}, text = `第${'甲乙丙丁戊己庚辛'[n]}个问题`): LoopEvent[] => [
  says(n * MINUTE, text),
  replies(n * MINUTE + 1000, fields),
]
const rounds = (...fields: object[]): LoopEvent[] => fields.flatMap((one, n) => round(n, one))

test.each<{ name: string; events: LoopEvent[]; expected: boolean | null }>([
  { name: 'two rounds', events: rounds({}, {}), expected: null },
  { name: 'three rounds, no state at all', events: rounds({}, {}, {}), expected: true },
  { name: 'the third round has no reply', events: [...rounds({}, {}), says(2 * MINUTE)], expected: null },
  {
    name: 'a burst of messages is one round',
    events: [says(0), says(1), says(2), replies(3), ...round(1)],
    expected: null,
  },
  {
    name: 'a double reply is one round',
    events: [...rounds({}, {}), replies(MINUTE + 2000), replies(MINUTE + 3000)],
    expected: null,
  },
  { name: 'leaving the unknown is no advance', events: rounds(state('a'), {}, {}), expected: true },
  { name: 'a reply changes the known state', events: rounds(state('a'), state('b'), {}), expected: null },
  { name: 'three more after that', events: rounds(state('a'), state('b'), {}, state('b'), {}), expected: true },
  {
    name: 'back to an earlier state is an advance',
    events: rounds(state('a'), state('b'), state('a'), state('b')),
    expected: null,
  },
  { name: 'a state of a wrong type is absent', events: rounds(state('a'), state(7), state('a')), expected: true },
  { name: 'the empty text is a state', events: rounds(state('a'), state(''), state('')), expected: null },
  {
    name: 'a transition in the third round',
    events: [...rounds({}, {}), says(2 * MINUTE), moves(2 * MINUTE + 1, 'a', 'b'), replies(2 * MINUTE + 2)],
    expected: null,
  },
  {
    name: 'a transition from a state to itself',
    events: [...rounds({}, {}), says(2 * MINUTE), moves(2 * MINUTE + 1, 'a', 'a'), replies(2 * MINUTE + 2)],
    expected: true,
  },
  {
    name: 'a transition from nowhere to nowhere',
    events: [...rounds({}, {}), says(2 * MINUTE), moves(2 * MINUTE + 1, null, null), replies(2 * MINUTE + 2)],
    expected: true,
  },
  {
    name: 'a transition from a state to nowhere',
    events: [...rounds({}, {}), says(2 * MINUTE), moves(2 * MINUTE + 1, 'a', null), replies(2 * MINUTE + 2)],
    expected: null,
  },
  {
    name: 'a transition after the closing reply belongs to the next round',
    events: [...rounds({}, {}), moves(MINUTE + 1001, 'a', 'b'), ...round(2)],
    expected: null,
  },
  {
    name: 'and the round before it counts',
    events: [...rounds({}, {}, {}), moves(2 * MINUTE + 1001, 'a', 'b')],
    expected: true,
  },
  {
    name: 'a second reply that changes the state belongs to the next round',
    events: [...rounds(state('a'), state('a')), replies(MINUTE + 2000, state('b')), ...round(2, state('b'))],
    expected: null,
  },
  {
    name: 'the reply repeats the state of the transition',
    events: [
      ...round(0, state('a')),
      says(MINUTE),
      moves(MINUTE + 1, 'a', 'b'),
      replies(MINUTE + 2, state('b')),
      ...[2, 3, 4].flatMap((n) => round(n, state('b'))),
    ],
    expected: true,
  },
  {
    name: 'rounds that close in a terminal state',
    events: rounds(state('closed'), state('closed'), state('closed'), state('closed')),
    expected: null,
  },
  { name: 'a terminal round starts the count anew', events: rounds({}, {}, state('end'), {}, {}), expected: null },
  {
    name: 'chat after the end does not count',
    events: [...rounds({}, {}), ends(MINUTE + 2000), ...round(2)],
    expected: null,
  },
])('$name', ({ events, expected }) => {
  expect(judge(events, 6 * MINUTE).fsm_stalled).toBe(expected)
})

test('closed without a stall it is false', () => {
  expect(judge([...rounds({}, {}), ends(2 * MINUTE)], 7 * MINUTE).fsm_stalled).toBeNull()
  expect(judge([...rounds({}, {}), ends(2 * MINUTE)], 7 * MINUTE + 1).fsm_stalled).toBe(false)
})

test('switched off, the feature and its rule are false', () => {
  const row = judge(rounds({}, {}, {}), MINUTE, { ...defaultConfig, fsmStalledEnabled: false })
  expect([row.fsm_stalled, row.repeat_while_stalled]).toEqual([false, false])
})

const again = '这款手机多少钱'
test.each<{ name: string; events: LoopEvent[]; expected: boolean | null }>([
  {
    name: 'the repeat lies in the last round of the run',
    events: [...round(0, {}, again), ...round(1), ...round(2, {}, again)],
    expected: true,
  },
  {
    name: 'in the first',
    events: [
      ...round(0, {}, again),
      ...round(1, state('b'), '红色有货吗'),
      ...round(2, state('c'), again),
      ...round(3, state('c'), again),
      ...round(4, state('c')),
      ...round(5, state('c')),
    ],
    expected: true,
  },
  {
    name: 'in a later one of a longer run',
    events: [...rounds({}, {}, {}), ...round(3, {}, again), ...round(4, {}, again)],
    expected: true,
  },
  {
    name: 'in a round that is not completed',
    events: [...rounds({}, {}, {}), ...round(3, {}, again), says(4 * MINUTE, again)],
    expected: null,
  },
  {
    name: 'in a round with an advance',
    events: [
      ...round(0, state('a'), again),
      ...round(1, state('b'), again),
      ...[2, 3, 4].flatMap((n) => round(n, state('b'))),
    ],
    expected: null,
  },
  {
    name: 'in a run that stays too short',
    events: [
      ...round(0, state('a'), again),
      ...round(1, state('a'), again),
      ...round(2, state('b')),
      ...[3, 4, 5].flatMap((n) => round(n, state('b'))),
    ],
    expected: null,
  },
])('repeat while stalled: $name', ({ events, expected }) => {
  expect(judge(events, 8 * MINUTE).repeat_while_stalled).toBe(expected)
})

test('the evidence is the closing replies of the first rounds that stalled', () => {
  const events = rounds({}, {}, {}, {})
  const closing = [events[1]!.id, events[3]!.id, events[5]!.id]
  expect(judge(events, 9 * MINUTE).evidence.fsm_stalled).toEqual(closing)
})
