import { describe, expect, test } from 'vitest'
import { type Classifier, fitClassifier } from '../../src/models/classifier.ts'
import { encodeClassifier } from '../../src/models/codec.ts'
import { learnOnline } from '../../src/models/online.ts'
import { customerLines } from './examples.ts'

const base = fitClassifier(customerLines(120, 'base'), { seed: 1 })
const past = customerLines(120, 'base').slice(0, 60)
const stream = customerLines(200, 'stream').map((each) => ({ ...each, replayable: true }))
const invoices = Array.from({ length: 30 }, (_, i) => ({
  ...{ text: `${i % 2 ? '发票怎么开' : 'i need an invoice for the order'} ${i}`, label: 'invoice', replayable: true },
}))
const mixed = stream.flatMap((each, i) => (i % 7 === 0 && invoices[i / 7] ? [each, invoices[i / 7]!] : [each]))
const testLines = customerLines(300, 'test')
const accuracy = (model: Classifier, lines: readonly { text: string; label: string }[] = testLines) =>
  lines.filter(({ text, label }) => model.predict(text).label === label).length / lines.length
const bytes = (model: Classifier) => Buffer.concat([...encodeClassifier(model).values()])

describe('learning label by label', () => {
  const { predictions, classifier } = learnOnline(base, mixed, past, 1)

  test('learns a label that it never saw, and keeps the others', () => {
    expect(classifier.labels).toContain('invoice')
    expect(accuracy(classifier, invoices)).toBeGreaterThan(0.9)
    expect(accuracy(classifier)).toBeGreaterThan(accuracy(base) - 0.02)
  })

  test('says each time what it thought before it learned', () => {
    expect(predictions).toHaveLength(mixed.length)
    const said = base.predict(mixed[0]!.text)
    expect(predictions[0]!.label).toBe(said.label)
    expect(predictions[0]!.confidence).toBeCloseTo(said.confidence, 6)
    const first = mixed.findIndex(({ label }) => label === 'invoice')
    expect(predictions[first]!.label).not.toBe('invoice')
    const last = mixed.findLastIndex(({ label }) => label === 'invoice')
    expect(predictions[last]!.label).toBe('invoice')
  })

  test('in pieces it is what it is in one go', () => {
    for (const cut of [1, 37, mixed.length - 1]) {
      const piece = learnOnline(base, mixed.slice(0, cut), past, 1)
      expect(piece.predictions).toEqual(predictions.slice(0, cut))
    }
    expect(bytes(learnOnline(base, mixed, past, 1).classifier).equals(bytes(classifier))).toBe(true)
  })

  test('another order or seed is another model', () => {
    expect(bytes(learnOnline(base, [...mixed].reverse(), past, 1).classifier).equals(bytes(classifier))).toBe(false)
    expect(bytes(learnOnline(base, mixed, past, 2).classifier).equals(bytes(classifier))).toBe(false)
  })

  test('without labels, or without a past to replay, it works', () => {
    const same = learnOnline(base, [], past, 1).classifier
    for (const { text } of testLines.slice(0, 50)) expect(same.predict(text).label).toBe(base.predict(text).label)
    expect(learnOnline(base, mixed.slice(0, 3), [], 1).predictions).toHaveLength(3)
  })

  test('what may not be replayed is learned once', () => {
    const once = mixed.map((each) => ({ ...each, replayable: false }))
    expect(bytes(learnOnline(base, once, past, 1).classifier).equals(bytes(classifier))).toBe(false)
  })
})
