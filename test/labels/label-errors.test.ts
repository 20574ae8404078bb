import { describe, expect, test } from 'vitest'
import { findLabelErrors } from '../../src/labels/label-errors.ts'
import { outOfFold } from '../../src/models/out-of-fold.ts'

const labels = ['a', 'b']
/** Probabilities of a; the rest is b's. */
const sure = (ofA: readonly number[]) => ({ labels, probabilities: Float64Array.from(ofA.flatMap((p) => [p, 1 - p])) })

describe('label errors', () => {
  test('are what is confidently another label', () => {
    const given = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b']
    const found = findLabelErrors(given, sure([0.9, 0.8, 0.9, 0.05, 0.1, 0.2, 0.1, 0.1]))
    expect(found.suspects.map(({ index, given, suggested }) => [index, given, suggested])).toEqual([[3, 'a', 'b']])
    expect(found.confusions).toEqual([{ given: 'a', meant: 'b', examples: 1 }])
    expect(found.noiseRate).toBeCloseTo(1 / 8, 10)
  })

  test('are none where the models agree, or a label stands alone', () => {
    expect(findLabelErrors(['a', 'a', 'b', 'b'], sure([0.9, 0.9, 0.1, 0.1])).suspects).toEqual([])
    expect(findLabelErrors(['a', 'b', 'b', 'b'], sure([0.01, 0.1, 0.1, 0.1])).suspects).toEqual([])
    expect(findLabelErrors([], { labels: [], probabilities: new Float64Array() })).toMatchObject({ noiseRate: 0 })
  })

  test('planted among texts come first', () => {
    const texts = (words: string, label: string) =>
      Array.from({ length: 40 }, (_, i) => ({ text: `${words} ${'xyzuvw'[i % 6]}${i}`, label }))
    const examples = [...texts('how much does it cost', 'price'), ...texts('where is my parcel', 'delivery')]
    const planted = [3, 17, 50, 71]
    for (const i of planted) examples[i]!.label = examples[i]!.label === 'price' ? 'delivery' : 'price'
    const given = examples.map(({ label }) => label)
    const probabilities = outOfFold(examples, 1)
    expect(probabilities.probabilities).toHaveLength(160)
    for (let i = 0; i < 80; i++) {
      expect(probabilities.probabilities[2 * i]! + probabilities.probabilities[2 * i + 1]!).toBeCloseTo(1, 10)
    }
    const { suspects } = findLabelErrors(given, probabilities)
    expect(
      suspects
        .slice(0, 4)
        .map(({ index }) => index)
        .sort((a, b) => a - b),
    ).toEqual(planted)
    expect(outOfFold(examples, 1)).toEqual(probabilities)
  })
})
