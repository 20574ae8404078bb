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
  readonly means: Float64Array
  readonly scales: Float64Array
  readonly vocabularies: readonly Vocabulary[]
}

/** Standardised values beyond this say no more than this: one odd example must not carry the model. */
const FARTHEST = 4
/** From this many examples on, an n-gram seen once is noise more often than knowledge. */
const MANY_EXAMPLES = 1000

/** Learns means, scales and vocabularies from the examples; outcomes play no part. */
export function columnsOf(schema: MixedSchema, examples: readonly MixedExample[]): MixedColumns {
  const size = schema.numbers.length
  const means = new Float64Array(size)
  const scales = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    const known = examples.map(({ numbers }) => numbers[k]!).filter((value) => Number.isFinite(value))
    const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length)
    means[k] = mean
    scales[k] = variance > 1e-12 * (1 + mean * mean) ? Math.sqrt(variance) : 1
  }
  const least = examples.length >= MANY_EXAMPLES ? 2 : 1
  const vocabularies = schema.texts.map((_, field) =>
    buildVocabulary(
      examples.map(({ texts }) => texts[field]!),
      least,
    ),
  )
  return { means, scales, vocabularies }
}

export const widthOf = ({ means, vocabularies }: MixedColumns): number =>
  2 * means.length + vocabularies.reduce((sum, { keys }) => sum + keys.length, 0)

/** Column at which a text's n-grams begin. */
export function textOffset({ means, vocabularies }: MixedColumns, field: number): number {
  let offset = 2 * means.length
  for (let i = 0; i < field; i++) offset += vocabularies[i]!.keys.length
  return offset
}

/** Turns examples into sparse rows; its buffers are its own. */
export class ColumnReader {
  readonly #columns: MixedColumns
  readonly #readers: readonly Vectorizer[]

  constructor(columns: MixedColumns) {
    this.#columns = columns
    this.#readers = columns.vocabularies.map((vocabulary) => new Vectorizer(vocabulary))
  }

  read(examples: readonly MixedExample[]): Vectors {
    const starts = new Int32Array(examples.length + 1)
    const rows: number[] = []
    const values: number[] = []
    examples.forEach((example, i) => {
      this.#numbers(example, rows, values)
      this.#texts(example, rows, values)
      starts[i + 1] = rows.length
    })
    return { starts, rows: Int32Array.from(rows), values: Float32Array.from(values) }
  }

  #numbers({ numbers }: MixedExample, rows: number[], values: number[]): void {
    const { means, scales } = this.#columns
    for (let k = 0; k < means.length; k++) {
      const value = numbers[k]!
      const known = Number.isFinite(value)
      rows.push(known ? k : means.length + k)
      values.push(known ? Math.max(-FARTHEST, Math.min(FARTHEST, (value - means[k]!) / scales[k]!)) : 1)
    }
  }

  #texts({ texts }: MixedExample, rows: number[], values: number[]): void {
    let offset = 2 * this.#columns.means.length
    this.#readers.forEach((reader, field) => {
      reader.read(texts[field]!)
      for (let j = 0; j < reader.size; j++) {
        rows.push(offset + reader.rows[j]!)
        values.push(reader.values[j]!)
      }
      offset += this.#columns.vocabularies[field]!.keys.length
    })
  }
}
