import { describe, expect, test } from 'vitest'
import { learnedThreshold, underLearned } from '../../src/admission/learned-plan.ts'
import { compareAtBudget, type JudgedCandidate } from '../../src/evaluation/fault-comparison.ts'
import { areaUnderCurve } from '../../src/stats/auc.ts'
import { clusteredAuc } from '../../src/stats/clustered-auc.ts'
import { hajek } from '../../src/stats/hajek.ts'
import { linearised } from '../../src/stats/linearised.ts'
import { randomFrom } from '../../src/stats/random.ts'

const random = randomFrom('fault-comparison')
const judged: JudgedCandidate[] = Array.from({ length: 600 }, (_, i) => {
  const probability = Math.round(random() * 100) / 100
  return {
    probability,
    flagged: random() < 0.2 + 0.3 * probability,
    emphasis: 0.25 + 0.75 * random(),
    atFault: random() < probability,
    weight: 1 + Math.floor(random() * 5),
    cluster: `user ${i % 200}`,
  }
})
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

describe('equal budget', () => {
  const all = compareAtBudget(judged, 1)!
  test('the table gets all that it flags, the model as many of the most probable ones', () => {
    const flagged = judged.filter((one) => one.flagged)
    const budget = sum(flagged.map((one) => one.weight))
    expect(all.share).toBeCloseTo(budget / sum(judged.map((one) => one.weight)), 12)
    const precision = hajek(
      flagged.map((one) => ({ value: Number(one.atFault), probability: 1, weight: one.weight, cluster: one.cluster })),
    )
    expect(all.rules.precision.estimate).toBeCloseTo(precision.estimate, 12)
    expect(all.learned.precision.estimate).toBeGreaterThan(all.rules.precision.estimate)
  })
  test('precision and recall of both stand in the ratio of budget and faults', () => {
    const faulty = sum(judged.filter((one) => one.atFault).map((one) => one.weight))
    const budget = all.share * sum(judged.map((one) => one.weight))
    for (const side of [all.rules, all.learned])
      expect(side.recall.estimate).toBeCloseTo((side.precision.estimate * budget) / faulty, 6)
  })
  test('the standard error of the difference is that of a bootstrap over users', () => {
    const byUser = [...Map.groupBy(judged, (one) => one.cluster).values()]
    const again = randomFrom('bootstrap')
    // At a fixed set of admitted ones, as the linearisation has it: flagged, and above the threshold of the whole.
    const [least] = judged
      .toSorted((a, b) => b.probability - a.probability)
      .filter(
        (_, i, sorted) =>
          sum(sorted.slice(0, i).map((one) => one.weight)) >= all.share * sum(sorted.map((one) => one.weight)),
      )
    const ratio = (some: readonly JudgedCandidate[]) =>
      sum(some.map((one) => (one.atFault ? one.weight : 0))) / sum(some.map((one) => one.weight))
    const draws = Array.from({ length: 600 }, () => {
      const some = byUser.flatMap(() => byUser[Math.floor(again() * byUser.length)]!)
      return (
        ratio(some.filter((one) => one.probability >= least!.probability)) - ratio(some.filter((one) => one.flagged))
      )
    })
    const mean = sum(draws) / draws.length
    const deviation = Math.sqrt(sum(draws.map((draw) => (draw - mean) ** 2)) / (draws.length - 1))
    expect(Math.abs(all.difference.precision.standardError / deviation - 1)).toBeLessThan(0.15)
  })
  test('nothing flagged, or no fault: nothing to compare', () => {
    expect(
      compareAtBudget(
        judged.map((one) => ({ ...one, flagged: false })),
        1,
      ),
    ).toBeNull()
    expect(
      compareAtBudget(
        judged.map((one) => ({ ...one, atFault: false })),
        1,
      ),
    ).toBeNull()
  })
})

test("the weighted area with equal weights is the area; its error is DeLong's but for n / (n - 1)", () => {
  const units = judged.map((one, i) => ({ score: one.probability, positive: one.atFault, weight: 1, cluster: `${i}` }))
  const found = clusteredAuc(units)
  const scores = (positive: boolean) => units.filter((one) => one.positive === positive).map((one) => one.score)
  const delong = areaUnderCurve(scores(true), scores(false))
  expect(found.estimate).toBeCloseTo(delong.estimate, 12)
  expect(found.standardError ** 2 / delong.variance).toBeCloseTo(1, 2)
})

test('a weight of two is the unit twice, in one cluster', () => {
  const units = judged.slice(0, 50).map((one, i) => ({
    ...{ score: one.probability, positive: one.atFault },
    ...{ weight: 1 + (i % 2), cluster: `${i}` },
  }))
  const doubled = units.flatMap((one) => Array.from({ length: one.weight }, () => ({ ...one, weight: 1 })))
  const [a, b] = [clusteredAuc(units), clusteredAuc(doubled)]
  expect(a.estimate).toBeCloseTo(b.estimate, 12)
  expect(a.standardError).toBeCloseTo(b.standardError, 12)
})

test('one cluster says nothing', () => {
  expect(linearised(0.5, [0.1, -0.1], ['a', 'a'])).toMatchObject({ low: Number.NEGATIVE_INFINITY })
})

describe('threshold of a window', () => {
  const cell = (learned: number | null, count: number) => ({ reason: null, priority: 0.5, phase: 0, count, learned })
  const cells = [cell(0.9, 10), cell(0.6, 20), cell(0.3, 100), cell(0.1, 200)]
  test.each([
    { name: 'as many as the budget holds beside the control stratum', budget: 40, rate: 0.02, expected: 0.6 },
    { name: 'a smaller budget, a higher threshold', budget: 17, rate: 0.02, expected: 0.9 },
    { name: 'never below the average chance', budget: 1000, rate: 0.02, expected: 0.3 },
  ])('$name', ({ budget, rate, expected }) => {
    expect(learnedThreshold(cells, budget, rate)).toBe(expected)
  })
  test('without any score: more likely than not', () => {
    expect(learnedThreshold([cell(null, 5)], 10, 0.02)).toBe(0.5)
  })
  test('a past conversation is read as it would be drawn; one without a score as it was', () => {
    expect(underLearned(cell(0.9, 1), 0.6)).toMatchObject({ reason: 'learned', priority: 0.9 })
    expect(underLearned({ ...cell(0.1, 1), reason: 'low_confidence' }, 0.6)).toMatchObject({
      reason: 'low_confidence',
      priority: 0.1,
    })
    expect(underLearned(cell(null, 1), 0.6)).toMatchObject({ reason: null, priority: 0.5 })
  })
})
