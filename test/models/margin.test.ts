import { describe, expect, test } from 'vitest'
import { fitClassifier } from '../../src/models/classifier.ts'
import { labelPriority, marginOf } from '../../src/models/margin.ts'

test.each([
  { scores: {}, margin: 0 },
  { scores: { a: 1 }, margin: 1 },
  { scores: { a: 0.5, b: 0.5 }, margin: 0 },
  { scores: { a: 0.7, b: 0.2, c: 0.1 }, margin: 0.5 },
  { scores: { c: 0.1, b: 0.2, a: 0.7 }, margin: 0.5 },
])('margin of $scores is $margin', ({ scores, margin }) => expect(marginOf({ scores })).toBeCloseTo(margin, 12))

test.each([
  { name: 'torn between two, and all of it new', scores: { a: 0.5, b: 0.5 }, novelty: 1, priority: 1 },
  { name: 'torn between two, known words', scores: { a: 0.5, b: 0.5 }, novelty: 0, priority: 0.75 },
  { name: 'sure, whatever it says', scores: { a: 1 }, novelty: 1, priority: 0 },
])('$name: $priority', ({ scores, novelty, priority }) =>
  expect(labelPriority({ scores }, novelty)).toBeCloseTo(priority, 12),
)

describe('novelty', () => {
  const { novelty } = fitClassifier(
    [
      { text: 'where is my parcel', label: 'delivery' },
      { text: '我要退货', label: 'refund' },
    ],
    { seed: 1 },
  )
  test.each([
    { text: 'where is my parcel', expected: 0 },
    { text: '我要退货', expected: 0 },
    { text: '', expected: 0 },
    { text: 'ügq', expected: 1 },
  ])('of $text is $expected', ({ text, expected }) => expect(novelty(text)).toBeCloseTo(expected, 12))
  test('grows with what is new', () => {
    expect(novelty('where is my lamp')).toBeGreaterThan(novelty('where is my parcel'))
    expect(novelty('dónde está mi lámpara')).toBeGreaterThan(novelty('where is my lamp'))
  })
})
