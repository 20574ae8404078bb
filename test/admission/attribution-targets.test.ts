import { expect, test } from 'vitest'
import type { AttributionExample } from '../../src/admission/attribution-example.ts'
import { expectedTargets } from '../../src/admission/attribution-targets.ts'
import { FAULT_PARTS } from '../../src/admission/fault-part.ts'
import { TURN_NUMBERS } from '../../src/admission/turn-inputs.ts'

const example = (change: Partial<AttributionExample>): AttributionExample => ({
  inputs: {
    turnId: 't',
    numbers: new Float64Array(TURN_NUMBERS.length),
    texts: ['', '', ''],
    ...{ intent: null, objection: null, action: null, clues: {} },
  },
  conversationId: 'c',
  group: 'u',
  weight: 1,
  possible: FAULT_PARTS,
  somewhere: null,
  isSuspect: false,
  right: { intent: null, objection: null },
  ...change,
})
const BELIEVED = [0.5, 0.2, 0.1, 0.15, 0.05]
const repeated = (times: number) => Float64Array.from(Array.from({ length: times }, () => BELIEVED).flat())
const rows = (targets: Float64Array) =>
  Array.from({ length: targets.length / 5 }, (_, i) => [...targets.slice(i * 5, i * 5 + 5)])

test('what is known is certain, what is ruled out is 0, the rest is believed', () => {
  const [known, partly, open] = rows(
    expectedTargets(
      [example({ possible: ['policy'] }), example({ possible: ['none', 'wording', 'policy'] }), example({})],
      repeated(3),
    ),
  )
  expect(known).toEqual([0, 0, 0, 0, 1])
  expect(partly![0]).toBeCloseTo(0.5 / 0.7, 12)
  expect(partly![1]).toBe(0)
  expect(open![3]).toBeCloseTo(0.15, 12)
})

test('a fault somewhere is shared out, the suspect first, and every row sums to 1', () => {
  const turns = [
    example({ somewhere: 'wording', isSuspect: true }),
    example({ somewhere: 'wording' }),
    example({ somewhere: 'wording', possible: ['intent'] }),
  ]
  const [suspect, other, found] = rows(expectedTargets(turns, repeated(3)))
  expect(suspect![3]! + other![3]!).toBeCloseTo(1, 12)
  expect(suspect![3]).toBeCloseTo(0.75, 12) // three times the odds of the other
  expect(found).toEqual([0, 1, 0, 0, 0])
  for (const row of [suspect!, other!]) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
})

test('one turn alone takes the whole verdict', () => {
  expect(rows(expectedTargets([example({ somewhere: 'objection' })], repeated(1)))[0]).toEqual([0, 0, 1, 0, 0])
})
