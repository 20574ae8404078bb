import type { Forest } from './forest.ts'
import type { GramRarity } from './gram-rarity.ts'
import type { PairEmbedding } from './pair-embedding.ts'
import type { PairLift } from './pair-lift.ts'
import type { PairLinear } from './pair-linear.ts'

/** Another form of model or of what it reads needs another number. */
export const SIMILARITY_FORMAT = 2

/** A probability that two texts ask the same, learned from pairs. Plain data; the same whichever text comes first. */
export interface SimilarityModel {
  readonly format: number
  readonly rarity: GramRarity
  readonly linear: PairLinear
  readonly lift: PairLift
  readonly embeddings: readonly PairEmbedding[]
  /** On the columns of pair-columns.ts, then the linear log odds, those of pair-lift.ts, then each embedding's cosine. */
  readonly forest: Forest
  /** P = sigmoid(slope * log odds + intercept); the slope is positive, so that the order stays. */
  readonly slope: number
  readonly intercept: number
}
