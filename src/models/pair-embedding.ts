import { type GramRarity, rarityOf } from './gram-rarity.ts'

/** A vector for each bucket of grams; a text is the weighted sum of its grams' vectors, at length 1. */
export interface PairEmbedding {
  readonly dimensions: number
  /** levels[bucket * dimensions + d], in steps of scales[bucket]. */
  readonly levels: Int8Array
  readonly scales: Float32Array
}

export const EMBEDDING_BUCKETS = 1 << 15
const SHIFT = 32 - 15
/** How much grams of each kind count: units, pairs, triples, pairs around one, parts of words. */
const KIND_WEIGHTS = [1, 0.7, 0.5, 0, 0.5]

export interface WeightedGrams {
  readonly buckets: Uint32Array
  readonly values: Float32Array
}

export function weightedGrams(
  { grams }: { readonly grams: readonly Uint32Array[] },
  rarity: GramRarity,
): WeightedGrams {
  const buckets: number[] = []
  const values: number[] = []
  for (const [kind, ofKind] of grams.entries()) {
    const weight = KIND_WEIGHTS[kind]!
    if (weight === 0) continue
    for (const gram of ofKind) {
      buckets.push(gram >>> SHIFT)
      values.push(weight * rarityOf(rarity, gram))
    }
  }
  return { buckets: Uint32Array.from(buckets), values: Float32Array.from(values) }
}

/** The text's vector, of length 1 (0 for a text without grams). */
export function embed({ dimensions, levels, scales }: PairEmbedding, { buckets, values }: WeightedGrams): Float64Array {
  const vector = new Float64Array(dimensions)
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i]!
    const weight = values[i]! * scales[bucket]!
    const from = bucket * dimensions
    for (let d = 0; d < dimensions; d++) vector[d]! += weight * levels[from + d]!
  }
  normalise(vector)
  return vector
}

export function cosineOf(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!
  return sum
}

/** Brings a vector to length 1 and returns the length it had. */
export function normalise(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum) + 1e-9
  for (let d = 0; d < vector.length; d++) vector[d]! /= length
  return length
}
