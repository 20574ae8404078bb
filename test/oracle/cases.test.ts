import { expect, test } from 'vitest'
import { randomFrom } from '../../src/stats/random.ts'
import { specCases } from './cases.ts'
import { oracle } from './oracle.ts'

const shuffled = (lines: readonly string[], seed: number): string[] => {
  const random = randomFrom(seed)
  return lines
    .map((line) => ({ line, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line)
}

test.each(specCases())('the oracle holds: $name', ({ now, lines, expect: wanted }) => {
  const variants = [lines, lines.toReversed(), ...[1, 2, 3].map((seed) => shuffled([...lines, ...lines], seed))]
  for (const variant of variants) {
    const { rows } = oracle(variant, now)
    for (const [id, want] of Object.entries(wanted)) {
      expect(rows.find((row) => row.conversation_id === id)).toMatchObject(want)
    }
  }
})

test('the summary counts', () => {
  const event = (id: string, more: object) =>
    JSON.stringify({ event_id: id, type: 'user_message', conversation_id: 'c', occurred_at: 10, ...more })
  const day = 86_400_000
  const lines = [
    '',
    ' \t\r',
    'rubbish',
    '{"event_id":"x","type":"user_message","conversation_id":"c","occurred_at":NaN}',
    event('a', {}),
    event('a', { received_at: 11 }),
    event('a', { received_at: 12, text: 'unlike' }),
    event('b', { received_at: 11 + day }),
    event('b', { received_at: 99 + day }),
    event('later', { received_at: 12 + day }),
    event('end', { type: 'conversation_end' }),
    event('over', { occurred_at: 12 }),
  ]
  expect(oracle(lines, 11 + day)).toMatchObject({
    conversations: 1,
    summary: { lines: 10, rejected: 2, not_yet_arrived: 2, duplicates: 2, conflicts: 1, late: 1, after_end: 1 },
  })
})
