import { describe, expect, test } from 'vitest'
import { clusteredRate } from '../../src/stats/clustered-rate.ts'
import { wilson, wilsonFrom } from '../../src/stats/interval.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

const times = <T>(n: number, item: T): T[] => Array.from({ length: n }, () => item)

type Row = [number[], number[], number, number, number, number, number]

test.each((rates.clusteredRate as unknown as Row[]).map((row) => ({ clusters: row[0].length, level: row[2], row })))(
  '$clusters clusters at level $level: cluster-robust variance, Wilson by solving for its bounds',
  ({ row: [successes, sizes, level, estimate, low, high, effectiveSize] }) => {
    const found = clusteredRate(
      successes.map((k, i) => ({ successes: k, size: sizes[i]! })),
      level,
    )
    expectRelative(found.estimate, estimate)
    expectRelative(found.low, low)
    expectRelative(found.high, high)
    expectRelative(found.effectiveSize, effectiveSize)
  },
)

describe('clusteredRate', () => {
  test.each([
    { name: 'nothing', clusters: [], low: 0, high: 1, effectiveSize: 0 },
    { name: 'one unit', clusters: [{ successes: 1, size: 1 }], ...wilson(1, 1), effectiveSize: 1 },
    { name: 'one user with many units', clusters: [{ successes: 0, size: 50 }], low: 0, high: 1, effectiveSize: 1 },
    {
      name: 'users with one unit each',
      clusters: times(9, { successes: 0, size: 1 }),
      ...wilson(0, 9),
      effectiveSize: 9,
    },
    // t(0.975, 9) = 2.262157: Student's table
    {
      name: 'ten users who never succeed',
      clusters: times(10, { successes: 0, size: 20 }),
      ...wilsonFrom(0, 10, 2.262157),
      effectiveSize: 10,
    },
  ])('$name', ({ clusters, low, high, effectiveSize }) => {
    const found = clusteredRate(clusters)
    expect(found.effectiveSize).toBeCloseTo(effectiveSize, 12)
    expect(found.low).toBeCloseTo(low, 5)
    expect(found.high).toBeCloseTo(high, 5)
  })

  test.each([6, 12])('holds the truth with %s users who differ', (users) => {
    const random = randomFrom('few users')
    let covered = 0
    for (let round = 0; round < 2000; round++) {
      const clusters = Array.from({ length: users }, () => {
        const own = random() < 0.5 ? 0.5 : 0.1
        const size = 10
        let successes = 0
        for (let i = 0; i < size; i++) successes += Number(random() < own)
        return { successes, size }
      })
      const { low, high } = clusteredRate(clusters)
      if (low <= 0.3 && 0.3 <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
  })
})
