import { describe, expect, test } from 'vitest'
import { betaI, betaQuantile, binomialCdf, binomialPmf, studentTQuantile, studentTTail } from '../../src/stats/beta.ts'
import { chiSquareTail, gammaP, gammaQ, lnGamma, peakLoss, stirlingError } from '../../src/stats/gamma.ts'
import { erfc, normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import reference from './references/special.json' with { type: 'json' }

/** Tails count by relative error; below this a double has no full precision left. */
const SMALLEST_NORMAL = 2.3e-308
const RELATIVE_ERROR = 1e-8

const functions: Record<string, (...parameters: number[]) => number> = {
  lnGamma,
  stirlingError,
  peakLoss: (x) => peakLoss(x!, 1),
  gammaP,
  gammaQ,
  betaI: (x, a, b) => betaI(x!, a!, b!),
  betaQuantile,
  erfc,
  normalCdf,
  normalQuantile,
  chiSquareTail,
  binomialCdf,
  binomialPmf,
  studentTTail,
  studentTQuantile,
}

describe.each(Object.entries(functions))('%s', (name, compute) => {
  const rows = (reference as unknown as Record<string, number[][]>)[name]!
  test.each(rows.map((row) => ({ parameters: row.slice(0, -1), expected: row.at(-1)! })))(
    '$parameters = $expected',
    ({ parameters, expected }) => {
      const computed = compute(...parameters)
      if (Math.abs(expected) < SMALLEST_NORMAL) expect(Math.abs(computed)).toBeLessThan(1e-15)
      else expect(Math.abs(computed / expected - 1)).toBeLessThan(RELATIVE_ERROR)
    },
  )
})

test.each([
  ['lnGamma of 0', lnGamma(0)],
  ['gammaP below 0', gammaP(1, -1)],
  ['betaI beyond 1', betaI(1.1, 1, 1)],
  ['normalQuantile beyond 1', normalQuantile(1.5)],
])('%s is not a number', (_, value) => expect(value).toBeNaN())

test.each([
  ['normalQuantile of 0', normalQuantile(0), Number.NEGATIVE_INFINITY],
  ['normalQuantile of 1', normalQuantile(1), Number.POSITIVE_INFINITY],
  ['betaQuantile of 0', betaQuantile(0, 2, 3), 0],
  ['betaQuantile of 1', betaQuantile(1, 2, 3), 1],
  ['gammaQ at infinity', gammaQ(2, Number.POSITIVE_INFINITY), 0],
  ['binomialCdf below 0', binomialCdf(-1, 5, 0.5), 0],
  ['binomialPmf of a certain event', binomialPmf(5, 5, 1), 1],
])('%s', (_, value, expected) => expect(value).toBe(expected))
