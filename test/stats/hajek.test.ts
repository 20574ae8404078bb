import { describe, expect, test } from 'vitest'
import { studentTQuantile } from '../../src/stats/beta.ts'
import { hajek, type SampledUnit } from '../../src/stats/hajek.ts'
import { wilson, wilsonFrom } from '../../src/stats/interval.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

const failures = (k: number, n: number, probability: number): SampledUnit[] =>
  Array.from({ length: n }, (_, i) => ({ value: i < k ? 1 : 0, probability }))

test('nothing reviewed, nothing known', () =>
  expect(hajek([])).toEqual({ estimate: Number.NaN, low: 0, high: 1, effectiveSize: 0 }))

test.each([
  { name: 'weights by inverse probability', units: [...failures(1, 1, 0.5), ...failures(0, 1, 0.25)], expected: 1 / 3 },
  {
    name: 'counts a unit by its own weight, too',
    units: [
      { value: 1, probability: 0.5, weight: 3 },
      { value: 0, probability: 0.5 },
    ],
    expected: 0.75,
  },
])('$name', ({ units, expected }) => expect(hajek(units).estimate).toBeCloseTo(expected, 12))

test('equal probabilities give the plain rate, and nearly its Wilson interval', () => {
  const { estimate, low, high, effectiveSize } = hajek(failures(30, 200, 0.1))
  expect(estimate).toBeCloseTo(0.15, 12)
  expect(effectiveSize).toBeCloseTo(200, 9)
  expect(low).toBeCloseTo(wilson(30, 200).low, 3)
  expect(high).toBeCloseTo(wilson(30, 200).high, 3)
})

test('no failure seen still has an interval', () => {
  const { low, high } = hajek(failures(0, 40, 0.2))
  expect(low).toBe(0)
  expect(high).toBeCloseTo(wilsonFrom(0, 40, studentTQuantile(0.975, 39)).high, 12)
})

test('a user who repeats himself is one unit', () => {
  const alone = hajek([...failures(10, 20, 0.5)])
  const repeated = hajek(
    failures(10, 20, 0.5).flatMap((unit, i) => Array.from({ length: 6 }, () => ({ ...unit, cluster: `user-${i}` }))),
  )
  expect(repeated.estimate).toBeCloseTo(alone.estimate, 12)
  expect(repeated.low).toBeCloseTo(alone.low, 12)
  expect(repeated.high).toBeCloseTo(alone.high, 12)
})

test.each([
  { name: 'known strata', sizes: { flagged: 30, other: 70 }, expected: 0.3 },
  { name: 'one size missing', sizes: { flagged: 30 }, expected: 2 / 12 },
  { name: 'a stratum without a unit', sizes: { flagged: 30, other: 60, third: 10 }, expected: 2 / 12 },
  { name: 'an empty stratum', sizes: { flagged: 30, other: 70, third: 0 }, expected: 0.3 },
])('strata are weighed by their true sizes: $name', ({ sizes, expected }) => {
  const units = [
    { value: 1, probability: 0.5, stratum: 'flagged' },
    { value: 0, probability: 0.1, stratum: 'other' },
  ]
  expect(hajek(units, 0.95, new Map(Object.entries(sizes))).estimate).toBeCloseTo(expected, 12)
})

test.each(
  (rates.hajek as [number[], number[], number[], number, number, number, number][]).map((row) => ({
    n: row[0].length,
    binary: row[0].every((value) => value === 0 || value === 1),
    row,
  })),
)('$n units, zeros and ones: $binary; by weighted least squares with cluster-robust errors', ({ binary, row }) => {
  const [values, probabilities, clusters, estimate, low, high, kish] = row
  const units = values.map((value, i) => ({ value, probability: probabilities[i]!, cluster: `user ${clusters[i]}` }))
  const found = hajek(units)
  expectRelative(found.estimate, estimate)
  expectRelative(found.effectiveSize, kish)
  if (binary) return
  expectRelative(found.low, low)
  expectRelative(found.high, high)
})

type RateRow = [number[], number[], number[], number[], number[], [number, number], number, number, number]

test.each((rates.hajekRate as unknown as RateRow[]).map((row) => ({ n: row[0].length, row })))(
  '$n zeros and ones in two strata of known size',
  ({ row: [values, probabilities, turns, strata, users, sizes, estimate, low, high] }) => {
    const units = values.map((value, i) => ({
      ...{ value, probability: probabilities[i]!, weight: turns[i]! },
      ...{ stratum: String(strata[i]), cluster: String(users[i]) },
    }))
    const found = hajek(units, 0.95, new Map(sizes.map((size, stratum) => [String(stratum), size])))
    expectRelative(found.estimate, estimate)
    expectRelative(found.low, low)
    expectRelative(found.high, high)
  },
)

test('values that are not 0 or 1 get a t interval', () => {
  const { estimate, low, high } = hajek([1, 2, 3, 4].map((value) => ({ value, probability: 0.5 })))
  // scipy.stats.t.interval(0.95, 3, 2.5, scipy.stats.sem([1, 2, 3, 4]))
  expect([estimate, low, high]).toEqual([2.5, expect.closeTo(0.44573974, 7), expect.closeTo(4.55426026, 7)])
  expect(hajek([{ value: 2, probability: 0.5 }]).high).toBe(Number.POSITIVE_INFINITY)
})

describe('95 % intervals hold the truth in about 95 of 100 samples', () => {
  // Flagged conversations fail often and are reviewed often, by Poisson sampling; clusters are users.
  test.each([
    {
      name: 'two strata',
      users: 3000,
      flagged: 0.1,
      failFlagged: 0.5,
      failOther: 0.05,
      rate: 0.4,
      control: 0.1,
      each: 1,
    },
    {
      name: 'clusters of three',
      users: 1000,
      flagged: 0.1,
      failFlagged: 0.5,
      failOther: 0.05,
      rate: 0.4,
      control: 0.1,
      each: 3,
    },
    {
      name: 'rare failures',
      users: 3000,
      flagged: 0.05,
      failFlagged: 0.3,
      failOther: 0.02,
      rate: 0.5,
      control: 0.1,
      each: 1,
    },
    {
      name: 'a dozen heavy units',
      users: 700,
      flagged: 0.3,
      failFlagged: 0.5,
      failOther: 0.1,
      rate: 0.6,
      control: 0.02,
      each: 1,
    },
    {
      name: 'a dozen heavy units, most at fault',
      users: 700,
      flagged: 0.3,
      failFlagged: 0.9,
      failOther: 0.85,
      rate: 0.6,
      control: 0.02,
      each: 1,
    },
  ])('$name', ({ users, flagged, failFlagged, failOther, rate, control, each }) => {
    const truth = flagged * failFlagged + (1 - flagged) * failOther
    const random = randomFrom('coverage')
    let covered = 0
    const rounds = 600
    for (let round = 0; round < rounds; round++) {
      const units: SampledUnit[] = []
      for (let user = 0; user < users; user++) {
        const isFlagged = random() < flagged
        const fails = random() < (isFlagged ? failFlagged : failOther)
        const probability = isFlagged ? rate : control
        for (let i = 0; i < each; i++)
          if (random() < probability) units.push({ value: Number(fails), probability, cluster: `user-${user}` })
      }
      const { low, high } = hajek(units)
      if (low <= truth && truth <= high) covered++
    }
    expect(covered / rounds).toBeGreaterThan(0.925)
    expect(covered / rounds).toBeLessThan(0.985)
  })
})
