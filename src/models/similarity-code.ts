import { createHash } from 'node:crypto'
import type { Forest } from './forest.ts'
import type { PairEmbedding } from './pair-embedding.ts'
import { bytesOf, seal, unseal } from './sealed-bytes.ts'
import { SIMILARITY_FORMAT, type SimilarityModel } from './similarity-model.ts'
import type { SimilarityAbout, TrainedSimilarity } from './train-similarity.ts'

const KIND = 'salesloop-similarity'

interface Head {
  readonly about: SimilarityAbout
  readonly rarest: number
  readonly linear: { readonly scale: number; readonly intercept: number }
  readonly lift: { readonly scale: number; readonly perText: number; readonly itself: number }
  readonly dimensions: readonly number[]
  readonly base: number
  readonly slope: number
  readonly intercept: number
}

/** One byte string, see sealed-bytes.ts; the same bytes for the same model. */
export function encodeSimilarity({ model, about }: TrainedSimilarity): Uint8Array {
  const { rarity, linear, lift, embeddings, forest, slope, intercept } = model
  const head: Head = {
    about,
    rarest: rarity.largest,
    linear: { scale: linear.scale, intercept: linear.intercept },
    lift: { scale: lift.scale, perText: lift.perText, itself: lift.itself },
    dimensions: embeddings.map(({ dimensions }) => dimensions),
    base: forest.base,
    slope,
    intercept,
  }
  const arrays = [
    ...[rarity.levels, linear.weights, lift.keys, lift.levels],
    ...[forest.roots, forest.columns, forest.cuts, forest.left, forest.right, forest.values],
    ...embeddings.flatMap(({ levels, scales }) => [levels, scales]),
  ]
  return seal(KIND, SIMILARITY_FORMAT, { head, blocks: arrays.map(bytesOf) })
}

/** @throws LoopError LOOP_MODEL_DAMAGED when a byte changed, LOOP_MODEL_FORMAT_UNKNOWN for another kind or format */
export function decodeSimilarity(bytes: Uint8Array): TrainedSimilarity {
  const { head: stored, blocks } = unseal(KIND, SIMILARITY_FORMAT, bytes)
  const head = stored as Head
  const [levels, weights, keys, lifts, roots, columns, cuts, left, right, values, ...vectors] = blocks.map(
    ({ buffer }) => buffer,
  )
  const forest: Forest = {
    base: head.base,
    roots: new Uint32Array(roots!),
    columns: new Int16Array(columns!),
    cuts: new Float64Array(cuts!),
    left: new Uint32Array(left!),
    right: new Uint32Array(right!),
    values: new Float64Array(values!),
  }
  const embeddings = head.dimensions.map(
    (dimensions, i): PairEmbedding => ({
      dimensions,
      levels: new Int8Array(vectors[2 * i]!),
      scales: new Float32Array(vectors[2 * i + 1]!),
    }),
  )
  const model: SimilarityModel = {
    format: SIMILARITY_FORMAT,
    rarity: { levels: new Uint8Array(levels!), largest: head.rarest },
    linear: { weights: new Int8Array(weights!), ...head.linear },
    lift: { keys: new Uint32Array(keys!), levels: new Uint8Array(lifts!), ...head.lift },
    embeddings,
    forest,
    slope: head.slope,
    intercept: head.intercept,
  }
  return { model, about: head.about }
}

/** SHA-256 of the model file, hexadecimal: its name in a configuration. */
export const similarityName = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
