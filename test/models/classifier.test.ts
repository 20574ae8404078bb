import { describe, expect, test } from 'vitest'
import { type Example, fitClassifier } from '../../src/models/classifier.ts'
import { encodeClassifier } from '../../src/models/codec.ts'
import { debiasedEce } from '../../src/stats/calibration-error.ts'
import { randomFrom, shuffle } from '../../src/stats/random.ts'
import { customerLines } from './examples.ts'

const bytesOf = (examples: readonly Example[], seed = 1) =>
  [...encodeClassifier(fitClassifier(examples, { seed })).entries()].map(([name, bytes]) => [
    name,
    Buffer.from(bytes).toString('hex'),
  ])

describe('refuses what it cannot learn from', () => {
  test.each([
    { name: 'no example', examples: [] },
    { name: 'only examples of weight 0', examples: [{ text: 'a', label: 'x', weight: 0 }] },
    { name: 'an empty label', examples: [{ text: 'a', label: '' }] },
    { name: 'a negative weight', examples: [{ text: 'a', label: 'x', weight: -1 }] },
    { name: 'a weight that is no number', examples: [{ text: 'a', label: 'x', weight: Number.NaN }] },
    { name: 'an infinite weight', examples: [{ text: 'a', label: 'x', weight: Number.POSITIVE_INFINITY }] },
  ])('$name', ({ examples }) =>
    expect(() => fitClassifier(examples, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'LOOP_EXAMPLES_UNUSABLE' }),
    ),
  )
})

describe('learns from very little', () => {
  test('one label is always right', () =>
    expect(fitClassifier([{ text: 'hi', label: 'x' }], { seed: 1 }).predict('anything')).toEqual({
      label: 'x',
      confidence: 1,
      scores: { x: 1 },
    }))

  test('two examples are told apart', () => {
    const { predict } = fitClassifier(
      [
        { text: 'where is my parcel', label: 'a' },
        { text: '我要退货', label: 'b' },
      ],
      { seed: 1 },
    )
    expect([predict('my parcel').label, predict('退货').label]).toEqual(['a', 'b'])
  })

  test.each(['', ' ', '\u0000', 'zzzz qqqq', '😀', '\ud800'])(
    '%j, of which it knows nothing, gets probabilities that sum to 1',
    (text) => {
      const { scores, confidence } = fitClassifier(customerLines(60, 'few'), { seed: 1 }).predict(text)
      expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 9)
      expect(confidence).toBeLessThan(0.9)
    },
  )
})

describe('on customers in two languages', () => {
  const classifier = fitClassifier(customerLines(1500, 'train', 0.2), { seed: 1 })
  const test_ = customerLines(1500, 'test', 0.2)
  const predictions = test_.map(({ text }) => classifier.predict(text))

  test('finds what can be found', () => {
    const right = predictions.filter(({ label }, i) => label === test_[i]!.label).length / test_.length
    // A fifth of the labels is drawn at random among four: 0.85 is the ceiling.
    expect(right).toBeGreaterThan(0.8)
  })

  test('says how sure it may be', () => {
    const right = predictions.map(({ label }, i) => label === test_[i]!.label)
    const { ece } = debiasedEce(
      predictions.map(({ confidence }) => confidence),
      right,
    )
    // Accuracy is the same everywhere here, whatever the model finds in the noise: the hardest case for it.
    expect(ece).toBeLessThan(0.08)
  })

  test('reads both languages in one line', () =>
    expect(classifier.predict('我想 refund 这个 jacket').label).toBe('refund'))

  test('shows the likeliest labels in falling order, the first as its answer', () => {
    for (const { label, confidence, scores } of predictions) {
      const shown = Object.entries(scores)
      expect(shown[0]).toEqual([label, confidence])
      expect(shown.map(([, score]) => score)).toEqual(shown.map(([, score]) => score).sort((a, b) => b - a))
    }
  })

  test('a label named like an inherited property is a label', () => {
    const { predict } = fitClassifier(
      [
        { text: 'a', label: '__proto__' },
        { text: 'b', label: 'constructor' },
      ],
      { seed: 1 },
    )
    expect(predict('a').label).toBe('__proto__')
    expect(Object.keys(predict('b').scores)).toEqual(['constructor', '__proto__'])
  })

  test('shows five of many labels', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ text: `topic number${i}`, label: `l${i}` }))
    expect(Object.keys(fitClassifier(many, { seed: 1 }).predict('topic').scores)).toHaveLength(5)
  })
})

describe('the same set of examples gives the same bytes', () => {
  const examples = customerLines(300, 'bytes', 0.1)
  test('again', () => expect(bytesOf(examples)).toEqual(bytesOf(structuredClone(examples))))
  test('in another order', () => expect(bytesOf(examples)).toEqual(bytesOf(shuffle([...examples], randomFrom(9)))))
  test('not with another seed', () => expect(bytesOf(examples)).not.toEqual(bytesOf(examples, 2)))
  test('not with one label changed', () => {
    const changed = examples.map((example, i) => (i === 7 ? { ...example, label: 'other' } : example))
    expect(bytesOf(examples)).not.toEqual(bytesOf(changed))
  })
})

describe('weights count', () => {
  const torn: Example[] = [
    ...Array.from({ length: 30 }, (): Example => ({ text: 'that is the question', label: 'a' })),
    ...Array.from({ length: 30 }, (): Example => ({ text: 'that is the question', label: 'b' })),
  ]
  const sure = (examples: readonly Example[], classWeights = {}) =>
    fitClassifier(examples, { seed: 1, classWeights }).predict('that is the question')

  test.each([
    { name: 'of examples', prediction: sure(torn.map((e) => ({ ...e, weight: e.label === 'b' ? 4 : 1 }))) },
    { name: 'of labels', prediction: sure(torn, { b: 4 }) },
    { name: 'of 0: left out', prediction: sure(torn.map((e) => ({ ...e, weight: e.label === 'b' ? 1 : 0 }))) },
  ])('$name', ({ prediction }) => expect(prediction.label).toBe('b'))
})
