import { expect, test } from 'vitest'
import type { Candidate } from '../../src/events/copies.ts'
import type { LoopEvent } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'
import { settleCopies } from '../../src/loop/settle-copies.ts'

const event = (event_id: string, received_at: number, more: object = {}): Candidate => ({
  outcome: readEvent({ event_id, type: 'cta_sent', conversation_id: 'c', occurred_at: 1, received_at, ...more }),
  group: event_id.slice(0, 1),
})

const settled = async (candidates: readonly Candidate[], now = 100) => {
  const summary = { lines: 0, rejected: 0, not_yet_arrived: 0, duplicates: 0, conflicts: 0, late: 0, after_end: 0 }
  const kept: LoopEvent[] = []
  await settleCopies(
    {
      candidates: async function* () {
        yield* candidates
      },
      restore: async (events) => void kept.push(...events),
    },
    now,
    summary,
  )
  return { kept: kept.map(({ id, receivedAt, wire }) => ({ id, receivedAt, cta: wire.cta_id })), summary }
}

test.each([
  { name: 'nothing', given: [], kept: [], counts: {} },
  { name: 'an odd one alone', given: [event('a', 5)], kept: [['a', 5]], counts: {} },
  {
    name: 'the copy received first wins, in any order',
    given: [event('a', 7), event('a', 5), event('a', 6)],
    kept: [['a', 5]],
    counts: { lines: 2, duplicates: 2 },
  },
  {
    name: 'received at once: the smaller canonical JSON wins; those unlike the winner conflict',
    given: [event('a', 5, { cta_id: 'l' }), event('a', 5, { cta_id: 'k' }), event('a', 9, { cta_id: 'l' })],
    kept: [['a', 5, 'k']],
    counts: { lines: 2, duplicates: 2, conflicts: 2 },
  },
  {
    name: 'copies like the winner do not conflict',
    given: [event('a', 6, { cta_id: 'k' }), event('a', 5, { cta_id: 'k' }), event('a', 7, { cta_id: 'l' })],
    kept: [['a', 5, 'k']],
    counts: { lines: 2, duplicates: 2, conflicts: 1 },
  },
  {
    name: 'not arrived and rejected ones are no copies',
    given: [event('a', 101), event('a', 100), event('a', 5, { user_id: '' })],
    kept: [['a', 100]],
    counts: { lines: 2, not_yet_arrived: 1, rejected: 1 },
  },
  {
    name: 'ids that share a group stay apart',
    given: [event('a1', 5), event('a2', 5), event('a1', 6), event('b', 7)],
    kept: [
      ['a1', 5],
      ['a2', 5],
      ['b', 7],
    ],
    counts: { lines: 1, duplicates: 1 },
  },
])('$name', async ({ given, kept, counts }) => {
  const zero = { lines: 0, rejected: 0, not_yet_arrived: 0, duplicates: 0, conflicts: 0, late: 0, after_end: 0 }
  const result = await settled(given)
  expect(result.kept).toEqual(kept.map(([id, receivedAt, cta]) => ({ id, receivedAt, cta })))
  // The winner itself is counted when the log is read.
  expect(result.summary).toEqual({ ...zero, ...counts })
})
