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

/** A feature in more than this share of the texts tells them apart too little to be worth its postings. */
const COMMON = 0.1
/** Below this many texts nothing counts as common. */
const FEW = 200

/**
 * Finds the nearest labelled text over the classifier's features: a second opinion that, unlike a classifier, is low for
 * what nobody has labelled yet. One look-up costs the postings of the text's features that are not common.
 */
export function neighboursOf(examples: readonly { readonly text: string; readonly label: string }[]): Neighbours {
  const texts = examples.map(({ text }) => text)
  const vocabulary = buildVocabulary(texts, 1)
  const { starts, rows, values } = vectorize(texts, vocabulary)
  const counts = new Int32Array(vocabulary.keys.length)
  for (const row of rows.subarray(0, starts.at(-1) ?? 0)) counts[row]!++
  const offsets = new Int32Array(counts.length + 1)
  for (let row = 0; row < counts.length; row++) offsets[row + 1] = offsets[row]! + counts[row]!
  const owners = new Int32Array(offsets.at(-1) ?? 0)
  const weights = new Float32Array(owners.length)
  const next = offsets.slice()
  for (let text = 0; text < texts.length; text++) {
    for (let j = starts[text]!; j < starts[text + 1]!; j++) {
      const place = next[rows[j]!]!++
      owners[place] = text
      weights[place] = values[j]!
    }
  }
  const most = texts.length < FEW ? texts.length : texts.length * COMMON
  const vectorizer = new Vectorizer(vocabulary)
  const scores = new Float64Array(texts.length)
  return {
    nearest(text) {
      vectorizer.read(text)
      scores.fill(0)
      for (let i = 0; i < vectorizer.size; i++) {
        const row = vectorizer.rows[i]!
        if (counts[row]! > most) continue
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
