import { describe, expect, test } from 'vitest'
import { sigmoid } from '../../src/models/logistic.ts'
import { decodeMixed, encodeMixed, fitMixed, mixedProbability, mixedReasons } from '../../src/models/mixed.ts'
import { areaUnderCurve } from '../../src/stats/auc.ts'
import { randomFrom } from '../../src/stats/random.ts'

const schema = { numbers: ['waits', 'repeats', 'noise'], texts: ['said'] }
const ANGRY = ['没用', '不对', 'useless', 'wrong again']
const CALM = ['谢谢', '好的', 'great', 'that helps']

function world(count: number, seed: string) {
  const random = randomFrom(seed)
  const truths: number[] = []
  const examples = Array.from({ length: count }, () => {
    const angry = random() < 0.4
    const words = angry ? ANGRY : CALM
    const waits = random() < 0.2 ? Number.NaN : random() * 4
    const repeats = Math.floor(random() * 3)
    truths.push(sigmoid(-2 + (angry ? 1.5 : -1) + 1.2 * repeats + (Number.isNaN(waits) ? 0.5 : 0.4 * waits)))
    return {
      numbers: [waits, repeats, random()],
      texts: [`${words[Math.floor(random() * words.length)]} x${random()}`],
    }
  })
  const outcomes = truths.map((p) => Number(random() < p))
  return { examples, outcomes, groups: examples.map((_, i) => `g${i >> 1}`) }
}

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
