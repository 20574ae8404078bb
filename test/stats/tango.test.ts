import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomFrom } from '../../src/stats/random.ts'
import { tango } from '../../src/stats/tango.ts'

/**
 * From this Python, which finds the constrained maximum by searching, not by Tango's formula:
 *
 *   from math import log, sqrt
 *   from statistics import NormalDist
 *   def statistic(x, y, n, d):
 *       lo, hi = max(0, -d), min(1, (1 - d) / 2)
 *       def loglik(q):
 *           t = lambda k, p: 0 if k == 0 else k * log(p) if p > 0 else float('-inf')
 *           return t(x, q + d) + t(y, q) + t(n - x - y, 1 - 2 * q - d)
 *       for _ in range(300):
 *           a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
 *           lo, hi = (a, hi) if loglik(a) < loglik(b) else (lo, b)
 *       return (x - y - n * d) / sqrt(n * (lo + hi + d - d * d))
 *   def bound(x, y, n, z):
 *       lo, hi = (-1 + 1e-12, (x - y) / n) if z > 0 else ((x - y) / n, 1 - 1e-12)
 *       for _ in range(100):
 *           m = (lo + hi) / 2
 *           lo, hi = (m, hi) if statistic(x, y, n, m) > z else (lo, m)
 *       return (lo + hi) / 2
 *   z = NormalDist().inv_cdf(0.975); print(bound(12, 2, 50, z), bound(12, 2, 50, -z))
 */
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
