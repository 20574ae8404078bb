import { expect, test } from 'vitest'
import { DAY_MS, ratePoint, withGaps } from '../../web/parts/day-points.ts'

const DAY_0 = 20_000 * DAY_MS

test('a day without a point is a gap, not a zero', () => {
  const points = [0, 2].map((day) => ratePoint(DAY_0 + day * DAY_MS, [1, 4, 0, 0.25, 0.1, 0.5], DAY_0 + 9 * DAY_MS))
  const days = withGaps(points, DAY_0 + 5, DAY_0 + 3 * DAY_MS)
  expect(days.map(({ estimate }) => estimate)).toEqual([0.25, null, 0.25])
  expect(days.map(({ at }) => at)).toEqual([0, 1, 2].map((day) => DAY_0 + day * DAY_MS))
})

test('a day without a mature unit has no estimate, whatever stands for it', () => {
  const point = ratePoint(DAY_0, [0, 0, 7, null, 0, 1], DAY_0 + 9 * DAY_MS)
  expect(point).toMatchObject({ estimate: null, low: null, high: null, open: 7, settled: false })
})

test.each([
  ['is over and nothing is open', 0, 1, true],
  ['is over and something is open', 3, 1, false],
  ['goes on', 0, 0.5, false],
])('a day that %s: settled or not', (_name, open, days, settled) => {
  expect(ratePoint(DAY_0, [1, 2, open, 0.5, 0, 1], DAY_0 + days * DAY_MS).settled).toBe(settled)
})

test('while units are open a day has bounds: those known to have converted are not all of it', () => {
  // 30 of 50 have bought, of the other 20 nobody knows yet: the known ones alone would say 100 %.
  const point = ratePoint(DAY_0, [30, 30, 20, 1, 0.88, 1], DAY_0 + 9 * DAY_MS)
  expect(point).toMatchObject({ estimate: 0.6, low: 0.6, high: 1, units: 30, open: 20, settled: false })
})
