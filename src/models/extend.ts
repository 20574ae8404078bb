import type { Classifier } from './classifier.ts'
import type { Softmax } from './fit.ts'
import { dequantise } from './quantise.ts'
import { buildVocabulary, type Vocabulary } from './vocabulary.ts'

/** A model that knows more features and labels than its parent; where both know them, it is the parent. */
export interface Extended {
  /** In UTF-16 code unit order. */
  labels: readonly string[]
  vocabulary: Vocabulary
  softmax: Softmax
  /** Which of the labels the parent did not know. */
  isNew: boolean[]
}

/**
 * The parent with room for what the texts bring: features that it does not know, after its own, with weights 0, and
 * labels likewise. Known features keep their inverse document frequency, since the weights were learned with it.
 *
 * @param texts everything that is learned from now
 * @param labels of these texts
 * @param fresh how many of the texts the parent has not seen
 * @param minTexts in how many of the texts an unknown feature must be
 */
export function extendClassifier(
  parent: Classifier,
  texts: readonly string[],
  labels: Iterable<string>,
  fresh: number,
  minTexts: number,
): Extended {
  const { parameters } = parent
  const known = new Set(parameters.labels)
  const all = [...new Set([...parameters.labels, ...labels])].sort((a, b) => (a < b ? -1 : 1))
  const vocabulary = grownVocabulary(parameters.vocabulary, texts, parameters.training.examples + fresh, minTexts)
  return {
    labels: all,
    vocabulary,
    softmax: grownWeights(parent, all, vocabulary.keys.length),
    isNew: all.map((label) => !known.has(label)),
  }
}

function grownVocabulary(known: Vocabulary, texts: readonly string[], total: number, minTexts: number): Vocabulary {
  const rows = new Set(known.keys)
  const seen = buildVocabulary(texts, minTexts)
  const added = [...seen.keys.keys()].filter((row) => !rows.has(seen.keys[row]!))
  const keys = new Uint32Array(known.keys.length + added.length)
  const idf = new Float32Array(keys.length)
  keys.set(known.keys)
  idf.set(known.idf)
  added.forEach((row, i) => {
    // The parent's texts did not show it, so its document frequency among all texts is the one among these.
    const frequency = (1 + texts.length) / Math.exp(seen.idf[row]! - 1) - 1
    keys[known.keys.length + i] = seen.keys[row]!
    idf[known.keys.length + i] = Math.log((1 + total) / (1 + frequency)) + 1
  })
  return { keys, idf }
}

function grownWeights({ parameters }: Classifier, labels: readonly string[], rows: number): Softmax {
  const before = parameters.labels.length
  const old = dequantise(parameters.weights, before)
  const softmax = {
    labels: labels.length,
    weights: new Float32Array(rows * labels.length),
    bias: new Float32Array(labels.length),
  }
  const places = parameters.labels.map((label) => labels.indexOf(label))
  for (let row = 0; row * before < old.length; row++)
    for (let label = 0; label < before; label++)
      softmax.weights[row * labels.length + places[label]!] = old[row * before + label]!
  for (let label = 0; label < before; label++) softmax.bias[places[label]!] = parameters.bias[label]!
  return softmax
}
