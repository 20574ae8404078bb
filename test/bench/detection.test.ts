import { describe, expect, test } from 'vitest'
import { aucOf, bestThreshold, f1Of } from '../../bench/evidence/detection.ts'
import { areaUnderCurve } from '../../src/stats/auc.ts'
import { randomFrom } from '../../src/stats/random.ts'

const random = randomFrom('detection')
const judged = Array.from({ length: 300 }, (_, i) => {
  const positive = random() < 0.3
  const probability = Math.round(100 * (positive ? random() ** 0.5 : random())) / 100
  return { probability, called: probability >= 0.6, positive, group: `g${i % 30}` }
})

test('the area is that of the unweighted statistic, inside its interval', () => {
  const of = (side: boolean) => judged.filter(({ positive }) => positive === side).map(({ probability }) => probability)
  const { value, low, high } = aucOf(judged)
  expect(value).toBeCloseTo(areaUnderCurve(of(true), of(false)).estimate, 12)
  expect(low).toBeLessThan(value)
  expect(high).toBeGreaterThan(value)
  expect(high - low).toBeLessThan(0.25)
})

test('F1 is that of counted hits', () => {
  const count = (wanted: (unit: (typeof judged)[number]) => boolean) => judged.filter(wanted).length
  const hits = count(({ called, positive }) => called && positive)
  expect(f1Of(judged).value).toBeCloseTo(
    (2 * hits) / (count(({ called }) => called) + count(({ positive }) => positive)),
    12,
  )
})

describe('the best threshold', () => {
  test.each([
    { name: 'parts a clean order', p: [0.9, 0.8, 0.2, 0.1], y: [1, 1, 0, 0], wanted: 0.8 },
    { name: 'never tears ties', p: [0.9, 0.5, 0.5, 0.5], y: [1, 1, 0, 0], wanted: 0.9 },
    { name: 'calls all when all are positive', p: [0.9, 0.1], y: [1, 1], wanted: 0.1 },
  ])('$name', ({ p, y, wanted }) => expect(bestThreshold(p, y)).toBe(wanted))
})
