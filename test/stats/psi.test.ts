import { expect, test } from 'vitest'
import { psi, psiTail } from '../../src/stats/psi.ts'
import { expectRelative } from './reference-table.ts'
import drift from './references/drift.json' with { type: 'json' }

type Row = [number[], number[], number]

test.each(drift.psi as Row[])('psi of %j and %j', (e, a, expected) => expectRelative(psi(e, a), expected))
test.each(drift.psiTail as Row[])('its tail, %j and %j', (e, a, p) => expectRelative(psiTail(psi(e, a), e, a), p))

test('example of the docstring', () => expect(psi([50, 50], [80, 20])).toBeCloseTo(0.4063, 4))

test.each([
  { name: 'nothing in the reference', e: [0, 0], a: [1, 2] },
  { name: 'nothing to compare', e: [1, 2], a: [0, 0] },
  { name: 'no bins', e: [], a: [] },
  { name: 'different numbers of bins', e: [1, 2], a: [1, 2, 3] },
])('unknown: $name', ({ e, a }) => {
  expect(psi(e, a)).toBeNaN()
  expect(psiTail(psi(e, a), e, a)).toBeNaN()
})

test('a bin that nobody has seen changes nothing', () => expect(psi([3, 0, 5], [4, 0, 9])).toBe(psi([3, 5], [4, 9])))

test('one bin can tell nothing', () => expect(psiTail(psi([3], [9]), [3], [9])).toBe(1))
