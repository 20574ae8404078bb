import type { BetaCalibration } from './beta-calibration.ts'
import type { Boost } from './boost.ts'
import type { MixedSchema } from './mixed-columns.ts'
import type { Blend, MixedModel } from './mixed-model.ts'
import type { MixedQuality } from './mixed-quality.ts'
import { bytesOf, seal, unseal } from './sealed-bytes.ts'

const KIND = 'salesloop-mixed'
const FORMAT = 3
/** Blocks: weights of the linear expert; then of each text the hashes, the idf and the weights of its own score. */
const PER_TEXT = 3

interface Head {
  readonly schema: MixedSchema
  readonly means: readonly number[]
  readonly scales: readonly number[]
  /** Of the linear expert, then of each text's score. */
  readonly intercepts: readonly number[]
  readonly boost: Boost
  readonly blend: Blend
  readonly calibration: BetaCalibration
  readonly usual: readonly number[]
  /** AUC null = one outcome was missing (JSON has no NaN). */
  readonly quality: Omit<MixedQuality, 'auc'> & { readonly auc: number | null }
}

export function packMixed(model: MixedModel): Uint8Array {
  const { schema, columns, linear, texts, boost, blend, calibration, usual, quality } = model
  const head: Head = {
    schema,
    means: columns.means,
    scales: columns.scales,
    intercepts: [linear.intercept, ...texts.map(({ intercept }) => intercept)],
    boost,
    blend,
    calibration,
    usual,
    quality: { ...quality, auc: Number.isNaN(quality.auc) ? null : quality.auc },
  }
  const ofTexts = columns.vocabularies.flatMap(({ keys, idf }, field) => [keys, idf, texts[field]!.weights])
  return seal(KIND, FORMAT, { head, blocks: [linear.weights, ...ofTexts].map(bytesOf) })
}

export function unpackMixed(bytes: Uint8Array): MixedModel {
  const { head, blocks } = unseal(KIND, FORMAT, bytes)
  const { schema, means, scales, intercepts, boost, blend, calibration, usual, quality } = head as Head
  const floats = (block: number) => new Float32Array(blocks[block]!.buffer as ArrayBuffer)
  const first = (field: number) => 1 + PER_TEXT * field
  const vocabularies = schema.texts.map((_, field) => ({
    keys: new Uint32Array(blocks[first(field)]!.buffer as ArrayBuffer),
    idf: floats(first(field) + 1),
  }))
  return {
    schema,
    columns: { means, scales, vocabularies },
    linear: { weights: floats(0), intercept: intercepts[0]! },
    texts: schema.texts.map((_, field) => ({ weights: floats(first(field) + 2), intercept: intercepts[1 + field]! })),
    boost,
    blend,
    calibration,
    usual,
    quality: { ...quality, auc: quality.auc ?? Number.NaN },
  }
}
