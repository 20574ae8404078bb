import { hashUnit } from '../stats/random.ts'
import type { Example } from './classifier.ts'
import { crossValidate } from './cross-validate.ts'
import { fitSoftmax, scoreVector, softmaxInPlace, type TrainingSet } from './fit.ts'
import { buildVocabulary, vectorize } from './vocabulary.ts'

/** What models that did not see an example say of it. */
export interface OutOfFold {
  readonly labels: readonly string[]
  /** By example then label; each row sums to 1. */
  readonly probabilities: Float64Array
}

const FOLDS = 5
const MANY_EXAMPLES = 2500

/**
 * Calibrated probabilities of every example by a classifier trained on the other four fifths. Examples of one group
 * (a conversation; the same text) share a fold, so that none is judged by a copy of itself.
 */
export function outOfFold(examples: readonly Example[], seed: number): OutOfFold {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const numbers = new Map(labels.map((label, i) => [label, i]))
  const texts = examples.map(({ text }) => text)
  const groups = examples.map(({ text, group }) => group ?? text)
  const vocabulary = buildVocabulary(texts, texts.length >= MANY_EXAMPLES ? 2 : 1)
  const set: TrainingSet = {
    vectors: vectorize(texts, vocabulary),
    targets: Int32Array.from(examples, ({ label }) => numbers.get(label)!),
    weights: Float64Array.from(examples, ({ weight = 1 }) => weight),
  }
  const rows = vocabulary.keys.length
  const { settings, temperature } = crossValidate(set, groups, rows, labels.length, `out-of-fold/${seed}`)
  const folds = groups.map((group) => Math.floor(hashUnit(`out-of-fold/${seed}/fold`, group) * FOLDS))
  const probabilities = new Float64Array(examples.length * labels.length)
  const all = Int32Array.from(texts.keys())
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = all.filter((i) => folds[i] !== fold)
    const model = fitSoftmax(set, inside, rows, labels.length, `out-of-fold/${seed}/${fold}`, settings)
    for (const i of all) {
      if (folds[i] !== fold) continue
      const row = probabilities.subarray(i * labels.length, (i + 1) * labels.length)
      scoreVector(model, set.vectors, i, 1, row as Float64Array)
      softmaxInPlace(row as Float64Array, temperature)
    }
  }
  return { labels, probabilities }
}
