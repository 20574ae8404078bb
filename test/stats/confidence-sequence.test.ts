import { describe, expect, test } from 'vitest'
import { confidenceSequence, differenceSequence, sequenceRadius } from '../../src/stats/confidence-sequence.ts'
import { addCluster, noClusters, rateMoments } from '../../src/stats/moments.ts'
import { type Random, randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import sequential from './references/sequential.json' with { type: 'json' }

type Row = [number, number, number, 1 | 2, number]

test.each(sequential.sequenceRadius as Row[])(
  'radius after %d units, alpha %d, tuned for %d, %d sides',
  (n, alpha, tunedFor, sides, radius) => expectRelative(sequenceRadius(n, { alpha, tunedFor, sides }), radius),
)

const options = { alpha: 0.05, tunedFor: 1000 }

test.each([
  { name: 'no unit', moments: { n: 0, mean: Number.NaN, variance: Number.POSITIVE_INFINITY } },
  { name: 'one unit', moments: { n: 1, mean: 1, variance: 0 } },
  { name: 'unknown variance', moments: { n: 9, mean: 1, variance: Number.POSITIVE_INFINITY } },
])('no bounds: $name', ({ moments }) =>
  expect(confidenceSequence(moments, options)).toEqual({
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  }),
)

test('narrowest, for its size, where it is tuned', () => {
  const at = (tunedFor: number) => sequenceRadius(1000, { alpha: 0.05, tunedFor })
  expect(at(1000)).toBeLessThan(at(900))
  expect(at(1000)).toBeLessThan(at(1100))
})

test('the difference of two groups is second minus first, by the noise of both', () => {
  const a = { n: 100, mean: 0.2, variance: 0.16 }
  const b = { n: 400, mean: 0.3, variance: 0.21 }
  const { estimate, low, high } = differenceSequence(a, b, options)
  expect(estimate).toBeCloseTo(0.1, 12)
  const radius = Math.sqrt(500 * (0.16 / 100 + 0.21 / 400)) * sequenceRadius(500, options)
  expect(high - estimate).toBeCloseTo(radius, 12)
  expect(estimate - low).toBeCloseTo(radius, 12)
})

test('of two rates, exact bounds are joined; with many users they are the symmetric ones', () => {
  const group = (likes: number, users: number) => {
    let totals = noClusters
    for (let user = 0; user < users; user++) totals = addCluster(totals, Number(user < likes), 1)
    return rateMoments(totals)
  }
  const few = differenceSequence(group(0, 40), group(2, 40), options)
  expect(few.low).toBeGreaterThan(-1)
  expect(few.high - few.estimate).toBeGreaterThan(few.estimate - few.low)
  const [a, b] = [group(20_000, 100_000), group(21_000, 100_000)]
  const many = differenceSequence(a, b, { alpha: 0.05, tunedFor: 200_000 })
  const { effectiveSize: _a, ...plainA } = a
  const { effectiveSize: _b, ...plainB } = b
  expect(many.low).toBeCloseTo(differenceSequence(plainA, plainB, { alpha: 0.05, tunedFor: 200_000 }).low, 4)
})

test('an empty group leaves all open', () =>
  expect(differenceSequence(rateMoments(noClusters), { n: 9, mean: 1, variance: 1 }, options)).toEqual({
    estimate: Number.NaN,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  }))

/** Users come one by one, some with several conversations that go alike; looks again and again, at first after each. */
function everExcludes(random: Random, rate: number, share: number, users: number, sides: 1 | 2): boolean {
  const groups = [noClusters, noClusters]
  let nextLook = 0
  for (let user = 0; user < users; user++) {
    const group = random() < share ? 1 : 0
    const size = random() < 0.7 ? 1 : 1 + Math.floor(4 * random())
    const likes = random() < rate
    let sum = 0
    for (let i = 0; i < size; i++) sum += Number(random() < 0.8 ? likes : random() < rate)
    groups[group] = addCluster(groups[group]!, sum, size)
    if (user < nextLook) continue
    nextLook = Math.max(user + 1, user * 1.03)
    const { low, high } = differenceSequence(rateMoments(groups[0]!), rateMoments(groups[1]!), {
      alpha: 0.05,
      tunedFor: 2000,
      sides,
    })
    if (low > 0 || (sides === 2 && high < 0)) return true
  }
  return false
}

describe('A/A with looks at 3 % more users each is excluded in at most 5 of 100 runs', () => {
  test.each([
    { name: 'rate of 20 %, halves', rate: 0.2, share: 0.5, sides: 2 as const },
    { name: 'rate of 5 %, halves', rate: 0.05, share: 0.5, sides: 2 as const },
    { name: 'rate of 20 %, a canary of 10 %', rate: 0.2, share: 0.1, sides: 2 as const },
    { name: 'rate of 5 %, a canary of 5 %', rate: 0.05, share: 0.05, sides: 2 as const },
    { name: 'one-sided, a rare event in a small canary', rate: 0.03, share: 0.05, sides: 1 as const },
    { name: 'one-sided, a common one', rate: 0.9, share: 0.1, sides: 1 as const },
  ])('$name', ({ name, rate, share, sides }) => {
    const random = randomFrom(name)
    const runs = 200
    let excluded = 0
    for (let run = 0; run < runs; run++) if (everExcludes(random, rate, share, 3000, sides)) excluded++
    expect(excluded / runs).toBeLessThanOrEqual(0.05)
  })
})

test('a real difference is found', () => {
  let [a, b] = [noClusters, noClusters]
  for (let user = 0; user < 2000; user++) {
    a = addCluster(a, Number(user % 10 < 3), 1)
    b = addCluster(b, Number(user % 10 < 4), 1)
  }
  expect(differenceSequence(rateMoments(a), rateMoments(b), options).low).toBeGreaterThan(0)
})
