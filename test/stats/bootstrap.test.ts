import { describe, expect, test } from 'vitest'
import { bootstrapMean, pairedDifference, quantile } from '../../src/stats/bootstrap.ts'
import { randomFrom } from '../../src/stats/random.ts'

test.each([
  { ascending: [], p: 0.5, expected: Number.NaN },
  { ascending: [4], p: 0.3, expected: 4 },
  { ascending: [1, 2, 3, 4], p: 0, expected: 1 },
  { ascending: [1, 2, 3, 4], p: 1, expected: 4 },
  { ascending: [1, 2, 3, 4], p: 0.5, expected: 2.5 },
])('quantile $p of $ascending is $expected', ({ ascending, p, expected }) =>
  expect(quantile(ascending, p)).toEqual(expected),
)

describe('bootstrapMean', () => {
  test('one cluster bounds nothing', () => {
    const { estimate, low, high } = bootstrapMean([1, 2, 3], ['a', 'a', 'a'], randomFrom(1))
    expect([estimate, low, high]).toEqual([2, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  })

  test('comes close to the normal interval where that holds', () => {
    const random = randomFrom('values')
    const values = Array.from({ length: 2000 }, random)
    const { estimate, low, high } = bootstrapMean(values, null, randomFrom(2))
    const half = 1.96 * Math.sqrt(1 / 12 / 2000)
    expect(estimate - low).toBeCloseTo(half, 2.5)
    expect(high - estimate).toBeCloseTo(half, 2.5)
  })

  test('repeating each unit in its cluster changes nothing but the number of rows', () => {
    const values = [1, 5, 2, 8, 3, 3, 9, 1]
    const names = values.map((_, i) => `user-${i}`)
    const repeat = <T>(items: T[]) => items.flatMap((item) => [item, item, item])
    const plain = bootstrapMean(values, names, randomFrom(3))
    const repeated = bootstrapMean(repeat(values), repeat(names), randomFrom(3))
    expect(repeated.low).toBeCloseTo(plain.low, 9)
    expect(repeated.high).toBeCloseTo(plain.high, 9)
  })

  test('the same stream, the same interval', () =>
    expect(bootstrapMean([1, 0, 1], null, randomFrom(5))).toEqual(bootstrapMean([1, 0, 1], null, randomFrom(5))))
})

test('pairedDifference sees a gain that unpaired rates would hide', () => {
  const before = Array.from({ length: 400 }, (_, i) => Number(i % 2 === 0))
  const after = before.map((value, i) => (i % 40 === 1 ? 1 : value))
  const { estimate, low, high } = pairedDifference(before, after, randomFrom(1))
  expect(estimate).toBeCloseTo(0.025, 12)
  expect(low).toBeGreaterThan(0)
  expect(high).toBeLessThan(0.05)
})
