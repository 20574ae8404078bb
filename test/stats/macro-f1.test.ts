import { expect, test } from 'vitest'
import { type JudgedUnit, macroF1 } from '../../src/stats/macro-f1.ts'
import { randomFrom } from '../../src/stats/random.ts'

const units = (pairs: readonly (readonly [number, number])[]): JudgedUnit[] =>
  pairs.map(([truth, predicted]) => ({ truth, predicted }))

/** By its definition, class by class, from precision and recall: another formula than the one under test. */
function byDefinition(pairs: readonly (readonly [number, number])[], classes: number): number {
  const scores: number[] = []
  for (let k = 0; k < classes; k++) {
    const right = pairs.filter(([truth, predicted]) => truth === k && predicted === k).length
    const named = pairs.filter(([, predicted]) => predicted === k).length
    const was = pairs.filter(([truth]) => truth === k).length
    if (named + was === 0) continue
    const [precision, recall] = [named === 0 ? 0 : right / named, was === 0 ? 0 : right / was]
    scores.push(precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall))
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

test('agrees with the definition on random answers', () => {
  const random = randomFrom('macro')
  for (let trial = 0; trial < 50; trial++) {
    const pairs = Array.from({ length: 40 }, () => [Math.floor(random() * 5), Math.floor(random() * 6) % 5] as const)
    expect(macroF1(units(pairs), 5, random, 0).estimate).toBeCloseTo(byDefinition(pairs, 5), 12)
  }
})

test('a class that neither occurs nor is named is left out, one that is only named counts as 0', () => {
  const random = randomFrom('macro')
  expect(macroF1(units([[0, 0]]), 5, random, 0).estimate).toBe(1)
  expect(
    macroF1(
      units([
        [0, 0],
        [0, 1],
      ]),
      5,
      random,
      0,
    ).estimate,
  ).toBeCloseTo(2 / 3 / 2, 12)
  expect(macroF1([], 5, random, 0).estimate).toBeNaN()
})

test('weights count like repeated units', () => {
  const random = randomFrom('macro')
  const once = [
    { truth: 0, predicted: 0 },
    { truth: 1, predicted: 0, weight: 3 },
    { truth: 1, predicted: 1 },
  ]
  const repeated = units([
    [0, 0],
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 1],
  ])
  expect(macroF1(once, 2, random, 0).estimate).toBeCloseTo(macroF1(repeated, 2, random, 0).estimate, 12)
})

test('the interval holds the long-run value about as often as it says', () => {
  const random = randomFrom('coverage')
  const draw = () => {
    const truth = random() < 0.3 ? 1 : 0
    return { truth, predicted: random() < 0.8 ? truth : 1 - truth }
  }
  const truth = macroF1(Array.from({ length: 200_000 }, draw), 2, random, 0).estimate
  let held = 0
  for (let trial = 0; trial < 200; trial++) {
    const { low, high } = macroF1(Array.from({ length: 150 }, draw), 2, random, 200)
    if (low <= truth && truth <= high) held++
  }
  expect(held).toBeGreaterThanOrEqual(178)
})
