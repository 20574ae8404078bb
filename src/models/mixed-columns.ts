import { buildVocabulary, Vectorizer, type Vectors, type Vocabulary } from './vocabulary.ts'

/** What a mixed model reads: named numbers and named texts. */
export interface MixedSchema {
  readonly numbers: readonly string[]
  readonly texts: readonly string[]
}

/** One unit, in the order of the schema. NaN = the number is not known. */
export interface MixedExample {
  readonly numbers: ArrayLike<number>
  readonly texts: readonly string[]
}

/** How examples become columns: each number standardised, then "not known" of each number, then n-grams of each text. */
export interface MixedColumns {
  readonly means: readonly number[]
  readonly scales: readonly number[]
  readonly vocabularies: readonly Vocabulary[]
}

/** One example as a sparse row: numbers first, then the n-grams of text after text. */
export interface MixedRow {
  readonly columns: Int32Array
  readonly values: Float32Array
  /** Where each text's part begins; one more at the end. */
  readonly parts: Int32Array
}

/** Standardised values beyond this say no more than this: one odd example must not carry the model. */
const FARTHEST = 4
/** From this many examples on, an n-gram seen once is noise more often than knowledge. */
const MANY_EXAMPLES = 1000
/** N-grams kept of each text field, the most frequent ones: bounds size and time of a model. */
const MOST_GRAMS = 1 << 16

/** Learns means, scales and vocabularies from the examples; outcomes play no part. */
export function columnsOf(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  weights: ArrayLike<number>,
): MixedColumns {
  const standards = schema.numbers.map((_, k) =>
    standardOf(
      examples.map(({ numbers }) => numbers[k]!),
      weights,
    ),
  )
  const least = examples.length >= MANY_EXAMPLES ? 2 : 1
  const vocabularies = schema.texts.map((_, field) =>
    mostFrequent(
      buildVocabulary(
        examples.map(({ texts }) => texts[field]!),
        least,
      ),
    ),
  )
  return { means: standards.map(({ mean }) => mean), scales: standards.map(({ scale }) => scale), vocabularies }
}

function standardOf(values: readonly number[], weights: ArrayLike<number>): { mean: number; scale: number } {
  let [total, sum, squares] = [0, 0, 0]
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return
    total += weights[i]!
    sum += weights[i]! * value
  })
  const mean = total > 0 ? sum / total : 0
  values.forEach((value, i) => {
    if (Number.isFinite(value)) squares += weights[i]! * (value - mean) ** 2
  })
  const variance = total > 0 ? squares / total : 0
  return { mean, scale: variance > 1e-12 * (1 + mean * mean) ? Math.sqrt(variance) : 1 }
}

/** A rarer n-gram has a higher idf. */
function mostFrequent(vocabulary: Vocabulary): Vocabulary {
  const { keys, idf } = vocabulary
  if (keys.length <= MOST_GRAMS) return vocabulary
  const kept = [...keys.keys()].sort((a, b) => idf[a]! - idf[b]! || a - b).slice(0, MOST_GRAMS)
  kept.sort((a, b) => a - b)
  return { keys: Uint32Array.from(kept, (row) => keys[row]!), idf: Float32Array.from(kept, (row) => idf[row]!) }
}

/** Columns of the numbers: value and "not known" of each. */
export const numberColumns = ({ means }: MixedColumns): number => 2 * means.length

export const widthOf = (columns: MixedColumns): number =>
  columns.vocabularies.reduce((sum, { keys }) => sum + keys.length, numberColumns(columns))

/** Turns examples into sparse rows; its buffers are its own. */
export class ColumnReader {
  readonly #columns: MixedColumns
  readonly #readers: readonly Vectorizer[]

  constructor(columns: MixedColumns) {
    this.#columns = columns
    this.#readers = columns.vocabularies.map((vocabulary) => new Vectorizer(vocabulary))
  }

  read({ numbers, texts }: MixedExample): MixedRow {
    const { means, scales, vocabularies } = this.#columns
    this.#readers.forEach((reader, field) => {
      reader.read(texts[field]!)
    })
    const size = this.#readers.reduce((sum, reader) => sum + reader.size, means.length)
    const columns = new Int32Array(size)
    const values = new Float32Array(size)
    const parts = new Int32Array(this.#readers.length + 1)
    for (let k = 0; k < means.length; k++) {
      const value = numbers[k]!
      const known = Number.isFinite(value)
      columns[k] = known ? k : means.length + k
      values[k] = known ? Math.max(-FARTHEST, Math.min(FARTHEST, (value - means[k]!) / scales[k]!)) : 1
    }
    let at = means.length
    let offset = 2 * means.length
    this.#readers.forEach((reader, field) => {
      parts[field] = at
      for (let j = 0; j < reader.size; j++, at++) {
        columns[at] = offset + reader.rows[j]!
        values[at] = reader.values[j]!
      }
      offset += vocabularies[field]!.keys.length
    })
    parts[this.#readers.length] = at
    return { columns, values, parts }
  }
}

/** Rows as one matrix: of all columns, or of one text's (counted from that text's first column). */
export function matrixOf(rows: readonly MixedRow[], field: number | null, offset: number): Vectors {
  const from = (row: MixedRow) => (field === null ? 0 : row.parts[field]!)
  const to = (row: MixedRow) => (field === null ? row.columns.length : row.parts[field + 1]!)
  const starts = new Int32Array(rows.length + 1)
  rows.forEach((row, i) => {
    starts[i + 1] = starts[i]! + to(row) - from(row)
  })
  const columns = new Int32Array(starts[rows.length]!)
  const values = new Float32Array(columns.length)
  rows.forEach((row, i) => {
    for (let j = from(row), at = starts[i]!; j < to(row); j++, at++) {
      columns[at] = row.columns[j]! - offset
      values[at] = row.values[j]!
    }
  })
  return { starts, rows: columns, values }
}
