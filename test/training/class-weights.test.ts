import { describe, expect, test } from 'vitest'
import { classWeights } from '../../src/training/class-weights.ts'

const counts = new Map([
  ['price', 900],
  ['delivery', 90],
  ['refund', 10],
])
const shares = (factors: Record<string, number>) => [...counts].map(([label, n]) => (n * factors[label]!) / 1000)

describe('class weights', () => {
  test('none: no factors', () => {
    expect(classWeights('none', counts)).toBeNull()
  })

  test('balanced: every label has the same share of the weight', () => {
    for (const share of shares(classWeights('balanced', counts)!)) expect(share).toBeCloseTo(1 / 3, 9)
  })

  test('effective number: the factors of Cui et al. with beta 0.999, up to their common scale', () => {
    const factors = classWeights('effective_number', counts)!
    const cui = (n: number) => 0.001 / (1 - 0.999 ** n)
    expect(factors.refund! / factors.price!).toBeCloseTo(cui(10) / cui(900), 9)
    expect(factors.delivery! / factors.price!).toBeCloseTo(cui(90) / cui(900), 9)
    const [price, , refund] = shares(factors)
    expect(price).toBeLessThan(0.9)
    expect(price).toBeGreaterThan(1 / 3)
    expect(refund).toBeGreaterThan(0.01)
  })

  test.each(['balanced', 'effective_number'] as const)('%s: the whole weight stays what it was', (weighting) => {
    expect(shares(classWeights(weighting, counts)!).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })
})
