import { describe, expect, test } from 'vitest'
import { fitClassifier } from '../../src/models/classifier.ts'
import { debiasedEce } from '../../src/stats/calibration-error.ts'
import { customerLines } from './examples.ts'

const chosenWith = (wrong: number, count = 800) =>
  fitClassifier(customerLines(count, 'calibrate', wrong), { seed: 1 }).parameters

test('wrong labels in training do not make the model sure of them', () => {
  const { predict } = fitClassifier(customerLines(800, 'calibrate', 0.3), { seed: 1 })
  const fresh = customerLines(800, 'fresh')
  const right = fresh.filter(({ text, label }) => predict(text).label === label).length / fresh.length
  const sure = fresh.reduce((sum, { text }) => sum + predict(text).confidence, 0) / fresh.length
  // 0.3 of the labels was drawn among four: 0.775 of them are right.
  expect(right).toBeGreaterThan(0.97)
  expect(sure).toBeLessThan(0.8)
  expect(sure).toBeGreaterThan(0.65)
})

test('too few examples leave the scores as they are', () => expect(chosenWith(0, 15).temperature).toBe(1))

describe('a conversation that repeats itself', () => {
  // Each line comes six times with one random label: whoever has seen its copies knows the label, nobody else does.
  const lines = customerLines(150, 'copies', 0.5)
  const copies = lines.flatMap((line, i) =>
    Array.from({ length: 6 }, (_, j) => ({ ...line, text: `${line.text} ${j} ${i}`, group: `conversation-${i}` })),
  )
  const errorOf = (examples: typeof copies) => {
    const { predict } = fitClassifier(examples, { seed: 1 })
    const fresh = customerLines(1000, 'fresh', 0.5)
    const predictions = fresh.map(({ text }) => predict(text))
    return debiasedEce(
      predictions.map(({ confidence }) => confidence),
      predictions.map(({ label }, i) => label === fresh[i]!.label),
    ).ece
  }

  test('makes the model too sure, unless its group is named', () => {
    const grouped = errorOf(copies)
    const alone = errorOf(copies.map(({ text, label }) => ({ text, label }) as (typeof copies)[number]))
    expect(grouped).toBeLessThan(alone / 2)
  })
})
