import { expect, test } from 'vitest'
import { kolmogorovSmirnov, kolmogorovTail } from '../../src/stats/kolmogorov-smirnov.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import drift from './references/drift.json' with { type: 'json' }

type Row = [number[], number[], number, number]
const named = <T extends [number[], number[], ...number[]]>(rows: unknown) =>
  (rows as T[]).map((row) => ({ name: `${row[0].length} and ${row[1].length} values`, row }))

test.each(named<Row>(drift.ksExact))('exact, $name', ({ row: [a, b, d, p] }) => {
  const found = kolmogorovSmirnov(a, b)
  expectRelative(found.d, d)
  expectRelative(found.p, p)
  expect(found.exact).toBe(true)
})

test.each(named<Row>(drift.ksTied))('with ties, counted over all orders, $name', ({ row: [a, b, d, p] }) => {
  expectRelative(kolmogorovSmirnov(a, b).d, d)
  expectRelative(kolmogorovSmirnov(a, b).p, p)
})

test.each(named<[number[], number[], number]>(drift.ksAsymptotic))('limit, $name', ({ row: [a, b, p] }) =>
  expectRelative(kolmogorovSmirnov(a, b, 'asymptotic').p, p),
)

test.each(drift.kolmogorovTail as [number, number][])('tail of the limit at %d', (x, p) =>
  expectRelative(kolmogorovTail(x), p),
)

test.each([
  { name: 'nothing on one side', a: [], b: [1] },
  { name: 'not a number', a: [1, Number.NaN], b: [1] },
])('unknown: $name', ({ a, b }) => expect(kolmogorovSmirnov(a, b)).toEqual({ d: Number.NaN, p: 1, exact: true }))

test('the same values on both sides are no evidence', () =>
  expect(kolmogorovSmirnov([3, 1, 2], [2, 3, 1])).toEqual({ d: 0, p: 1, exact: true }))

test('beyond a million pairs the limit answers, close to the exact p', () => {
  const random = randomFrom('large')
  const [a, b] = [1100, 1000].map((n) => Array.from({ length: n }, () => random()))
  const limit = kolmogorovSmirnov(a!, b!)
  expect(limit.exact).toBe(false)
  expect(limit.p / kolmogorovSmirnov(a!, b!, 'exact').p).toBeCloseTo(1, 1)
})
