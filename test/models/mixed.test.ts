import { describe, expect, test } from 'vitest'
import {
  crossFitMixed,
  decodeMixed,
  encodeMixed,
  fitMixed,
  type MixedModel,
  mixedProbability,
  mixedReasons,
} from '../../src/models/mixed.ts'
import { areaUnderCurve } from '../../src/stats/auc.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { SCHEMA as schema, world } from './mixed-sets.ts'

const train = world(2000, 'train')
const model = fitMixed(schema, train.examples, train.outcomes, { groups: train.groups, seed: 's' })
const fresh = world(4000, 'fresh')
const predicted = fresh.examples.map((example) => mixedProbability(model, example))

describe('a mixed model', () => {
  test('ranks fresh examples nearly as well as the truth does', () => {
    const of = (outcome: number) => predicted.filter((_, i) => fresh.outcomes[i] === outcome)
    expect(areaUnderCurve(of(1), of(0)).estimate).toBeGreaterThan(0.78)
  })

  test('says probabilities: means agree in every fifth of the scale', () => {
    for (let bin = 0; bin < 5; bin++) {
      const inside = predicted.map((_, i) => i).filter((i) => Math.min(4, Math.floor(predicted[i]! * 5)) === bin)
      if (inside.length < 100) continue
      const mean = inside.reduce((sum, i) => sum + predicted[i]!, 0) / inside.length
      const rate = inside.reduce((sum, i) => sum + fresh.outcomes[i]!, 0) / inside.length
      expect(Math.abs(mean - rate)).toBeLessThan(0.08)
    }
  })

  test('carries how good it was out of fold', () => {
    expect(model.quality.examples).toBe(2000)
    expect(model.quality.positives).toBe(train.outcomes.filter(Boolean).length)
    expect(model.quality.auc).toBeGreaterThan(0.77)
    expect(model.quality.ece).toBeLessThan(0.05)
  })

  test('names what pushed', () => {
    const reasons = mixedReasons(model, { numbers: [1, 2, 0.5], texts: ['没用'] }, 2)
    expect(reasons.map(({ input }) => input).sort()).toEqual(['repeats', 'said'])
    expect(reasons.every(({ push }) => push > 0)).toBe(true)
  })
})

describe('its bytes', () => {
  const bytes = encodeMixed(model)
  test('hold the whole model', () => {
    const decoded = decodeMixed(bytes)
    for (const example of fresh.examples.slice(0, 100))
      expect(mixedProbability(decoded, example)).toBe(mixedProbability(model, example))
    expect(encodeMixed(decoded)).toEqual(bytes)
  })

  test('are the same for the same data and seed', () => {
    const again = fitMixed(schema, train.examples, train.outcomes, { groups: train.groups, seed: 's' })
    expect(encodeMixed(again)).toEqual(bytes)
  })

  test.each([0, 31, 40, 200, bytes.length - 1])('a flipped bit at %i is refused', (at) => {
    const flipped = bytes.slice()
    flipped[at]! ^= 4
    expect(() => decodeMixed(flipped)).toThrow(expect.objectContaining({ code: 'LOOP_MODEL_DAMAGED' }))
  })
})

test.each([
  { name: 'no example', examples: [], outcomes: [], groups: [] },
  { name: 'an outcome that is missing', examples: train.examples.slice(0, 2), outcomes: [1], groups: ['a', 'b'] },
  { name: 'an outcome of 2', examples: train.examples.slice(0, 2), outcomes: [1, 2], groups: ['a', 'b'] },
])('$name is refused', ({ examples, outcomes, groups }) =>
  expect(() => fitMixed(schema, examples, outcomes, { groups, seed: 's' })).toThrow(
    expect.objectContaining({ code: 'LOOP_EXAMPLES_UNUSABLE' }),
  ),
)

/** Area under the curve on fresh examples, and the mean distance from their true chances. */
function judge(fitted: MixedModel, judged = fresh) {
  const said = judged.examples.map((example) => mixedProbability(fitted, example))
  const of = (outcome: number) => said.filter((_, i) => judged.outcomes[i] === outcome)
  const error = said.reduce((sum, p, i) => sum + Math.abs(p - judged.chances[i]!), 0) / said.length
  return { auc: areaUnderCurve(of(1), of(0)).estimate, error, mean: said.reduce((sum, p) => sum + p, 0) / said.length }
}

describe('whatever the set is like', () => {
  const fit = (set: ReturnType<typeof world>, weights?: number[]) =>
    fitMixed(schema, set.examples, set.outcomes, { groups: set.groups, seed: 's', ...(weights && { weights }) })

  test('more than the base rate from 200 examples, and not too sure', () => {
    const small = fit(world(200, 'small'))
    const { auc, error } = judge(small)
    expect(auc).toBeGreaterThan(0.72)
    expect(error).toBeLessThan(0.15)
  })

  test('one positive in twenty: the mean stays', () => {
    const later = world(4000, 'rare-fresh', -6)
    const judged = judge(fit(world(2500, 'rare', -6)), later)
    const truth = later.chances.reduce((sum, p) => sum + p, 0) / later.chances.length
    expect(judged.auc).toBeGreaterThan(0.75)
    expect(Math.abs(judged.mean - truth)).toBeLessThan(0.015)
  })

  test('a quarter of the negatives drawn: weights bring the true chances back', () => {
    const random = randomFrom('draw')
    const chanceOf = (i: number) => (all.outcomes[i] === 1 ? 1 : 0.25)
    const all = world(2000, 'drawn')
    const kept = [...all.examples.keys()].filter((i) => random() < chanceOf(i))
    const drawn = {
      examples: kept.map((i) => all.examples[i]!),
      outcomes: kept.map((i) => all.outcomes[i]!),
      chances: [],
      groups: kept.map((i) => all.groups[i]!),
    }
    const weighted = judge(
      fit(
        drawn,
        kept.map((i) => 1 / chanceOf(i)),
      ),
    )
    const truth = fresh.chances.reduce((sum, p) => sum + p, 0) / fresh.chances.length
    expect(Math.abs(weighted.mean - truth)).toBeLessThan(0.03)
    expect(judge(fit(drawn)).mean - truth).toBeGreaterThan(0.15)
  })

  test.each([0, 1])('only outcome %i: no certainty', (outcome) => {
    const set = world(60, 'one')
    const one = fitMixed(schema, set.examples, new Array(60).fill(outcome), { groups: set.groups, seed: 's' })
    const p = mixedProbability(one, set.examples[0]!)
    expect(Math.abs(p - outcome)).toBeLessThan(0.1)
    expect(p).toBeGreaterThan(0)
    expect(p).toBeLessThan(1)
    expect(mixedProbability(decodeMixed(encodeMixed(one)), set.examples[0]!)).toBe(p)
  })

  test.each([
    { name: 'texts alone', numbers: [], texts: ['said'] },
    { name: 'numbers alone', numbers: schema.numbers, texts: [] },
  ])('$name', ({ numbers, texts }) => {
    const part = train.examples.map((example) => ({
      numbers: numbers.length > 0 ? example.numbers : [],
      texts: texts.length > 0 ? example.texts : [],
    }))
    const fitted = fitMixed({ numbers, texts }, part, train.outcomes, { groups: train.groups, seed: 's' })
    expect(fitted.quality.auc).toBeGreaterThan(0.65)
  })

  test('infinities count as not known', () => {
    const p = mixedProbability(model, { numbers: [Number.NaN, 1, 0.5], texts: ['好的'] })
    expect(mixedProbability(model, { numbers: [Number.POSITIVE_INFINITY, 1, 0.5], texts: ['好的'] })).toBe(p)
  })
})

test('held-out probabilities come from models of other groups', () => {
  // The outcome is the group's own and nothing else shows it: whoever saw the group would know it.
  const random = randomFrom('groups')
  const own = Array.from({ length: 100 }, () => random() < 0.5)
  const examples = Array.from({ length: 400 }, (_, i) => ({ numbers: [], texts: [`字${i % 100}号 group${i % 100}`] }))
  const outcomes = examples.map((_, i) => Number(own[i % 100]))
  const groups = examples.map((_, i) => `g${i % 100}`)
  const { model: learned } = crossFitMixed({ numbers: [], texts: ['said'] }, examples, outcomes, { groups, seed: 's' })
  expect(Math.abs(learned.quality.auc - 0.5)).toBeLessThan(0.2)
})
