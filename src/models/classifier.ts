import { LoopError } from '../errors/loop-error.ts'
import { accumulate } from './accumulate.ts'
import { crossValidate } from './cross-validate.ts'
import { fitSoftmax, softmaxInPlace, type TrainingSet } from './fit.ts'
import { dequantise, type QuantisedRows, quantise } from './quantise.ts'
import { buildVocabulary, Vectorizer, type Vocabulary, vectorize } from './vocabulary.ts'

export interface Example {
  text: string
  label: string
  /** How much the example counts; 1 when absent, 0 leaves it out of training. */
  weight?: number
  /** Where it comes from, e.g. its conversation. Calibration never judges an example by others of its group. */
  group?: string
}

export interface Prediction {
  label: string
  /** Calibrated probability that the label is right, in [0, 1]. */
  confidence: number
  /** Calibrated probabilities of the five likeliest labels, in falling order. */
  scores: Readonly<Record<string, number>>
}

export interface FitOptions {
  seed: number
  /** Factor on the examples of a label; 1 for labels not named. */
  classWeights?: Readonly<Record<string, number>>
}

/** Everything a prediction depends on; what the files hold. */
export interface ClassifierParameters {
  labels: readonly string[]
  vocabulary: Vocabulary
  weights: QuantisedRows
  bias: Float32Array
  temperature: number
  /** What it was trained with, to tell models apart. */
  training: { examples: number; seed: number }
}

/** A text classifier that fits in a few megabytes and answers in microseconds. */
export interface Classifier {
  /** In UTF-16 code unit order. */
  readonly labels: readonly string[]
  readonly parameters: ClassifierParameters
  predict(text: string): Prediction
  /**
   * Share of the text's features that no training example showed, in [0, 1]; a cheap distance to what is labelled.
   * 0 for a text without features. (From 2,500 examples on, a feature must have been in two of them.)
   */
  novelty(text: string): number
}

const SHOWN_SCORES = 5
/** From this many examples on, a feature seen once is noise more often than knowledge (development splits). */
const MANY_EXAMPLES = 2500

/**
 * Trains a classifier: hashed n-grams, sublinear TF-IDF, softmax regression, int8 weights, calibrated by temperature.
 *
 * Deterministic: the same set of examples (in any order), options and Node version give the same bytes.
 *
 * @throws LoopError LOOP_EXAMPLES_UNUSABLE for no example, an empty label, or a weight that is negative or not finite
 */
export function fitClassifier(examples: readonly Example[], options: FitOptions): Classifier {
  const usable = usableExamples(examples, options)
  const labels = [...new Set(usable.map((example) => example.label))].sort(byCodeUnit)
  const texts = usable.map((example) => example.text)
  const groups = usable.map((example) => example.group ?? example.text)
  const vocabulary = buildVocabulary(texts, usable.length >= MANY_EXAMPLES ? 2 : 1)
  const numbers = new Map(labels.map((label, i) => [label, i]))
  const set: TrainingSet = {
    vectors: vectorize(texts, vocabulary),
    targets: Int32Array.from(usable, (example) => numbers.get(example.label)!),
    weights: Float64Array.from(usable, (example) => example.weight),
  }
  const rows = vocabulary.keys.length
  const seed = `classifier/${options.seed}`
  const { settings, temperature } = crossValidate(set, groups, rows, labels.length, seed)
  const softmax = fitSoftmax(set, Int32Array.from(texts.keys()), rows, labels.length, seed, settings)
  return classifierFrom({
    labels,
    vocabulary,
    weights: quantise(softmax.weights, labels.length),
    bias: softmax.bias,
    temperature,
    training: { examples: usable.length, seed: options.seed },
  })
}

/** A classifier that predicts with the given parameters. Its buffers are its own: use it from one thread. */
export function classifierFrom(parameters: ClassifierParameters): Classifier {
  const { labels, bias, temperature } = parameters
  const weights = dequantise(parameters.weights, labels.length)
  const vectorizer = new Vectorizer(parameters.vocabulary)
  const scores = new Float64Array(labels.length)
  return {
    labels,
    parameters,
    predict(text) {
      vectorizer.read(text)
      scores.fill(0)
      accumulate(scores, weights, vectorizer.rows, vectorizer.values, 0, vectorizer.size)
      for (let label = 0; label < scores.length; label++) scores[label]! += bias[label]!
      softmaxInPlace(scores, temperature)
      return predictionFrom(scores, labels)
    },
    novelty(text) {
      vectorizer.read(text)
      return 1 - vectorizer.known
    },
  }
}

export function predictionFrom(probabilities: Float64Array, labels: readonly string[]): Prediction {
  const scores: Record<string, number> = Object.create(null)
  let label = labels[0]!
  let confidence = 0
  const shown = Math.min(SHOWN_SCORES, labels.length)
  for (let place = 0; place < shown; place++) {
    let best = 0
    for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[best]!) best = i
    const probability = probabilities[best]!
    probabilities[best] = -1
    scores[labels[best]!] = probability
    if (place === 0) {
      label = labels[best]!
      confidence = probability
    }
  }
  return { label, confidence, scores }
}

export interface WeightedExample {
  text: string
  label: string
  weight: number
  group: string | undefined
}

/** Weighs, checks and sorts: a training set is a set, so its order must not show in the model. */
export function usableExamples(
  examples: readonly Example[],
  options: Pick<FitOptions, 'classWeights'>,
): WeightedExample[] {
  const weighted = examples.map(({ text, label, weight = 1, group }) => {
    const total = weight * (options.classWeights?.[label] ?? 1)
    if (label === '' || !(total >= 0) || total === Number.POSITIVE_INFINITY)
      throw new LoopError(
        'LOOP_EXAMPLES_UNUSABLE',
        `An example has label "${label}" and weight ${total}; a label must not be empty, a weight must be finite and at least 0. Correct the example.`,
      )
    return { text, label, weight: total, group }
  })
  const usable = weighted.filter((example) => example.weight > 0)
  if (usable.length === 0)
    throw new LoopError(
      'LOOP_EXAMPLES_UNUSABLE',
      'No example with a weight above 0 came; at least one is needed. Add labelled examples.',
    )
  return usable.sort(
    (a, b) =>
      byCodeUnit(a.text, b.text) ||
      byCodeUnit(a.label, b.label) ||
      a.weight - b.weight ||
      byCodeUnit(a.group ?? '', b.group ?? ''),
  )
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
