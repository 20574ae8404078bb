import { describe, expect, test } from 'vitest'
import { designEffect, effectiveSize } from '../../src/stats/clusters.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

const times = <T>(n: number, item: T): T[] => Array.from({ length: n }, () => item)

describe('designEffect', () => {
  test.each((rates.designEffect as [number[], number[], number][]).map((row) => ({ clusters: row[0].length, row })))(
    'of $clusters clusters: the cluster-robust variance of statsmodels',
    ({ row: [successes, sizes, expected] }) =>
      expectRelative(designEffect(successes.map((k, i) => ({ successes: k, size: sizes[i]! }))), expected),
  )

  test.each([
    { name: 'no clusters', clusters: [], expected: 1 },
    { name: 'one cluster counts once', clusters: [{ successes: 2, size: 4 }], expected: 4 },
    {
      name: 'two clusters that agree with themselves',
      clusters: [
        { successes: 3, size: 3 },
        { successes: 0, size: 3 },
      ],
      expected: 6,
    },
    { name: 'empty clusters', clusters: times(3, { successes: 0, size: 0 }), expected: 1 },
    { name: 'all failed: each cluster counts once', clusters: times(9, { successes: 0, size: 3 }), expected: 3 },
    { name: 'all succeeded', clusters: times(9, { successes: 3, size: 3 }), expected: 3 },
    {
      name: 'all failed, most of it in one cluster',
      clusters: [{ successes: 0, size: 90 }, ...times(10, { successes: 0, size: 1 })],
      expected: (90 * 90 + 10) / 100,
    },
    {
      name: 'clusters of one: nothing but the small-sample factor',
      clusters: [...times(50, { successes: 1, size: 1 }), ...times(50, { successes: 0, size: 1 })],
      expected: 100 / 99,
    },
    {
      name: 'clusters that agree with themselves count once',
      clusters: [...times(50, { successes: 4, size: 4 }), ...times(50, { successes: 0, size: 4 })],
      expected: (4 * 100) / 99,
    },
    {
      name: 'clusters more alike than chance never narrow',
      clusters: times(50, { successes: 2, size: 4 }),
      expected: 1,
    },
  ])('$name', ({ clusters, expected }) => expect(designEffect(clusters)).toBeCloseTo(expected, 10))

  test('finds the intraclass correlation that was planted: 1 + (m - 1) rho', () => {
    const random = randomFrom('planted')
    const clusters = Array.from({ length: 20_000 }, () => {
      const shared = random() < 0.3
      let successes = 0
      for (let i = 0; i < 5; i++) successes += Number(random() < 0.5 ? shared : random() < 0.3)
      return { successes, size: 5 }
    })
    // Two units of a cluster share their draw with probability 1/4.
    expect(designEffect(clusters)).toBeCloseTo(1 + 4 * 0.25, 1)
  })
})

describe('effectiveSize', () => {
  test.each([
    { weights: [], expected: 0 },
    { weights: [0, 0], expected: 0 },
    { weights: [3, 3, 3], expected: 3 },
    { weights: [1, 0], expected: 1 },
    { weights: [1, 3], expected: 1.6 },
  ])('of $weights is $expected', ({ weights, expected }) => expect(effectiveSize(weights)).toBeCloseTo(expected, 12))
})
