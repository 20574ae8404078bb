import { randomFrom } from '../stats/random.ts'
import { sigmoid } from './logistic.ts'
import { cosineOf, EMBEDDING_BUCKETS, normalise, type PairEmbedding, type WeightedGrams } from './pair-embedding.ts'
import { shuffle } from './shuffle.ts'

export interface EmbeddingSettings {
  readonly dimensions: number
  readonly epochs: number
  readonly rate: number
}

export const EMBEDDING_SETTINGS: EmbeddingSettings = { dimensions: 48, epochs: 8, rate: 0.3 }

/** Pairs of texts, as places in a list of texts. */
export interface PairPlaces {
  readonly first: Int32Array
  readonly second: Int32Array
  readonly labels: Float64Array
}

/**
 * Learns vectors under which texts that ask the same point the same way: logistic loss on slope * cosine + intercept, AdaGrad
 * by bucket, from random vectors; then rounded to 8 bits.
 * Sources: J. Bromley et al., Signature Verification using a Siamese Time Delay Neural Network, NIPS 1993; hashed grams as
 * in P. Bojanowski et al., Enriching Word Vectors with Subword Information, TACL 5 (2017).
 */
export function fitEmbedding(
  texts: readonly WeightedGrams[],
  pairs: PairPlaces,
  chosen: Int32Array,
  settings: EmbeddingSettings,
  seed: string,
): PairEmbedding {
  return new EmbeddingFit(texts, pairs, settings, seed).run(chosen)
}

class EmbeddingFit {
  readonly #texts: readonly WeightedGrams[]
  readonly #pairs: PairPlaces
  readonly #settings: EmbeddingSettings
  readonly #random: () => number
  readonly #vectors: Float64Array
  readonly #squares = new Float64Array(EMBEDDING_BUCKETS)
  readonly #left: Float64Array
  readonly #right: Float64Array
  #slope = 4
  #intercept = -2

  constructor(texts: readonly WeightedGrams[], pairs: PairPlaces, settings: EmbeddingSettings, seed: string) {
    this.#texts = texts
    this.#pairs = pairs
    this.#settings = settings
    this.#random = randomFrom(`pair-embedding/${seed}`)
    this.#vectors = Float64Array.from({ length: EMBEDDING_BUCKETS * settings.dimensions }, () => this.#random() - 0.5)
    this.#left = new Float64Array(settings.dimensions)
    this.#right = new Float64Array(settings.dimensions)
  }

  run(chosen: Int32Array): PairEmbedding {
    const order = Int32Array.from(chosen)
    for (let epoch = 0; epoch < this.#settings.epochs; epoch++) {
      shuffle(order, this.#random)
      for (const at of order) this.#learn(at)
    }
    return this.#rounded()
  }

  #learn(at: number): void {
    const a = this.#texts[this.#pairs.first[at]!]!
    const b = this.#texts[this.#pairs.second[at]!]!
    const [left, right] = [this.#left, this.#right]
    const [lengthA, lengthB] = [this.#sum(a, left), this.#sum(b, right)]
    const cosine = cosineOf(left, right)
    const error = sigmoid(this.#slope * cosine + this.#intercept) - this.#pairs.labels[at]!
    const pull = error * this.#slope
    this.#slope -= 0.02 * error * cosine
    this.#intercept -= 0.02 * error
    const towardsB = right.map((value, d) => (pull * (value - cosine * left[d]!)) / lengthA)
    const towardsA = left.map((value, d) => (pull * (value - cosine * right[d]!)) / lengthB)
    this.#move(a, towardsB)
    this.#move(b, towardsA)
  }

  /** Writes the sum at length 1, returns the length it had. */
  #sum({ buckets, values }: WeightedGrams, into: Float64Array): number {
    const { dimensions } = this.#settings
    into.fill(0)
    for (let i = 0; i < buckets.length; i++) {
      const from = buckets[i]! * dimensions
      for (let d = 0; d < dimensions; d++) into[d]! += values[i]! * this.#vectors[from + d]!
    }
    return normalise(into)
  }

  #move({ buckets, values }: WeightedGrams, gradient: Float64Array): void {
    const { dimensions, rate } = this.#settings
    const size = gradient.reduce((sum, value) => sum + value * value, 0) / dimensions
    for (let i = 0; i < buckets.length; i++) {
      const [bucket, value] = [buckets[i]!, values[i]!]
      this.#squares[bucket]! += size * value * value
      const step = (rate * value) / Math.sqrt(this.#squares[bucket]! + SMALL)
      const from = bucket * dimensions
      for (let d = 0; d < dimensions; d++) this.#vectors[from + d]! -= step * gradient[d]!
    }
  }

  #rounded(): PairEmbedding {
    const { dimensions } = this.#settings
    const levels = new Int8Array(EMBEDDING_BUCKETS * dimensions)
    const scales = new Float32Array(EMBEDDING_BUCKETS)
    for (let bucket = 0; bucket < EMBEDDING_BUCKETS; bucket++) {
      const from = bucket * dimensions
      let largest = 0
      for (let d = 0; d < dimensions; d++) largest = Math.max(largest, Math.abs(this.#vectors[from + d]!))
      scales[bucket] = largest / 127
      for (let d = 0; d < dimensions; d++)
        levels[from + d] = Math.round((this.#vectors[from + d]! * 127) / (largest || 1))
    }
    return { dimensions, levels, scales }
  }
}

const SMALL = 1e-5
