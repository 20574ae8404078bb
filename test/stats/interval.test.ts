import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { wilson } from '../../src/stats/interval.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

describe('wilson agrees with statsmodels', () => {
  test.each(rates.wilson as [number, number, number, number, number][])(
    '%d of %d at level %d',
    (k, n, level, low, high) => {
      const interval = wilson(k, n, level)
      // statsmodels leaves a rounding error where the bound is 0.
      if (k === 0) expect(interval.low).toBe(0)
      else expectRelative(interval.low, low)
      expectRelative(interval.high, high)
    },
  )
})

test.each([
  { name: 'nothing seen', interval: wilson(0, 0), expected: { low: 0, high: 1 } },
  { name: 'no success', interval: wilson(0, 9), expected: { low: 0, high: expect.closeTo(0.2991, 4) } },
  { name: 'no failure', interval: wilson(9, 9), expected: { low: expect.closeTo(0.7009, 4), high: 1 } },
])('$name', ({ interval, expected }) => expect(interval).toEqual(expected))

property.prop([
  fc.integer({ min: 1, max: 10_000 }),
  fc.float({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 1, max: 50, noNaN: true }),
])('a design effect widens, and the rate stays inside', (n, share, designEffect) => {
  const k = Math.round(n * share)
  const plain = wilson(k, n)
  const widened = wilson(k, n, 0.95, designEffect)
  expect(widened.high - widened.low).toBeGreaterThanOrEqual(plain.high - plain.low - 1e-12)
  expect(widened.low).toBeLessThanOrEqual(k / n)
  expect(widened.high).toBeGreaterThanOrEqual(k / n)
})
