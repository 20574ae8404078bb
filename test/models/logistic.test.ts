import { describe, expect, test } from 'vitest'
import { fitLogistic, logit, sigmoid } from '../../src/models/logistic.ts'
import { randomFrom } from '../../src/stats/random.ts'

describe('logistic regression', () => {
  test('finds the planted coefficients', () => {
    const random = randomFrom('logistic')
    const inputs = Array.from({ length: 20_000 }, () => [random() * 2 - 1, random() * 4, 7])
    const outcomes = inputs.map(([a, b]) => Number(random() < sigmoid(-1 + 2 * a! - 0.5 * b!)))
    const model = fitLogistic(inputs, outcomes, 1e-6)
    const slope = (i: number) => model.coefficients[i]! / model.scales[i]!
    expect(slope(0)).toBeCloseTo(2, 0)
    expect(slope(1)).toBeCloseTo(-0.5, 1)
    expect(model.coefficients[2]).toBeCloseTo(0, 9) // a constant column says nothing
    expect(logit(model, [0, 0, 7])).toBeCloseTo(-1, 0)
  })

  test('the mean prediction is the mean outcome', () => {
    const inputs = [[0], [1], [2], [3], [4]]
    const outcomes = [0, 0, 1, 0, 1]
    const model = fitLogistic(inputs, outcomes, 1)
    const mean = inputs.reduce((sum, input) => sum + sigmoid(logit(model, input)), 0) / 5
    expect(mean).toBeCloseTo(0.4, 6)
  })

  test('separable data: the penalty keeps it finite', () => {
    const model = fitLogistic([[0], [1], [0], [1]], [0, 1, 0, 1], 1)
    expect(model.coefficients[0]).toBeGreaterThan(0)
    expect(model.coefficients[0]).toBeLessThan(3)
  })

  test.each([
    { x: 0, p: 0.5 },
    { x: 1000, p: 1 },
    { x: -1000, p: 0 },
  ])('sigmoid($x) = $p', ({ x, p }) => expect(sigmoid(x)).toBe(p))
})
