import { describe, expect, test } from 'vitest'
import { type Classifier, fitClassifier } from '../../src/models/classifier.ts'
import { decodeClassifier, encodeClassifier } from '../../src/models/codec.ts'
import { extendClassifier } from '../../src/models/extend.ts'
import { balanceOf } from '../../src/models/new-label-balance.ts'
import { updateClassifier } from '../../src/models/update.ts'
import { customerLines } from './examples.ts'

const all = customerLines(600, 'train')
const testLines = customerLines(300, 'test')
const isOld = ({ label }: { label: string }) => label !== 'refund'
const past = all.filter(isOld)
const fresh = all.filter((each) => !isOld(each))
const replay = past.filter((_, i) => i % 10 === 0).map((each) => ({ ...each, weight: 10 }))
const parent = fitClassifier(past, { seed: 1 })
const accuracy = (model: Classifier, lines = testLines) =>
  lines.filter(({ text, label }) => model.predict(text).label === label).length / lines.length
const bytes = (model: Classifier) => Buffer.concat([...encodeClassifier(model).values()])

describe('an update', () => {
  const updated = updateClassifier(parent, fresh, replay, { seed: 1 })

  test('learns the new label and keeps the old ones', () => {
    expect(updated.labels).toEqual(['delivery', 'greeting', 'price', 'refund'])
    expect(accuracy(updated)).toBeGreaterThan(accuracy(fitClassifier(all, { seed: 1 })) - 0.03)
    expect(accuracy(updated, testLines.filter(isOld))).toBeGreaterThan(accuracy(parent, testLines.filter(isOld)) - 0.03)
  })

  test('leaves the weights of labels without fresh examples as they were', () => {
    const known = new Map([...parent.parameters.vocabulary.keys].map((key, row) => [key, row]))
    const weight = (model: Classifier, row: number, label: string) => {
      const { weights, labels } = model.parameters
      return weights.levels[row * labels.length + labels.indexOf(label)]! * weights.scales[row]!
    }
    let compared = 0
    updated.parameters.vocabulary.keys.forEach((key, row) => {
      const before = known.get(key)
      if (before === undefined) return
      // Rounded again beside the new label's weight: half a level of either row at most.
      const slack = (updated.parameters.weights.scales[row]! + parent.parameters.weights.scales[before]!) / 2
      for (const label of parent.labels) {
        const gap = Math.abs(weight(updated, row, label) - weight(parent, before, label))
        expect(gap).toBeLessThanOrEqual(slack + 1e-6)
      }
      compared++
    })
    expect(compared).toBeGreaterThan(500)
  })

  test('the same parent, examples in any order and seed give the same bytes; another seed does not', () => {
    const again = updateClassifier(parent, [...fresh].reverse(), [...replay].reverse(), { seed: 1 })
    expect(bytes(again).equals(bytes(updated))).toBe(true)
    expect(bytes(updateClassifier(parent, fresh, replay, { seed: 2 })).equals(bytes(updated))).toBe(false)
  })

  test('goes on from the files of its parent', () => {
    const loaded = decodeClassifier(encodeClassifier(parent))
    expect(bytes(updateClassifier(loaded, fresh, replay, { seed: 1 })).equals(bytes(updated))).toBe(true)
  })

  test('of known labels moves them by the fresh share, and no others', () => {
    const more = customerLines(60, 'more').filter(({ label }) => label === 'price')
    const model = updateClassifier(parent, more, replay, { seed: 1 })
    expect(model.labels).toEqual(parent.labels)
    expect(accuracy(model, testLines.filter(isOld))).toBeGreaterThan(accuracy(parent, testLines.filter(isOld)) - 0.03)
  })

  test('needs a fresh example', () => {
    expect(() => updateClassifier(parent, [], replay, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'LOOP_EXAMPLES_UNUSABLE' }),
    )
  })

  test('of a single example on nothing replayed works, and keeps the temperature', () => {
    const model = updateClassifier(parent, [{ text: 'my money back', label: 'refund' }], [], { seed: 1 })
    expect(model.parameters.temperature).toBe(parent.parameters.temperature)
    expect(model.labels).toContain('refund')
  })
})

test('an extended model answers as its parent does, but for the new labels', () => {
  const { labels, vocabulary, softmax, isNew } = extendClassifier(parent, ['a wholly new zebra'], ['zoo'], 1, 1)
  expect(labels).toEqual(['delivery', 'greeting', 'price', 'zoo'])
  expect(isNew).toEqual([false, false, false, true])
  expect(vocabulary.keys.length).toBeGreaterThan(parent.parameters.vocabulary.keys.length)
  const last = (vocabulary.keys.length - 1) * labels.length
  expect([...softmax.weights.subarray(last, last + labels.length)]).toEqual([0, 0, 0, 0])
})

describe('balance of new labels', () => {
  const row = (scores: number[], target: number, some: object = {}) => ({
    ...{ scores: Float64Array.from(scores), target, seen: scores[target]!, isFresh: target === 1, weight: 1 },
    ...some,
  })
  const claims = [row([2, 3], 0), row([2, 2.5], 0), row([3, 1], 0), row([0, 3], 1), row([1, 3], 1), row([2, 1.8], 1)]

  test('new labels that claim old examples are taken down', () => {
    expect(balanceOf(claims, [false, true], 1).offset).toBeLessThan(-0.2)
  })

  test('what the parent learned by heart is taken off: the offset goes further down', () => {
    const learned = claims.map((each) => (each.isFresh ? { ...each, seen: each.seen + 1 } : each))
    expect(balanceOf(learned, [false, true], 1).offset).toBeLessThan(balanceOf(claims, [false, true], 1).offset)
  })

  test.each([
    { name: 'without new labels', isNew: [false, false] },
    { name: 'with nothing but new labels', isNew: [true, true] },
  ])('$name there is nothing to shift', ({ isNew }) => {
    expect(balanceOf(claims, isNew, 1).offset).toBe(0)
  })
})
