import { expect, test } from 'vitest'
import { krippendorffAlpha } from '../../src/stats/krippendorff-alpha.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import agreement from './references/agreement.json' with { type: 'json' }

type Answers = (string | null)[][]

test.each((agreement.krippendorffAlpha as [Answers, number][]).map(([units, alpha]) => ({ units, alpha })))(
  'alpha of $units.length units is $alpha',
  ({ units, alpha }) => expectRelative(krippendorffAlpha(units).alpha, alpha),
)

test.each([
  { name: 'no units', units: [] as Answers },
  { name: 'one answer each', units: [['a', null], [null, 'b'], ['a']] as Answers },
  {
    name: 'only one label was ever given',
    units: [
      ['a', 'a'],
      ['a', 'a', 'a'],
    ] as Answers,
  },
])('unknown: $name', ({ units }) =>
  expect(krippendorffAlpha(units)).toMatchObject({ alpha: Number.NaN, low: -1, high: 1 }),
)

test('counts what can be compared', () =>
  expect(
    krippendorffAlpha([
      ['a', 'b', null],
      ['a', null],
      ['a', 'a', 'a'],
    ]),
  ).toMatchObject({ units: 2, answers: 5 }))

test('always agreeing is not certain: ten units could hide 31 % of disagreement', () => {
  const units = Array.from({ length: 10 }, (_, i) => (i % 2 ? ['a', 'a'] : ['b', 'b']))
  const { alpha, low, high } = krippendorffAlpha(units)
  expect([alpha, high]).toEqual([1, 1])
  expect(low).toBeCloseTo(1 - (1 - 0.025 ** 0.1) / (10 / 19), 12)
})

test('the same units give the same interval', () => {
  const units = [
    ['a', 'b'],
    ['a', 'a'],
    ['b', 'b'],
    ['b', 'a'],
    ['c', 'c'],
  ]
  expect(krippendorffAlpha(units)).toEqual(krippendorffAlpha(units))
})

test('95 % intervals hold the true alpha in about 95 of 100 samples', () => {
  // Two labels, evenly; each of two annotators errs in 20 %: they agree with 0.68, by chance with 0.5.
  const truth = 1 - 0.32 / 0.5
  const random = randomFrom('alpha')
  const answer = (right: boolean) => (random() < 0.2 !== right ? 'a' : 'b')
  let covered = 0
  const rounds = 300
  for (let round = 0; round < rounds; round++) {
    const units = Array.from({ length: 100 }, () => {
      const right = random() < 0.5
      return [answer(right), answer(right)]
    })
    const { low, high } = krippendorffAlpha(units, { random, resamples: 300 })
    if (low <= truth && truth <= high) covered++
  }
  expect(covered / rounds).toBeGreaterThan(0.91)
  expect(covered / rounds).toBeLessThan(0.985)
})
