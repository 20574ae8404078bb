import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomFrom } from '../../src/stats/random.ts'
import { tango } from '../../src/stats/tango.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

test.each(rates.tango as [number, number, number, number, number, number][])(
  '%d and %d of %d at level %d, by maximising the likelihood numerically',
  (x, y, n, level, low, high) => {
    const found = tango(x, y, n, level)
    expectRelative(found.low, low)
    expectRelative(found.high, high)
  },
)

// The bounds that the search of the tables does not reach: nothing seen on a side, or nothing else.
test.each([
  { x: 0, y: 0, n: 50, low: -0.071348, high: 0.071348 },
  { x: 0, y: 0, n: 800, low: -0.004779, high: 0.004779 },
  { x: 12, y: 2, n: 50, low: 0.061112, high: 0.344709 },
  { x: 5, y: 5, n: 100, low: -0.070221, high: 0.070221 },
  { x: 0, y: 3, n: 100, low: -0.084519, high: 0.008103 },
  { x: 40, y: 20, n: 800, low: 0.006215, high: 0.044949 },
  { x: 12, y: 0, n: 12, low: 0.515012, high: 1 },
  { x: 1, y: 0, n: 1000, low: -0.002831, high: 0.005643 },
])('$x mended and $y broken of $n', ({ x, y, n, low, high }) => {
  const found = tango(x, y, n)
  expect(found.low).toBeCloseTo(low, 5)
  expect(found.high).toBeCloseTo(high, 5)
  const mirrored = tango(y, x, n)
  expect([mirrored.low, mirrored.high]).toEqual([expect.closeTo(-found.high, 9), expect.closeTo(-found.low, 9)])
})

test('nothing seen, nothing known', () => expect(tango(0, 0, 0)).toEqual({ low: -1, high: 1 }))

test('holds the estimate, within -1 and 1', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(40), (x, y, same) => {
      fc.pre(x + y + same > 0)
      const n = x + y + same
      const { low, high } = tango(x, y, n)
      expect(low).toBeGreaterThanOrEqual(-1)
      expect(high).toBeLessThanOrEqual(1)
      expect(low).toBeLessThanOrEqual((x - y) / n + 1e-9)
      expect(high).toBeGreaterThanOrEqual((x - y) / n - 1e-9)
      expect(high - low).toBeGreaterThan(0)
    }),
  )
})

describe('95 % intervals hold the truth', () => {
  test.each([
    { mends: 0.005, breaks: 0.005, n: 100 },
    { mends: 0.1, breaks: 0.02, n: 60 },
  ])('mended $mends, broken $breaks, $n items', ({ mends, breaks, n }) => {
    const random = randomFrom('tango')
    let covered = 0
    for (let round = 0; round < 2000; round++) {
      let [x, y] = [0, 0]
      for (let i = 0; i < n; i++) {
        const u = random()
        if (u < mends) x++
        else if (u < mends + breaks) y++
      }
      const { low, high } = tango(x, y, n)
      if (low <= mends - breaks && mends - breaks <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
  })
})
