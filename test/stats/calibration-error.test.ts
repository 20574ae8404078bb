import { describe, expect, test } from 'vitest'
import { debiasedEce } from '../../src/stats/calibration-error.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

/** n predictions whose confidences are spread over [0.3, 1] and are too high by `gap`. */
function predictions(n: number, gap: number, seed: string) {
  const random = randomFrom(seed)
  const probabilities = Array.from({ length: n }, () => 0.3 + 0.7 * Math.sqrt(random()))
  return { probabilities, correct: probabilities.map((p) => random() < p - gap) }
}

test.each(
  (rates.calibrationError as [number[], boolean[], number, number, number][]).map((row) => ({ n: row[0].length, row })),
)('of $n predictions: the bins of scikit-learn, less the bias by numerical integration', ({ row }) => {
  const [confidence, correct, bins, plugin, ece] = row
  const found = debiasedEce(confidence, correct, bins, 1)
  expectRelative(found.plugin, plugin)
  expectRelative(found.ece, ece)
})

test('nothing predicted', () => expect(debiasedEce([], []).ece).toBeNaN())

test('a confidence of 1 lies in the last bin', () => {
  expect(debiasedEce([1, 1], [true, true]).plugin).toBe(0)
  expect(debiasedEce([1, 1], [false, false]).plugin).toBe(1)
})

test('the plain estimate is the textbook one', () => {
  // Bins of width 1/15: 0.95 and 0.98 share the last one, 0.5 is alone.
  const { plugin } = debiasedEce([0.95, 0.98, 0.5], [true, false, true])
  expect(plugin).toBeCloseTo((2 * Math.abs(0.5 - 0.965) + Math.abs(1 - 0.5)) / 3, 12)
})

describe('over repeated samples the estimate is near the truth, and the bound above it', () => {
  test.each([
    {
      name: 'calibrated: less of the bias that the plain estimate has',
      n: 2000,
      gap: 0,
      error: 0.013,
      plainError: 0.018,
    },
    { name: 'a small gap', n: 2000, gap: 0.03, error: 0.003, plainError: 0.003 },
    { name: 'a large gap', n: 500, gap: 0.15, error: 0.006, plainError: 0 },
  ])('$name', ({ n, gap, error, plainError }) => {
    const rounds = 100
    let sum = 0
    let plain = 0
    let bounded = 0
    for (let round = 0; round < rounds; round++) {
      const { probabilities, correct } = predictions(n, gap, `${gap}/${round}`)
      const { ece, high, plugin } = debiasedEce(probabilities, correct, 15, 200)
      sum += ece
      plain += plugin
      if (high >= gap) bounded++
    }
    expect(Math.abs(sum / rounds - gap)).toBeLessThan(error)
    expect(Math.abs(plain / rounds - gap)).toBeGreaterThan(plainError)
    expect(bounded / rounds).toBeGreaterThan(0.9)
  })
})
