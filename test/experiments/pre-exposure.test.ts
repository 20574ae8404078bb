import { describe, expect, test } from 'vitest'
import { sumsOf, type UserTotal } from '../../src/experiments/arm-sums.ts'
import { adjusted } from '../../src/experiments/pre-exposure.ts'
import { randomFrom } from '../../src/stats/random.ts'

/** Users whose own rates differ much, with what they did before; `effect` is added to what they do now. */
function users(count: number, seed: string, effect = 0, hasPast = true): UserTotal[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => {
    const own = random() < 0.5 ? 0.1 : 0.7
    const size = 1 + Math.floor(3 * random())
    const sum = Array.from({ length: size }, () => Number(random() < own + effect)).reduce((a, b) => a + b, 0)
    const before = Array.from({ length: 6 }, () => Number(random() < own)).reduce((a, b) => a + b, 0) / 6
    return { sum, size, past: hasPast && random() < 0.8 ? before : null }
  })
}
const differenceOf = ({ live, canary }: ReturnType<typeof adjusted>) => canary.mean - live.mean
const plain = (totals: readonly UserTotal[]): UserTotal[] => totals.map(({ sum, size }) => ({ sum, size }))

describe('adjusted', () => {
  test('takes out what the past explains: the same effect, less noise', () => {
    const runs = Array.from({ length: 200 }, (_, i) => {
      const [live, canary] = [users(600, `live ${i}`), users(400, `canary ${i}`, 0.05)]
      const past = adjusted(sumsOf(live), sumsOf(canary))
      return { past, plain: adjusted(sumsOf(plain(live)), sumsOf(plain(canary))) }
    })
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const spread = (values: readonly number[]) => mean(values.map((each) => (each - mean(values)) ** 2))
    const [with_, without] = [runs.map((run) => differenceOf(run.past)), runs.map((run) => differenceOf(run.plain))]
    expect(Math.abs(mean(with_) - 0.05)).toBeLessThan(0.006)
    expect(spread(with_) / spread(without)).toBeLessThan(0.8)
    const claimed = mean(
      runs.map(({ past }) => past.live.variance / past.live.n + past.canary.variance / past.canary.n),
    )
    expect(claimed / spread(with_)).toBeGreaterThan(0.7)
    expect(claimed / spread(with_)).toBeLessThan(1.4)
    expect(mean(runs.map(({ past }) => past.reduction!))).toBeCloseTo(0.36, 1)
  })

  test.each([
    { name: 'nobody has a past', live: users(600, 'a', 0, false), canary: users(400, 'b', 0, false) },
    { name: 'too few have one', live: users(600, 'a'), canary: users(110, 'b') },
    { name: 'an arm is empty', live: users(600, 'a'), canary: [] },
    {
      name: 'the past says nothing',
      live: users(600, 'a').map((each) => ({ ...each, past: 0.5 })),
      canary: users(400, 'b').map((each) => ({ ...each, past: 0.5 })),
    },
  ])('$name: the plain rates, and it says so', ({ live, canary }) => {
    const found = adjusted(sumsOf(live), sumsOf(canary))
    expect(found.reduction).toBeNull()
    expect(found).toEqual(adjusted(sumsOf(plain(live)), sumsOf(plain(canary))))
  })
})
