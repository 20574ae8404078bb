import { beforeAll, expect, test } from 'vitest'
import { lettersOfText } from '../../src/models/phrase.ts'
import { chooseThreshold, figuresAt } from '../../src/models/same-threshold.ts'
import { phraseOf, sameProbability } from '../../src/models/similarity.ts'
import { decodeSimilarity, encodeSimilarity } from '../../src/models/similarity-code.ts'
import { componentsOf, dealFolds, type LabelledPair } from '../../src/models/similarity-pairs.ts'
import { type TrainedSimilarity, trainSimilarity } from '../../src/models/train-similarity.ts'
import { madeUpPairs } from './made-up-pairs.ts'

const pairs: LabelledPair[] = madeUpPairs(300).map(({ q1, q2, label }) => ({ first: q1, second: q2, label }))
let trained: TrainedSimilarity
beforeAll(() => {
  trained = trainSimilarity(pairs, 'test', { kind: 'f1' })
}, 60_000)

const probability = ({ model }: TrainedSimilarity, a: string, b: string) =>
  sameProbability(model, phraseOf(model, lettersOfText(a)), phraseOf(model, lettersOfText(b)))

test('it tells the same question in other words from another one, on things it never saw', () => {
  const { threshold } = trained.about
  expect(probability(trained, '怎么办理取消9001号', '如何申请取消9001号')).toBeGreaterThan(threshold)
  expect(probability(trained, '怎么办理取消9001号', '取消9001号要多少钱')).toBeLessThan(threshold)
})

test('whichever text comes first, the probability is the same to the bit', () => {
  const texts = [...pairs.slice(0, 20).flatMap(({ first, second }) => [first, second]), 'How can I return it?', '', 'a']
  for (const a of texts) for (const b of texts) expect(probability(trained, a, b)).toBe(probability(trained, b, a))
})

test('same pairs and seed, same bytes; stored and read again, the same probabilities', () => {
  const bytes = encodeSimilarity(trained)
  const read = decodeSimilarity(Buffer.concat([Buffer.from('xyz'), bytes]).subarray(3))
  expect(encodeSimilarity(read)).toEqual(bytes)
  for (const { first, second } of pairs.slice(0, 50))
    expect(probability(read, first, second)).toBe(probability(trained, first, second))
  for (const at of [0, 40, 5000, bytes.length - 1]) {
    const damaged = Uint8Array.from(bytes)
    damaged[at]! ^= 1
    expect(() => decodeSimilarity(damaged)).toThrow(/Model refused/)
  }
})

test('too few pairs, and a precision that no threshold reaches, are refused', () => {
  expect(() => trainSimilarity(pairs.slice(0, 50), 's', { kind: 'f1' })).toThrow(/At least 200 pairs/)
  // The likest of all asks something else.
  expect(chooseThreshold([0.9, 0.8, 0.1], [0, 1, 0], { kind: 'precision', least: 0.9 })).toBeNull()
})

test('pairs that share a text, directly or not, fall into one fold', () => {
  const chain = [
    ...[
      ['a', 'b'],
      ['c', 'd'],
      ['b', 'c'],
      ['x', 'y'],
    ].map(([first, second]): LabelledPair => ({ first: first!, second: second!, label: 1 })),
  ]
  expect([...componentsOf(chain)]).toEqual([0, 0, 0, 1])
  const folds = dealFolds(Int32Array.of(0, 0, 0, 1, 2, 2), 2, 's')
  expect(new Set(folds.slice(0, 3)).size).toBe(1)
  expect([...folds].filter((fold) => fold === folds[0]).length).toBe(3)
})

test('the threshold of the best F1 is that of trying every cut', () => {
  const [probabilities, labels] = [
    [0.9, 0.8, 0.8, 0.4, 0.3, 0.2],
    [1, 0, 1, 1, 0, 0],
  ]
  const chosen = chooseThreshold(probabilities!, labels!, { kind: 'f1' })!
  const tried = Math.max(...Array.from({ length: 101 }, (_, i) => figuresAt(probabilities!, labels!, i / 100).f1))
  expect(chosen.f1).toBe(tried)
  expect(chosen).toMatchObject({ threshold: 0.35, precision: 0.75, recall: 1 })
  expect(chooseThreshold(probabilities!, labels!, { kind: 'precision', least: 1 })).toMatchObject({ recall: 1 / 3 })
})
