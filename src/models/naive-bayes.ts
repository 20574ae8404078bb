import { FeatureHashes } from './tokens.ts'

/** Of each text its distinct n-grams as numbers below BUCKETS, one after another. */
export interface HashedTexts {
  /** The i-th text's n-grams are `buckets[starts[i]]` up to `buckets[starts[i + 1]]`. */
  readonly starts: Int32Array
  readonly buckets: Int32Array
}

/** Counts of n-grams by label; plain data. */
export interface NaiveBayes {
  readonly labels: readonly string[]
  /** By bucket, then label. */
  readonly counts: Float32Array
  /** Number of each label's texts. */
  readonly texts: Float64Array
}

/** Two n-grams that meet in one bucket blur each other a little; the model stays small whatever it reads. */
export const BUCKETS = 8192
/** Added to every count (Lidstone). */
const SMOOTHING = 0.1

export function hashTexts(texts: readonly string[]): HashedTexts {
  const reader = new FeatureHashes()
  const starts = new Int32Array(texts.length + 1)
  const seen = new Int32Array(BUCKETS).fill(-1)
  let buckets = new Int32Array(texts.length * 64)
  let size = 0
  texts.forEach((text, i) => {
    reader.read(text)
    if (size + reader.count > buckets.length) buckets = longer(buckets, size + reader.count)
    for (let j = 0; j < reader.count; j++) {
      const bucket = reader.hashes[j]! & (BUCKETS - 1)
      if (seen[bucket] === i) continue
      seen[bucket] = i
      buckets[size++] = bucket
    }
    starts[i + 1] = size
  })
  return { starts, buckets: buckets.slice(0, size) }
}

function longer(buckets: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(needed, buckets.length * 2))
  grown.set(buckets)
  return grown
}

/**
 * Counts n-grams by label; a text counts each n-gram once.
 *
 * @param labelOf number of the text's label; -1 leaves it out
 */
export function fitNaiveBayes(
  texts: HashedTexts,
  labels: readonly string[],
  labelOf: (text: number) => number,
): NaiveBayes {
  const counts = new Float32Array(BUCKETS * labels.length)
  const totals = new Float64Array(labels.length)
  for (let i = 0; i + 1 < texts.starts.length; i++) {
    const label = labelOf(i)
    if (label < 0) continue
    totals[label]!++
    for (let j = texts.starts[i]!; j < texts.starts[i + 1]!; j++) counts[texts.buckets[j]! * labels.length + label]!++
  }
  return { labels, counts, texts: totals }
}

/** What is left of a model without some of its texts: exactly the model of the others. */
export function withoutTexts(all: NaiveBayes, some: NaiveBayes): NaiveBayes {
  return {
    labels: all.labels,
    counts: all.counts.map((count, i) => Math.max(0, count - some.counts[i]!)),
    texts: all.texts.map((total, i) => Math.max(0, total - some.texts[i]!)),
  }
}

/**
 * Scores texts: log prior plus the mean log likelihood ratio of the n-grams, stretched by the root of their number. The
 * plain sum would take n-grams that overlap for independent witnesses and be far too sure.
 *
 * Source: multinomial model with binary counts, C. D. Manning, P. Raghavan, H. Schuetze, Introduction to Information
 * Retrieval (2008), sections 13.2 to 13.3; J. D. M. Rennie et al., Tackling the Poor Assumptions of Naive Bayes Text
 * Classifiers, ICML 2003, for the length.
 */
export class NaiveBayesReader {
  readonly #labels: readonly string[]
  /** Log likelihood of each bucket by label. */
  readonly #logs: Float32Array
  readonly #priors: Float64Array
  readonly scores: Float64Array

  constructor(model: NaiveBayes) {
    const { labels, counts, texts } = model
    this.#labels = labels
    this.scores = new Float64Array(labels.length)
    const all = texts.reduce((sum, total) => sum + total, 0)
    this.#priors = texts.map((total) => Math.log((total + 1) / (all + labels.length)))
    const sizes = new Float64Array(labels.length).fill(SMOOTHING * BUCKETS)
    counts.forEach((count, i) => {
      sizes[i % labels.length]! += count
    })
    this.#logs = counts.map((count, i) => Math.log((count + SMOOTHING) / sizes[i % labels.length]!))
  }

  /** Fills `scores`, by label, for one of the texts. */
  read(texts: HashedTexts, at: number): void {
    const labels = this.#labels
    const [from, to] = [texts.starts[at]!, texts.starts[at + 1]!]
    const scores = this.scores.fill(0)
    for (let j = from; j < to; j++) {
      const row = texts.buckets[j]! * labels.length
      for (let k = 0; k < labels.length; k++) scores[k]! += this.#logs[row + k]!
    }
    const stretch = to > from ? 1 / Math.sqrt(to - from) : 0
    for (let k = 0; k < labels.length; k++) scores[k] = this.#priors[k]! + stretch * scores[k]!
  }

  /** By how much a label's score is above another one's; NaN for a text without n-grams. */
  difference(texts: HashedTexts, at: number, label: string, other: string): number {
    if (texts.starts[at] === texts.starts[at + 1]) return Number.NaN
    this.read(texts, at)
    return this.scores[this.#labels.indexOf(label)]! - this.scores[this.#labels.indexOf(other)]!
  }

  /** By how much a label's score is above the best other one's; NaN for an unknown label or a text without n-grams. */
  margin(texts: HashedTexts, at: number, label: string | null): number {
    const own = label === null ? -1 : this.#labels.indexOf(label)
    if (own < 0 || this.#labels.length < 2 || texts.starts[at] === texts.starts[at + 1]) return Number.NaN
    this.read(texts, at)
    let other = Number.NEGATIVE_INFINITY
    for (let k = 0; k < this.scores.length; k++) if (k !== own && this.scores[k]! > other) other = this.scores[k]!
    return this.scores[own]! - other
  }
}
