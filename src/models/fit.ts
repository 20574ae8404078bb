import { randomFrom, shuffle } from '../stats/random.ts'
import { accumulate } from './accumulate.ts'
import type { Vectors } from './vocabulary.ts'

/** How the softmax regression is trained; chosen on development splits (docs/decisions/0012). */
export interface FitSettings {
  /** Passes over the examples; the step size falls linearly to 0 over all of them. */
  epochs: number
  stepSize: number
  /** Share of a label's probability that is spread over all labels (Szegedy et al. 2016). */
  smoothing: number
  /** L2 penalty is 1 / (l2Inverse * examples), as C in LIBLINEAR. */
  l2Inverse: number
  /** Training ends early once an epoch's mean loss falls by less than this share. */
  plateau: number
}

export const FIT_SETTINGS: FitSettings = { epochs: 5, stepSize: 5, smoothing: 0.05, l2Inverse: 30, plateau: 0.002 }

/** Dense weights by feature row, then label: weights[row * labels + label]. */
export interface Softmax {
  labels: number
  weights: Float32Array
  bias: Float32Array
}

export interface TrainingSet {
  vectors: Vectors
  /** Label number of each vector. */
  targets: Int32Array
  /** Weight of each vector; their mean over the chosen ones is taken as 1. */
  weights: Float64Array
}

const BIAS_STEP = 0.1
/** A gradient this small moves nothing that survives quantisation; skipping it halves the work. */
const NEGLIGIBLE = 0.002
/** One example must not throw the weights about, however much it weighs. */
const MAX_WEIGHT = 8
const MIN_SCALE = 1e-3

/**
 * Softmax regression by stochastic gradient descent with a linearly falling step, L2 penalty and label smoothing.
 *
 * Plain steps, not per-row adaptive ones: on sparse L2-normalised text the adaptive ones fit rare n-grams too soon and
 * cost 1 to 3 points (measured on the development splits of CLINC150 and JDDC).
 *
 * @param chosen which vectors to train on
 * @param rows size of the vocabulary
 * @param seed orders the examples; same input and seed, same weights
 */
export function fitSoftmax(
  set: TrainingSet,
  chosen: Int32Array,
  rows: number,
  labels: number,
  seed: string,
  settings: FitSettings = FIT_SETTINGS,
): Softmax {
  const model = { labels, weights: new Float32Array(rows * labels), bias: new Float32Array(labels) }
  const decay = 1 / (settings.l2Inverse * Math.max(1, chosen.length))
  descend(model, set, chosen, { seed, settings, decay, rates: null })
  return model
}

/** How a model is moved over its examples. */
export interface Descent {
  /** Orders the examples. */
  seed: string
  settings: Omit<FitSettings, 'l2Inverse'>
  /** Share of all weights that a step of size 1 takes off. */
  decay: number
  /** Factor on the steps of each label's weights, in [0, 1]: 0 leaves them as they are. null = 1 for all. */
  rates: Float64Array | null
}

/** Moves the model, in place, towards the chosen examples. Same model, input and seed, same weights. */
export function descend(model: Softmax, set: TrainingSet, chosen: Int32Array, descent: Descent): void {
  const { settings, decay, rates } = descent
  const random = randomFrom(descent.seed)
  const order = chosen.slice()
  const steps = settings.epochs * order.length
  const meanWeight = order.reduce((sum, i) => sum + set.weights[i]!, 0) / Math.max(1, order.length)
  const pass = new Pass(model, settings.smoothing, rates)
  let previousLoss = Number.POSITIVE_INFINITY
  for (let epoch = 0, step = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random)
    let loss = 0
    for (const i of order) {
      const weight = Math.min(MAX_WEIGHT, set.weights[i]! / meanWeight)
      const stepSize = settings.stepSize * (1 - step++ / steps)
      loss += weight * pass.step(set.vectors, i, set.targets[i]!, stepSize * weight, stepSize * decay)
    }
    if (loss > previousLoss * (1 - settings.plateau)) break
    previousLoss = loss
  }
  pass.rescale()
}

class Pass {
  readonly #model: Softmax
  readonly #smoothing: number
  readonly #rates: Float64Array | null
  readonly #scores: Float64Array
  readonly #active: Int32Array
  /** The true weights are the stored ones times this: the L2 penalty then costs one product a step. */
  #scale = 1

  constructor(model: Softmax, smoothing: number, rates: Float64Array | null) {
    this.#model = model
    this.#smoothing = smoothing
    this.#rates = rates
    this.#scores = new Float64Array(model.labels)
    this.#active = new Int32Array(model.labels)
  }

  /** One gradient step on vector i; returns its loss before the step. */
  step(vectors: Vectors, i: number, target: number, stepSize: number, shrink: number): number {
    const scores = this.#scores
    scoreVector(this.#model, vectors, i, this.#scale, scores)
    softmaxInPlace(scores, 1)
    const loss = -Math.log(scores[target]! + 1e-12)
    this.#scale *= 1 - shrink
    if (this.#scale < MIN_SCALE) this.rescale()
    const count = this.#gradient(target)
    const { weights, bias, labels } = this.#model
    const { starts, rows, values } = vectors
    const active = this.#active
    const end = starts[i + 1]!
    for (let j = starts[i]!; j < end; j++) {
      const by = (values[j]! * stepSize) / this.#scale
      const offset = rows[j]! * labels
      for (let a = 0; a < count; a++) {
        const label = active[a]!
        weights[offset + label]! -= by * scores[label]!
      }
    }
    for (let a = 0; a < count; a++) bias[active[a]!]! -= BIAS_STEP * stepSize * scores[active[a]!]!
    return loss
  }

  /** Turns probabilities into gradients in place and lists those worth a step. */
  #gradient(target: number): number {
    const scores = this.#scores
    const floor = this.#smoothing / scores.length
    let count = 0
    for (let label = 0; label < scores.length; label++) {
      const wanted = label === target ? 1 - this.#smoothing + floor : floor
      const gradient = scores[label]! - wanted
      if (label !== target && gradient < NEGLIGIBLE && gradient > -NEGLIGIBLE) continue
      const rate = this.#rates === null ? 1 : this.#rates[label]!
      if (rate === 0) continue
      scores[label] = gradient * rate
      this.#active[count++] = label
    }
    return count
  }

  rescale(): void {
    if (this.#scale === 1) return
    const { weights } = this.#model
    for (let i = 0; i < weights.length; i++) weights[i]! *= this.#scale
    this.#scale = 1
  }
}

/** Scores of vector i under the model whose true weights are the stored ones times `scale`, into `scores`. */
export function scoreVector(model: Softmax, vectors: Vectors, i: number, scale: number, scores: Float64Array): void {
  const { weights, bias } = model
  const { starts, rows, values } = vectors
  scores.fill(0)
  accumulate(scores, weights, rows, values, starts[i]!, starts[i + 1]!)
  for (let label = 0; label < scores.length; label++) scores[label] = scores[label]! * scale + bias[label]!
}

/** Probabilities from scores divided by the temperature. */
export function softmaxInPlace(scores: Float64Array, temperature: number): void {
  let highest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < scores.length; i++) if (scores[i]! > highest) highest = scores[i]!
  let sum = 0
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp((scores[i]! - highest) / temperature)
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum
}
