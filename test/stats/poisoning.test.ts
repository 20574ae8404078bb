import { describe, expect, test } from 'vitest'
import { fisherTail } from '../../src/labels/suspect-phrases.ts'
import { betaBinomialTail } from '../../src/monitoring/poison-users.ts'
import { benjaminiHochberg } from '../../src/stats/false-discovery.ts'
import { lnRateEvidence } from '../../src/stats/rate-evidence.ts'
import poisoning from './references/poisoning.json' with { type: 'json' }

const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b)

describe('what poisoning is judged by, against tables of mpmath, SciPy and statsmodels', () => {
  test.each(poisoning.fisher as [number, number, number, number, number][])(
    'Fisher: %i of %i, and %i of %i of the others',
    (count, of, said, others, tail) => {
      expect(relative(fisherTail({ count, of }, { count: said, of: others }), tail)).toBeLessThan(1e-8)
    },
  )

  test.each(poisoning.betaBinomial as [number, number, number, number, number][])(
    'beta-binomial: %i or more of %i, mean %f, correlation %f',
    (k, n, mean, rho, tail) => {
      expect(relative(betaBinomialTail(k, n, mean, rho), tail)).toBeLessThan(1e-10)
    },
  )

  test.each(poisoning.rateEvidence as [number, number, number, number][])(
    'evidence of %i in %i above %f',
    (k, n, usual, ln) => {
      expect(Math.abs(lnRateEvidence(k, n, usual) - ln)).toBeLessThan(1e-9 * Math.max(1, Math.abs(ln)))
    },
  )

  test.each(poisoning.anyDependence)('many tests under any dependence, q $q', ({ p, q, rejected, adjusted }) => {
    const found = benjaminiHochberg(p, q, 'any')
    expect(found.rejected).toEqual(rejected)
    for (const [i, each] of found.adjusted.entries()) expect(relative(each, adjusted[i]!)).toBeLessThan(1e-12)
  })
})
