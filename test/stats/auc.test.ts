import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaUnderCurve } from '../../src/stats/auc.ts'
import { normalCdf } from '../../src/stats/normal.ts'
import { randomFrom } from '../../src/stats/random.ts'

describe('area under the curve', () => {
  test.each([
    { positives: [2, 3], negatives: [1, 2], expected: 0.875 },
    { positives: [1], negatives: [1], expected: 0.5 },
    { positives: [5, 6], negatives: [1, 2], expected: 1 },
    { positives: [1, 2], negatives: [5, 6], expected: 0 },
  ])('$positives against $negatives: $expected', ({ positives, negatives, expected }) =>
    expect(areaUnderCurve(positives, negatives).estimate).toBe(expected),
  )

  test('an empty side: nothing is said', () =>
    expect(areaUnderCurve([], [1])).toMatchObject({ estimate: Number.NaN, low: 0, high: 1, p: 1 }))

  test('is the share of pairs in the right order, and its mirror', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const pairs = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)))
        const share = pairs.reduce<number>((sum, each) => sum + each, 0) / pairs.length
        expect(areaUnderCurve(a, b).estimate).toBeCloseTo(share, 12)
        expect(areaUnderCurve(b, a).estimate).toBeCloseTo(1 - share, 12)
      }),
    )
  })

  test('the rank test by hand: 20 against 20, one pair of ties', () => {
    // U = 290.5 of 400; variance of U = m n / 12 (N + 1 - (2^3 - 2) / (N (N - 1))) with N = 40
    const positives = Array.from({ length: 20 }, (_, i) => i * 2 + 9.5)
    const negatives = Array.from({ length: 20 }, (_, i) => i * 2)
    const { estimate, p } = areaUnderCurve(positives, negatives)
    const deviation = Math.sqrt(41 / (12 * 400))
    expect(p).toBeCloseTo(normalCdf(-(estimate - 0.5) / deviation), 12)
  })

  test("DeLong's interval holds the true area in about 95 of 100 samples", () => {
    const random = randomFrom('delong')
    const draw = (shift: number) => Array.from({ length: 60 }, () => shift + random() + random() + random())
    // Two sums of three uniforms, 0.5 apart: the difference has standard deviation sqrt(0.5), nearly normal.
    const truth = normalCdf(0.5 / Math.sqrt(0.5))
    let covered = 0
    for (let i = 0; i < 500; i++) {
      const { low, high } = areaUnderCurve(draw(0.5), draw(0))
      if (low <= truth && truth <= high) covered++
    }
    expect(covered).toBeGreaterThan(455)
    expect(covered).toBeLessThan(495)
  })
})
