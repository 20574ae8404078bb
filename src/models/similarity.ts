import { forestLogit } from './forest.ts'
import { sigmoid } from './logistic.ts'
import { pairColumns } from './pair-columns.ts'
import { cosineOf, embed, weightedGrams } from './pair-embedding.ts'
import { compareGrams } from './pair-grams.ts'
import { liftColumns } from './pair-lift.ts'
import { linearLogit } from './pair-linear.ts'
import { type Phrase, phraseFrom } from './phrase.ts'
import type { SimilarityModel } from './similarity-model.ts'

/** A text made ready for comparisons by one model. */
export interface ReadyPhrase {
  readonly phrase: Phrase
  readonly vectors: readonly Float64Array[]
}

/** @param letters see `phraseFrom` */
export function phraseOf(model: SimilarityModel, letters: readonly number[]): ReadyPhrase {
  const phrase = phraseFrom(letters)
  const grams = weightedGrams(phrase, model.rarity)
  return { phrase, vectors: model.embeddings.map((embedding) => embed(embedding, grams)) }
}

/** Calibrated probability that both ask the same; bit for bit the same whichever comes first. */
export function sameProbability(model: SimilarityModel, a: ReadyPhrase, b: ReadyPhrase): number {
  const shared = a.phrase.grams.map((grams, kind) => compareGrams(grams, b.phrase.grams[kind]!))
  const columns = pairColumns(a.phrase, b.phrase, shared, model.rarity)
  columns.push(linearLogit(model.linear, shared), ...liftColumns(model.lift, shared, model.rarity))
  for (const [i, vector] of a.vectors.entries()) columns.push(cosineOf(vector, b.vectors[i]!))
  return sigmoid(model.slope * forestLogit(model.forest, columns) + model.intercept)
}
