import { FeatureHashes } from './tokens.ts'

/** Finds the row of a feature hash; open addressing, so that a look-up allocates nothing. */
export class HashIndex {
  readonly #slots: Int32Array
  readonly #keys: Uint32Array
  readonly #mask: number

  /** @param keys distinct non-zero hashes; the row of a key is its place */
  constructor(keys: Uint32Array) {
    let size = 16
    while (size < keys.length * 2) size *= 2
    this.#keys = keys
    this.#mask = size - 1
    this.#slots = new Int32Array(size)
    for (let row = 0; row < keys.length; row++) {
      let slot = keys[row]! & this.#mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
      this.#slots[slot] = row + 1
    }
  }

  /** @returns the row, or -1 for a feature not known */
  rowOf(key: number): number {
    let slot = key & this.#mask
    for (;;) {
      const row = this.#slots[slot]! - 1
      if (row < 0 || this.#keys[row] === key) return row
      slot = (slot + 1) & this.#mask
    }
  }
}

/** The features that a classifier knows: their hashes in ascending order, and the inverse document frequency of each. */
export interface Vocabulary {
  keys: Uint32Array
  idf: Float32Array
}

/**
 * Features that occur in at least `minTexts` texts. Idf is smoothed, ln((1 + n) / (1 + df)) + 1.
 * Source: scikit-learn, TfidfTransformer.
 */
export function buildVocabulary(texts: readonly string[], minTexts: number): Vocabulary {
  const reader = new FeatureHashes()
  const frequency = new Map<number, number>()
  const lastSeen = new Map<number, number>()
  texts.forEach((text, i) => {
    reader.read(text)
    for (let j = 0; j < reader.count; j++) {
      const hash = reader.hashes[j]!
      if (lastSeen.get(hash) === i) continue
      lastSeen.set(hash, i)
      frequency.set(hash, (frequency.get(hash) ?? 0) + 1)
    }
  })
  const kept = [...frequency].filter(([, count]) => count >= minTexts).sort(([a], [b]) => a - b)
  return {
    keys: Uint32Array.from(kept, ([key]) => key),
    idf: Float32Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1),
  }
}

/** Sublinear TF-IDF of one text at a time, L2-normalised, in buffers that the next text overwrites. */
export class Vectorizer {
  /** Rows and values of the text read last; the first `size` of each. */
  rows = new Int32Array(256)
  values = new Float32Array(256)
  size = 0
  /** Share of the text's features that the vocabulary knows, in [0, 1]; 1 for a text without features. */
  known = 1
  readonly #index: HashIndex
  readonly #idf: Float32Array
  readonly #counts: Uint16Array
  readonly #reader = new FeatureHashes()

  constructor(vocabulary: Vocabulary) {
    this.#index = new HashIndex(vocabulary.keys)
    this.#idf = vocabulary.idf
    this.#counts = new Uint16Array(vocabulary.keys.length)
  }

  read(text: string): void {
    this.#reader.read(text)
    this.size = 0
    let found = 0
    for (let i = 0; i < this.#reader.count; i++) {
      const row = this.#index.rowOf(this.#reader.hashes[i]!)
      if (row < 0) continue
      found++
      if (this.#counts[row]!++ === 0) this.#add(row)
    }
    this.known = this.#reader.count === 0 ? 1 : found / this.#reader.count
    this.#weigh()
  }

  #add(row: number): void {
    if (this.size === this.rows.length) {
      const rows = new Int32Array(this.size * 2)
      rows.set(this.rows)
      this.rows = rows
      this.values = new Float32Array(this.size * 2)
    }
    this.rows[this.size++] = row
  }

  #weigh(): void {
    let squares = 0
    for (let i = 0; i < this.size; i++) {
      const row = this.rows[i]!
      const value = (1 + Math.log(this.#counts[row]!)) * this.#idf[row]!
      this.#counts[row] = 0
      this.values[i] = value
      squares += value * value
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let i = 0; i < this.size; i++) this.values[i]! *= scale
  }
}

/** Many vectors in one compressed matrix: vector i lies at starts[i] .. starts[i + 1]. */
export interface Vectors {
  starts: Int32Array
  rows: Int32Array
  values: Float32Array
}

export function vectorize(texts: readonly string[], vocabulary: Vocabulary): Vectors {
  const vectorizer = new Vectorizer(vocabulary)
  const starts = new Int32Array(texts.length + 1)
  let rows = new Int32Array(texts.length * 128 + 1024)
  let values = new Float32Array(rows.length)
  texts.forEach((text, i) => {
    vectorizer.read(text)
    const start = starts[i]!
    const end = start + vectorizer.size
    if (end > rows.length) {
      const longer = new Int32Array(Math.max(end, rows.length * 2))
      longer.set(rows)
      rows = longer
      const longerValues = new Float32Array(longer.length)
      longerValues.set(values)
      values = longerValues
    }
    rows.set(vectorizer.rows.subarray(0, vectorizer.size), start)
    values.set(vectorizer.values.subarray(0, vectorizer.size), start)
    starts[i + 1] = end
  })
  return { starts, rows, values }
}
