import { describe, expect, test } from 'vitest'
import { type ArmDelays, forecastOpen } from '../../src/experiments/open-units.ts'
import { randomFrom } from '../../src/stats/random.ts'

const WINDOW = 72

/** A shop whose delays are known: conversions come by `delay` = 72 u^2 hours, in a share of conversations, one each hour of ten days. */
function shop(seed: string, rate: number, perHour: number): ArmDelays & { readonly truth: number } {
  const random = randomFrom(seed)
  const counts: { time: number; events: number; censored: number }[] = []
  const waiting: { age: number; units: number }[] = []
  const mature = { units: 0, converted: 0 }
  let [openConverted, truth] = [0, 0]
  for (let hour = 1; hour <= 240; hour++) {
    for (let i = 0; i < perHour; i++) {
      const age = Math.min(WINDOW, hour)
      const delay = random() < rate ? WINDOW * random() ** 2 : Number.POSITIVE_INFINITY
      const seen = delay <= age
      counts.push({ time: seen ? delay : age, events: Number(seen), censored: Number(!seen) })
      if (age === WINDOW) {
        mature.units++
        mature.converted += Number(seen)
      } else if (seen) openConverted++
      else {
        waiting.push({ age, units: 1 })
        truth += Number(delay <= WINDOW)
      }
    }
  }
  return { counts, mature, openConverted, waiting, designEffect: 1, truth }
}

describe('forecastOpen', () => {
  test('one age only, worked out by hand: Chapelle 2014, p (1 - F(a)) / (1 - p F(a))', () => {
    // 100 mature: 12 converted by the first hour, 8 later, 80 never. 50 wait for an hour, 6 of their 56 have converted.
    const arm: ArmDelays = {
      counts: [
        { time: 1, events: 18, censored: 50 },
        { time: 30, events: 8, censored: 0 },
        { time: WINDOW, events: 0, censored: 80 },
      ],
      mature: { units: 100, converted: 20 },
      openConverted: 6,
      waiting: [{ age: 1, units: 50 }],
      designEffect: 1,
    }
    const found = forecastOpen(arm, WINDOW)!
    const later = 8 / 88 // of those who had not converted by the first hour
    expect(found.expected.estimate).toBeCloseTo(50 * later, 10)
    expect(found.rate.estimate).toBeCloseTo((20 + 6 + 50 * later) / 156, 10)
    const variance = 50 * later * (1 - later) + (50 * (1 - later)) ** 2 * (8 / (88 * 80))
    expect(found.expected.high - found.expected.estimate).toBeCloseTo(1.959964 * Math.sqrt(variance), 4)
    expect([found.open, found.converted]).toEqual([56, 6])
  })

  test('its interval holds what open units bring in about 95 % of shops, and is not biased', () => {
    const runs = Array.from({ length: 300 }, (_, i) => {
      const arm = shop(`shop ${i}`, 0.15, 4)
      return { found: forecastOpen(arm, WINDOW)!, truth: arm.truth }
    })
    const inside = runs.filter(({ found: { expected }, truth }) => expected.low <= truth && truth <= expected.high)
    expect(inside.length / runs.length).toBeGreaterThan(0.91)
    expect(inside.length / runs.length).toBeLessThan(0.99)
    const total = (of: (run: (typeof runs)[number]) => number) => runs.reduce((sum, run) => sum + of(run), 0)
    expect(total((run) => run.found.expected.estimate) / total((run) => run.truth)).toBeCloseTo(1, 1)
  })

  test('too few conversions say nothing, nor does an arm of which nothing is mature', () => {
    const arm = shop('few', 0.15, 1)
    expect(forecastOpen({ ...arm, counts: [{ time: 1, events: 19, censored: 500 }] }, WINDOW)).toBeNull()
    expect(forecastOpen({ ...arm, mature: { units: 0, converted: 0 } }, WINDOW)).toBeNull()
  })

  test('users with several units widen it', () => {
    const arm = shop('wide', 0.15, 4)
    const width = (designEffect: number) => {
      const { low, high } = forecastOpen({ ...arm, designEffect }, WINDOW)!.expected
      return high - low
    }
    expect(width(2) / width(1)).toBeCloseTo(Math.SQRT2, 6)
    expect(width(0.5)).toBe(width(1))
  })
})
