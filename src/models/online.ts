import { hashUnit } from '../stats/random.ts'
import { type Classifier, classifierFrom, type Example, type Prediction, predictionFrom } from './classifier.ts'
import { FIT_SETTINGS, softmaxInPlace } from './fit.ts'
import { dequantise, quantise } from './quantise.ts'
import { FeatureHashes } from './tokens.ts'

/** Step size of the embedded classifier's online steps (development split of Banking77; a refit begins at 5). */
const STEP_SIZE = 1
/** Replayed examples after each new one. */
const REPLAYED = 4
const BIAS_STEP = 0.1
/** A gradient this small moves nothing that survives quantisation. */
const NEGLIGIBLE = 0.002

/** An example as it arrives. */
export interface OnlineExample extends Example {
  /** May be replayed later; a low-quality one is learned once. */
  readonly replayable: boolean
}

/** What a shadow model said before it learned, and what it is after all of it. */
export interface OnlineRun {
  /** Predictions of each example before it was learned, in order. */
  readonly predictions: readonly Prediction[]
  readonly classifier: Classifier
}

/**
 * Learns label by label: predicts the example, takes one gradient step on it and one on each of four examples drawn from
 * the past and from what was learned since. With a fifth of each step at most, low-quality examples stay below the usual
 * cap of 30 %.
 *
 * Deterministic: the same base, examples in the same order, past and seed give the same predictions and bytes, in however
 * many pieces they come: a later call with more examples begins with the same steps.
 *
 * @param past examples that the base was trained on; a few hundred are enough
 */
export function learnOnline(
  base: Classifier,
  examples: readonly OnlineExample[],
  past: readonly Example[],
  seed: number,
): OnlineRun {
  const model = new OnlineSoftmax(base)
  const pool: Example[] = [...past]
  const predictions = examples.map((example, step) => {
    const { text, label, replayable } = example
    const vector = model.read(text, true)
    const prediction = model.predict(vector)
    model.learn(vector, label)
    for (let draw = 0; draw < REPLAYED && pool.length > 0; draw++) {
      const drawn = pool[Math.floor(hashUnit(`online/${seed}`, `${step}/${draw}`) * pool.length)]!
      model.learn(model.read(drawn.text, false), drawn.label)
    }
    if (replayable) pool.push(example)
    return prediction
  })
  return { predictions, classifier: model.classifier(examples.length, seed) }
}

interface SparseVector {
  rows: number[]
  values: number[]
}

/** A softmax regression that takes in features and labels as they come. */
class OnlineSoftmax {
  readonly #base: Classifier
  readonly #reader = new FeatureHashes()
  readonly #rows: Map<number, number>
  readonly #keys: number[]
  readonly #idf: number[]
  readonly #labels: string[]
  readonly #bias: number[]
  /** One array per feature row: rows and labels grow without copying. */
  readonly #weights: number[][]
  /** Of a feature that no text of the base showed. */
  readonly #rareIdf: number

  constructor(base: Classifier) {
    const { vocabulary, labels, weights, bias, training } = base.parameters
    this.#base = base
    this.#labels = [...labels]
    this.#bias = [...bias]
    this.#keys = [...vocabulary.keys]
    this.#idf = [...vocabulary.idf]
    this.#rows = new Map(this.#keys.map((key, row) => [key, row]))
    const dense = dequantise(weights, labels.length)
    this.#weights = this.#keys.map((_, row) => [...dense.subarray(row * labels.length, (row + 1) * labels.length)])
    this.#rareIdf = Math.log((1 + training.examples) / 2) + 1
  }

  /** Sublinear TF-IDF, L2-normalised, as of the embedded classifier; unknown features are taken in, or passed over. */
  read(text: string, takeIn: boolean): SparseVector {
    this.#reader.read(text)
    const counts = new Map<number, number>()
    for (let i = 0; i < this.#reader.count; i++) {
      const row = this.#rowOf(this.#reader.hashes[i]!, takeIn)
      if (row >= 0) counts.set(row, (counts.get(row) ?? 0) + 1)
    }
    const rows = [...counts.keys()]
    const raw = rows.map((row) => (1 + Math.log(counts.get(row)!)) * this.#idf[row]!)
    const norm = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0)) || 1
    return { rows, values: raw.map((value) => value / norm) }
  }

  #rowOf(key: number, takeIn: boolean): number {
    const known = this.#rows.get(key)
    if (known !== undefined || !takeIn) return known ?? -1
    const row = this.#keys.length
    this.#rows.set(key, row)
    this.#keys.push(key)
    this.#idf.push(this.#rareIdf)
    this.#weights.push([])
    return row
  }

  predict(vector: SparseVector): Prediction {
    const scores = this.#scores(vector)
    softmaxInPlace(scores, this.#base.parameters.temperature)
    return predictionFrom(scores, this.#labels)
  }

  /** One gradient step; a label that was never seen is one from now on. */
  learn(vector: SparseVector, label: string): void {
    let target = this.#labels.indexOf(label)
    if (target < 0) {
      target = this.#labels.length
      this.#labels.push(label)
      this.#bias.push(0)
    }
    const gradient = this.#scores(vector)
    softmaxInPlace(gradient, 1)
    const floor = FIT_SETTINGS.smoothing / gradient.length
    for (let l = 0; l < gradient.length; l++) gradient[l]! -= floor + (l === target ? 1 - FIT_SETTINGS.smoothing : 0)
    const moved = [...gradient.keys()].filter((l) => l === target || Math.abs(gradient[l]!) >= NEGLIGIBLE)
    vector.rows.forEach((row, i) => {
      const weights = this.#weights[row]!
      const by = STEP_SIZE * vector.values[i]!
      while (weights.length < gradient.length) weights.push(0)
      for (const l of moved) weights[l]! -= by * gradient[l]!
    })
    for (const l of moved) this.#bias[l]! -= STEP_SIZE * BIAS_STEP * gradient[l]!
  }

  #scores({ rows, values }: SparseVector): Float64Array {
    const scores = Float64Array.from(this.#bias)
    rows.forEach((row, i) => {
      const weights = this.#weights[row]!
      for (let l = 0; l < weights.length; l++) scores[l]! += values[i]! * weights[l]!
    })
    return scores
  }

  /** As it is now, with features by hash and labels by code unit, as a fitted one has them. */
  classifier(learned: number, seed: number): Classifier {
    const labels = [...this.#labels].sort((a, b) => (a < b ? -1 : 1))
    const places = labels.map((label) => this.#labels.indexOf(label))
    const order = [...this.#keys.keys()].sort((a, b) => this.#keys[a]! - this.#keys[b]!)
    const dense = new Float32Array(order.length * labels.length)
    order.forEach((row, i) => {
      const weights = this.#weights[row]!
      places.forEach((place, label) => {
        dense[i * labels.length + label] = weights[place] ?? 0
      })
    })
    const { temperature, training } = this.#base.parameters
    return classifierFrom({
      labels,
      vocabulary: {
        keys: Uint32Array.from(order, (row) => this.#keys[row]!),
        idf: Float32Array.from(order, (row) => this.#idf[row]!),
      },
      weights: quantise(dense, labels.length),
      bias: Float32Array.from(places, (place) => this.#bias[place]!),
      temperature,
      training: { examples: training.examples + learned, seed },
    })
  }
}
