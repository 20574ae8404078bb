import { expect, test } from 'vitest'
import { randomFrom } from '../../src/stats/random.ts'
import { lnMeanEvidence, lnRateEvidence } from '../../src/stats/rate-evidence.ts'

/** The mixture by adding up thin slices of the prior. */
function bySlices(k: number, n: number, nullRate: number): number {
  const slices = 200_000
  let sum = 0
  for (let i = 0; i < slices; i++) {
    const rate = nullRate + ((i + 0.5) / slices) * (1 - nullRate)
    sum += Math.exp(k * Math.log(rate / nullRate) + (n - k) * Math.log((1 - rate) / (1 - nullRate)))
  }
  return sum / slices
}

test.each([
  [8, 10, 0.1],
  [0, 12, 0.2],
  [3, 20, 0.15],
  [40, 60, 0.3],
  [1, 300, 0.2],
])('%d of %d above %d agrees with numerical integration', (k, n, rate) => {
  expect(lnRateEvidence(k, n, rate)).toBeCloseTo(Math.log(bySlices(k, n, rate)), 5)
})

test('nothing seen says nothing; a null of 1 cannot be exceeded', () => {
  expect(lnRateEvidence(0, 0, 0.2)).toBe(0)
  expect(lnRateEvidence(3, 3, 1)).toBe(Number.NEGATIVE_INFINITY)
})

test('looking after every draw at the null rate raises an alarm at 20 in at most 5 of 100 histories', () => {
  const random = randomFrom('rate evidence')
  let alarms = 0
  const histories = 400
  for (let history = 0; history < histories; history++) {
    let k = 0
    for (let n = 1; n <= 200; n++) {
      if (random() < 0.2) k++
      if (lnRateEvidence(k, n, 0.2) < Math.log(20)) continue
      alarms++
      break
    }
  }
  expect(alarms).toBeLessThanOrEqual(0.05 * histories)
})

test('the mean of evidence does not overflow', () => {
  expect(lnMeanEvidence([1000, 1000])).toBeCloseTo(1000, 9)
  expect(lnMeanEvidence([Math.log(3), Math.log(1)])).toBeCloseTo(Math.log(2), 12)
})
