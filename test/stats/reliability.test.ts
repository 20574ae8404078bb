import fc from 'fast-check'
import { expect, test } from 'vitest'
import { debiasedEce } from '../../src/stats/calibration-error.ts'
import { reliability } from '../../src/stats/reliability.ts'

test('each item lands in one bin, the ends included, and empty bins are left out', () => {
  const bins = reliability([0, 0.05, 0.5, 0.95, 1], [false, true, true, true, false], 10)
  expect(bins.map(({ from, items, accuracy }) => [from, items, accuracy])).toEqual([
    [0, 2, 0.5],
    [0.5, 1, 1],
    [0.9, 2, 0.5],
  ])
  expect(bins[0]!.meanConfidence).toBeCloseTo(0.025, 12)
  expect(reliability([], [])).toEqual([])
})

test('the gaps of the bins, by share, are the plain calibration error of the same items', () => {
  const item = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() })
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 200 }), (items) => {
      const [confidences, rights] = [items.map((each) => each.confidence), items.map((each) => each.right)]
      const bins = reliability(confidences, rights)
      const gaps = bins.map((bin) => Math.abs(bin.accuracy - bin.meanConfidence) * bin.items)
      const error = gaps.reduce((sum, gap) => sum + gap, 0) / items.length
      expect(bins.reduce((sum, bin) => sum + bin.items, 0)).toBe(items.length)
      expect(error).toBeCloseTo(debiasedEce(confidences, rights, 15, 1).plugin, 9)
    }),
  )
})
