import { expect, test } from 'vitest'
import { anytimeLow, exceeds } from '../../src/stats/precision-bound.ts'
import { randomFrom } from '../../src/stats/random.ts'

test.each([
  { k: 0, n: 0, low: 0 },
  { k: 0, n: 5, low: 0 },
  { k: 87, n: 87, low: 0.9496 },
  { k: 100, n: 100, low: 0.956 },
  { k: 970, n: 1000, low: 0.9515 },
])('$k of $n: $low', ({ k, n, low }) => {
  expect(anytimeLow(k, n)).toBeCloseTo(low, 3)
})

// The integral by the midpoint rule, from the definition.
test.each([
  { k: 88, n: 90, p: 0.9 },
  { k: 199, n: 200, p: 0.95 },
  { k: 40, n: 50, p: 0.6 },
])('the martingale at $k of $n against $p is the integral that it says', ({ k, n, p }) => {
  const steps = 200_000
  let sum = 0
  for (let i = 0; i < steps; i++) {
    const q = p + ((i + 0.5) / steps) * (1 - p)
    sum += Math.exp(k * Math.log(q / p) + (n - k) * Math.log((1 - q) / (1 - p)))
  }
  const level = 1 - 1 / (sum / steps)
  expect(exceeds(k, n, p, level - 1e-6)).toBe(true)
  expect(exceeds(k, n, p, level + 1e-6)).toBe(false)
})

test('looked at after every draw, it passes a rate that is true in at most one of twenty runs', () => {
  const random = randomFrom('anytime')
  let passed = 0
  for (let run = 0; run < 400; run++) {
    let right = 0
    for (let n = 1; n <= 400; n++) {
      if (random() < 0.95) right++
      if (exceeds(right, n, 0.95)) {
        passed++
        break
      }
    }
  }
  expect(passed).toBeLessThan(400 * 0.05 + 14) // 3 standard errors above
})

test('bound and test agree', () => {
  for (const [k, n] of [
    [20, 20],
    [95, 100],
    [380, 400],
    [7, 30],
  ] as const) {
    const low = anytimeLow(k, n)
    if (low > 0) expect(exceeds(k, n, low - 1e-6)).toBe(true)
    expect(exceeds(k, n, low + 1e-6)).toBe(false)
  }
})
