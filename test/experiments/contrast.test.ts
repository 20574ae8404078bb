import { describe, expect, test } from 'vitest'
import { contrast, usersNeeded } from '../../src/experiments/contrast.ts'

const options = { alpha: 0.05, sides: 1 } as const

describe('usersNeeded', () => {
  test('is where the sequence excludes the distance, and not one percent earlier', () => {
    const [variance, distance] = [0.8, 0.02]
    const needed = usersNeeded(variance, distance, { ...options, tunedFor: 5000 })
    const half = (n: number) => {
      const arm = { n: n / 2, mean: 0.2, variance: variance / 4 }
      return -contrast(arm, arm, 1, { ...options, tunedFor: 5000 }).low
    }
    expect(half(needed)).toBeLessThanOrEqual(distance)
    expect(half(0.99 * needed)).toBeGreaterThan(distance)
  })

  test('a better tuning needs no more; half the distance about four times as many', () => {
    const tuned = usersNeeded(1, 0.02, options)
    for (const tunedFor of [100, 10_000, 1_000_000])
      expect(usersNeeded(1, 0.02, { ...options, tunedFor })).toBeGreaterThanOrEqual(0.99 * tuned)
    expect(usersNeeded(1, 0.01, options) / tuned).toBeCloseTo(4, 1)
  })

  test.each([
    { name: 'nothing known', variance: Number.POSITIVE_INFINITY, distance: 0.1 },
    { name: 'no users', variance: Number.NaN, distance: 0.1 },
    { name: 'no margin', variance: 1, distance: 0 },
  ])('$name: cannot be told', ({ variance, distance }) => {
    expect(usersNeeded(variance, distance, options)).toBe(Number.POSITIVE_INFINITY)
  })
})

test('a relative contrast is what the canary has above the rest of the live rate', () => {
  const live = { n: 1000, mean: 0.2, variance: 0.16 }
  const canary = { n: 500, mean: 0.19, variance: 0.16 }
  const found = contrast(live, canary, 0.9, { ...options, tunedFor: 1000 })
  expect(found.estimate).toBeCloseTo(0.01, 12)
  expect(found.high - found.low).toBeLessThan(2 * contrast(live, canary, 1, { ...options, tunedFor: 1000 }).high + 1)
})
