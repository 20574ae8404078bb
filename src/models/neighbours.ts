import { postingsOf } from './postings.ts'
import { buildVocabulary, Vectorizer, vectorize } from './vocabulary.ts'

/** The labelled text most like another one. */
export interface Neighbour {
  readonly label: string
  /** Cosine of the angle between their TF-IDF vectors, in [0, 1]. */
  readonly similarity: number
}

export interface Neighbours {
  /** Of equally similar ones the first that was given; null when nothing is shared. */
  nearest(text: string): Neighbour | null
}

/**
 * Finds the nearest labelled text over the classifier's features: a second opinion that, unlike a classifier, is low for
 * what nobody has labelled yet. One look-up costs the postings of the text's features that are not common.
 */
export function neighboursOf(examples: readonly { readonly text: string; readonly label: string }[]): Neighbours {
  const texts = examples.map(({ text }) => text)
  const vocabulary = buildVocabulary(texts, 1)
  const { offsets, owners, weights, isCommon } = postingsOf(vectorize(texts, vocabulary), vocabulary.keys.length)
  const vectorizer = new Vectorizer(vocabulary)
  const scores = new Float64Array(texts.length)
  return {
    nearest(text) {
      vectorizer.read(text)
      scores.fill(0)
      for (let i = 0; i < vectorizer.size; i++) {
        const row = vectorizer.rows[i]!
        if (isCommon(row)) continue
        const value = vectorizer.values[i]!
        for (let p = offsets[row]!; p < offsets[row + 1]!; p++) scores[owners[p]!]! += value * weights[p]!
      }
      let best = -1
      for (let i = 0; i < scores.length; i++) if (scores[i]! > (best < 0 ? 0 : scores[best]!)) best = i
      // What the text shares with nothing lowers the similarity, though no vector holds it.
      return best < 0
        ? null
        : { label: examples[best]!.label, similarity: Math.min(1, scores[best]! * Math.sqrt(vectorizer.known)) }
    },
  }
}
