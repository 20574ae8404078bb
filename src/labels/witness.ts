import { type Postings, postingsOf } from '../models/postings.ts'
import { buildVocabulary, type Vectors, vectorize } from '../models/vocabulary.ts'

/** A text with the label that somebody gave it. */
export interface WitnessedText {
  readonly text: string
  readonly label: string
  /** Who said so: an annotator, a machine, an import. Nobody testifies for himself. */
  readonly sources: readonly string[]
  /** Texts of one group (a user) do not testify for each other. */
  readonly group: string
}

/** What the texts nearest to one say of it. */
export interface Testimony {
  /** null = too few are near, or they differ: nothing is said. */
  readonly label: string | null
  /** Share of their votes that it has. */
  readonly share: number
}

/** Neighbours that vote, and how near they must be. */
const VOTERS = 7
const LEAST_VOTERS = 3
const NEAR = 0.35
const SURE = 0.75

/**
 * An independent opinion on each labelled text, from the texts nearest to it that others labelled: k nearest neighbours over
 * the classifier's features, votes weighted by cosine. It speaks only where enough neighbours are near and agree, so that
 * its silence says nothing, and what one source says about its own texts never counts.
 *
 * Source: T. Cover and P. Hart, IEEE Transactions on Information Theory 13 (1967), 21-27; leaving out one's own labels as in
 * cross-fitting.
 */
export class Witness {
  readonly #texts: readonly WitnessedText[]
  readonly #vectors: Vectors
  readonly #postings: Postings
  readonly #scores: Float64Array

  constructor(texts: readonly WitnessedText[]) {
    this.#texts = texts
    const strings = texts.map(({ text }) => text)
    const vocabulary = buildVocabulary(strings, 2)
    this.#vectors = vectorize(strings, vocabulary)
    this.#postings = postingsOf(this.#vectors, vocabulary.keys.length)
    this.#scores = new Float64Array(texts.length)
  }

  /** @param at place of the text among those given */
  testimony(at: number): Testimony {
    const votes = new Map<string, number>()
    let [all, voters] = [0, 0]
    for (const { index, similarity } of this.#nearest(at)) {
      const { label } = this.#texts[index]!
      votes.set(label, (votes.get(label) ?? 0) + similarity)
      all += similarity
      voters++
    }
    if (voters < LEAST_VOTERS) return { label: null, share: 0 }
    const [label, weight] = [...votes].reduce((best, each) => (each[1] > best[1] ? each : best))
    const share = weight / all
    return share >= SURE ? { label, share } : { label: null, share }
  }

  /** Nearest first; the first given of equally near ones. */
  #nearest(at: number): { index: number; similarity: number }[] {
    const { starts, rows, values } = this.#vectors
    const { offsets, owners, weights, isCommon } = this.#postings
    const scores = this.#scores
    const touched: number[] = []
    for (let j = starts[at]!; j < starts[at + 1]!; j++) {
      const row = rows[j]!
      if (isCommon(row)) continue
      const value = values[j]!
      for (let p = offsets[row]!; p < offsets[row + 1]!; p++) {
        const owner = owners[p]!
        if (scores[owner] === 0) touched.push(owner)
        scores[owner]! += value * weights[p]!
      }
    }
    const self = this.#texts[at]!
    const near: { index: number; similarity: number }[] = []
    for (const index of touched) {
      const similarity = scores[index]!
      scores[index] = 0
      if (similarity < NEAR || index === at || !mayTestify(this.#texts[index]!, self)) continue
      near.push({ index, similarity })
    }
    return near.sort((a, b) => b.similarity - a.similarity || a.index - b.index).slice(0, VOTERS)
  }
}

const mayTestify = (voter: WitnessedText, self: WitnessedText): boolean =>
  voter.group !== self.group && !voter.sources.some((source) => self.sources.includes(source))
