import { expect, test } from 'vitest'
import { ends, HOUR, MINUTE, replies, says } from './events.ts'
import { judge } from './judge.ts'

test.each<{ name: string; reply: object; expected: boolean; least: number | null }>([
  { name: 'exactly the limit', reply: { intent_confidence: 0.6 }, expected: false, least: 0.6 },
  { name: 'just below', reply: { intent_confidence: 0.5999999999999999 }, expected: true, least: 0.5999999999999999 },
  {
    name: 'the lower one counts',
    reply: { intent_confidence: 0.9, objection_confidence: 0.1 },
    expected: true,
    least: 0.1,
  },
  { name: 'zero', reply: { objection_confidence: 0 }, expected: true, least: 0 },
  { name: 'above one', reply: { intent_confidence: 1.5, objection_confidence: 0.7 }, expected: false, least: 0.7 },
  { name: 'below zero', reply: { intent_confidence: -0.1 }, expected: false, least: null },
  { name: 'a text', reply: { intent_confidence: '0.1' }, expected: false, least: null },
  { name: 'none', reply: {}, expected: false, least: null },
])('$name', ({ reply, expected, least }) => {
  const row = judge([says(0), replies(1000, reply), ends(MINUTE)], HOUR)
  expect([row.low_confidence, row.facts.leastConfidence]).toEqual([expected, least])
})

test('known at once while open, false only when closed, not after the end', () => {
  const low = { intent_confidence: 0.1 }
  expect(judge([replies(0, low)], 0).low_confidence).toBe(true)
  expect(judge([replies(0)], 0).low_confidence).toBeNull()
  expect(judge([says(0), ends(1), replies(2, low)], HOUR).low_confidence).toBe(false)
})

test('the evidence is the first such reply', () => {
  const low = replies(5, { intent_confidence: 0.2 })
  expect(judge([replies(0), low, replies(6, { intent_confidence: 0.1 })], 9).evidence.low_confidence).toEqual([low.id])
})
