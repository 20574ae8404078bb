import { expect, test } from 'vitest'
import type { Classifier } from '../../src/models/classifier.ts'
import { neighboursOf } from '../../src/models/neighbours.ts'
import { translatedClassifier, translatedPrediction } from '../../src/models/translated.ts'

const examples = [
  { text: 'how much is it', label: 'price' },
  { text: 'where is my parcel', label: 'delivery' },
  { text: '什么时候发货', label: 'delivery' },
]

test.each([
  { text: 'how much is it', label: 'price', least: 0.999 },
  { text: 'where is the parcel', label: 'delivery', least: 0.5 },
  { text: '请问什么时候能发货', label: 'delivery', least: 0.2 },
])("the nearest of '$text' is $label", ({ text, label, least }) => {
  const nearest = neighboursOf(examples).nearest(text)
  expect(nearest?.label).toBe(label)
  expect(nearest?.similarity).toBeGreaterThanOrEqual(least)
  expect(nearest?.similarity).toBeLessThanOrEqual(1)
})

test('what shares nothing has no neighbour; without examples nobody has', () => {
  expect(neighboursOf(examples).nearest('~')).toBeNull()
  expect(neighboursOf([]).nearest('how much')).toBeNull()
})

test('what is said beside lowers the similarity', () => {
  const neighbours = neighboursOf(examples)
  const [alone, more] = ['how much is it', 'how much is it zzz qqq www'].map(
    (text) => neighbours.nearest(text)!.similarity,
  )
  expect(more).toBeLessThan(alone!)
})

const said = { label: 'cost', confidence: 0.5, scores: { cost: 0.5, delivery: 0.3, price: 0.2 } }

test.each([
  { name: 'unchanged', today: (label: string) => label, label: 'cost', confidence: 0.5 },
  { name: 'renamed', today: (label: string) => (label === 'cost' ? 'fee' : label), label: 'fee', confidence: 0.5 },
  { name: 'merged', today: (label: string) => (label === 'cost' ? 'price' : label), label: 'price', confidence: 0.7 },
  {
    name: 'without a name of today',
    today: (label: string) => (label === 'cost' ? null : label),
    label: 'cost',
    confidence: 0.5,
  },
  {
    name: 'merged below the top',
    today: (label: string) => (label === 'cost' ? label : 'rest'),
    label: 'cost',
    confidence: 0.5,
  },
])('a prediction, $name', ({ today, label, confidence }) => {
  const translated = translatedPrediction(said, today)
  expect([translated.label, translated.confidence]).toEqual([label, expect.closeTo(confidence, 10)])
  expect(Object.values(translated.scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 10)
})

test('a classifier asks for the name at every answer', () => {
  let name = 'cost'
  const classifier = { labels: [], predict: () => said, novelty: () => 0 } as unknown as Classifier
  const translated = translatedClassifier(classifier, (label) => (label === 'cost' ? name : label))
  expect(translated.predict('x').label).toBe('cost')
  name = 'fee'
  expect(translated.predict('x').label).toBe('fee')
})
