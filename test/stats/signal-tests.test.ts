import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { studentTQuantile } from '../../src/stats/beta.ts'
import { hajek, rateOfClusters, type SampledUnit } from '../../src/stats/hajek.ts'
import { independentRatio } from '../../src/stats/independent-ratio.ts'
import { type DayCount, nextCount } from '../../src/stats/next-count.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { evidenceAbove } from '../../src/stats/one-sided-evidence.ts'
import { type Random, randomFrom } from '../../src/stats/random.ts'

const unit = fc.record({
  value: fc.constantFrom(0, 1),
  probability: fc.double({ min: 0.01, max: 1, noNaN: true }),
  cluster: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
})

test('a rate from the sums of its clusters is the rate of its units', () => {
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 30 }), (units: SampledUnit[]) => {
      const sums = new Map<string, { weight: number; hits: number }>()
      for (const { value, probability, cluster } of units) {
        const sum = sums.get(cluster!) ?? { weight: 0, hits: 0 }
        sums.set(cluster!, { weight: sum.weight + 1 / probability, hits: sum.hits + value / probability })
      }
      const [a, b] = [hajek(units, 0.9), rateOfClusters(sums.values(), 0.9)]
      expect(b.estimate).toBeCloseTo(a.estimate, 9)
      expect(b.low).toBeCloseTo(a.low, 7)
      expect(b.high).toBeCloseTo(a.high, 7)
    }),
  )
})

describe('ratio of two independent estimates', () => {
  /** The definition, solved by halving: the ratio is as far from the estimate as its worse sides allow. */
  const bound = (a: number, aBound: number, b: number, bBound: number, from: number, to: number): number => {
    const beyond = (r: number) => (a - r * b) ** 2 > (a - aBound) ** 2 + (r * (b - bBound)) ** 2
    let [inside, outside] = [from, to]
    for (let i = 0; i < 200; i++) {
      const middle = (inside + outside) / 2
      if (beyond(middle)) outside = middle
      else inside = middle
    }
    return inside
  }
  const share = fc.double({ min: 0.02, max: 0.98, noNaN: true })
  test('is where the squared distances meet', () => {
    fc.assert(
      fc.property(share, share, share, share, (a, b, s, u) => {
        const one = { estimate: a, low: a * s, high: a + (1 - a) * u }
        const other = { estimate: b, low: b * u, high: b + (1 - b) * s }
        const { estimate, low, high } = independentRatio(one, other)
        expect(estimate).toBeCloseTo(a / b, 9)
        expect(low / bound(a, one.low, b, other.high, a / b, 0)).toBeCloseTo(1, 5)
        expect(high / bound(a, one.high, b, other.low, a / b, 1e9)).toBeCloseTo(1, 5)
      }),
    )
  })
  test('a denominator that may be 0 leaves the top open', () => {
    const { low, high } = independentRatio({ estimate: 0.5, low: 0.3, high: 0.7 }, { estimate: 0.1, low: 0, high: 0.3 })
    expect(high).toBe(Number.POSITIVE_INFINITY)
    expect(low).toBeGreaterThan(1)
  })
})

describe('evidence for an effect above 0', () => {
  test.each([0.3, 0.1, 0, -0.05, -0.3])('is the likelihood ratio of the mixture, integrated: effect %d', (effect) => {
    const [variance, scale, steps] = [0.0025, 0.1, 200_000]
    const density = (x: number, sd: number) => Math.exp(-(x * x) / (2 * sd * sd)) / (sd * Math.sqrt(2 * Math.PI))
    const step = (12 * scale) / steps
    let mixture = 0
    for (let i = 0; i < steps; i++) {
      const theta = (i + 0.5) * step
      mixture += 2 * density(theta, scale) * density(effect - theta, Math.sqrt(variance)) * step
    }
    const expected = mixture / density(effect, Math.sqrt(variance))
    expect(evidenceAbove(effect, variance, scale) / expected).toBeCloseTo(1, 7)
  })

  test('a stream without an effect passes 20 at any of its looks in at most one of 20 cases', () => {
    const random = randomFrom('evidence')
    let passed = 0
    for (let stream = 0; stream < 1000; stream++) {
      let [sum, most] = [0, 0]
      for (let n = 1; n <= 200; n++) {
        sum += normalQuantile(random() || 0.5)
        if (n >= 5) most = Math.max(most, evidenceAbove(sum / n, 1 / n, 0.3))
      }
      if (most >= 20) passed++
    }
    expect(passed).toBeLessThanOrEqual(50)
    expect(passed).toBeGreaterThan(5) // not for free
  })

  test('few degrees of freedom say less, and nothing known says nothing', () => {
    expect(evidenceAbove(0.2, 0.0025, 0.1, 4)).toBeLessThan(evidenceAbove(0.2, 0.0025, 0.1, 40))
    expect(evidenceAbove(0.2, 0.0025, 0.1, 1e7) / evidenceAbove(0.2, 0.0025, 0.1)).toBeCloseTo(1, 4)
    expect(evidenceAbove(Number.NaN, 1, 1)).toBe(1)
  })
})

describe('the count of the next day', () => {
  const flat = (counts: readonly number[]): DayCount[] => counts.map((count, i) => ({ weekday: i % 7, count }))
  test('the bounds are where the squared distance is t^2 dispersion (k m + x) / k', () => {
    const days = flat([50, 61, 40, 55, 47])
    const { estimate, low, high, dispersion } = nextCount(days, 5)!
    const t = studentTQuantile(0.975, 4)
    const beyond = (x: number) => (x - estimate) ** 2 > (t * t * dispersion * (5 * estimate + x)) / 5
    expect([beyond(low), beyond(low - 1), beyond(high), beyond(high + 1)]).toEqual([false, true, false, true])
  })

  test('days of the week are told apart once each was there twice', () => {
    const weeks = (n: number) =>
      Array.from({ length: 7 * n }, (_, i) => ({ weekday: i % 7, count: i % 7 === 6 ? 200 : 100 }))
    expect(nextCount(weeks(1), 6)).toMatchObject({ byWeekday: false })
    expect(nextCount(weeks(2), 6)).toMatchObject({ byWeekday: true, estimate: 200, dispersion: 1 })
    expect(nextCount(weeks(2), 2)!.estimate).toBe(100)
  })

  test('too few days say nothing; days without any still leave room', () => {
    expect(nextCount(flat([3, 4]), 0)).toBeNull()
    expect(nextCount(flat([0, 0, 0, 0]), 0)).toMatchObject({ estimate: 0, low: 0 })
    expect(nextCount(flat([0, 0, 0, 0]), 0)!.high).toBeGreaterThan(0)
  })

  const poisson = (mean: number, random: Random): number => {
    let [count, product] = [0, random()]
    for (const floor = Math.exp(-mean); product > floor; count++) product *= random()
    return count
  }
  test.each([
    { name: 'plain chance', mean: 40, spread: 0, days: 10 },
    { name: 'few of them', mean: 3, spread: 0, days: 7 },
    { name: 'days that differ', mean: 120, spread: 0.3, days: 12 },
    { name: 'three weeks with weekends', mean: 80, spread: 0.15, days: 21 },
  ])('holds the next day in at least 93 of 100 cases, and not always: $name', ({ name, mean, spread, days }) => {
    const random = randomFrom(name)
    const draw = (day: number): DayCount => {
      const weekend = days > 20 && day % 7 > 4 ? 1.5 : 1
      const level = mean * weekend * Math.exp(spread * normalQuantile(random() || 0.5))
      return { weekday: day % 7, count: poisson(level, random) }
    }
    let inside = 0
    for (let world = 0; world < 1000; world++) {
      const seen = Array.from({ length: days }, (_, day) => draw(day))
      const next = draw(days)
      const { low, high } = nextCount(seen, next.weekday)!
      if (low <= next.count && next.count <= high) inside++
    }
    expect(inside).toBeGreaterThanOrEqual(930)
    expect(inside).toBeLessThan(1000)
  })
})
