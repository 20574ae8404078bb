import { hashUnit } from '../stats/random.ts'
import type { AttributionExample } from './attribution-example.ts'
import {
  fitReaders,
  hashTurns,
  readerLabels,
  TEXT_SCORES,
  type TextReaders,
  TextScorer,
  withoutReaders,
} from './attribution-readers.ts'
import { TURN_NUMBERS, type TurnInputs } from './turn-inputs.ts'

/** What a column is about: a number of the turn, or a score of its texts. */
export const COLUMN_NAMES: readonly string[] = [...TURN_NUMBERS, ...TEXT_SCORES]

/** How columns are brought to one scale; plain data. By COLUMN_NAMES. */
export interface Standards {
  readonly means: readonly number[]
  readonly scales: readonly number[]
}

/** Standardised values, then for each "not known": 1 or 0. */
export const WIDTH = 2 * COLUMN_NAMES.length
/** Standardised values beyond this say no more than this. */
const FARTHEST = 4

export const FOLDS = 4

/** Columns of examples, their texts read by readers that did not learn from the same group. */
export interface CrossRead {
  /** By example then column, not standardised. */
  readonly raw: Float64Array
  /** Of each example, below FOLDS. */
  readonly folds: Int32Array
  /** Of all examples, for turns to come. */
  readonly readers: TextReaders
}

export function crossRead(examples: readonly AttributionExample[], seed: string): CrossRead {
  const texts = hashTurns(examples.map(({ inputs }) => inputs))
  const labels = readerLabels(examples)
  const folds = Int32Array.from(examples, ({ group }) => Math.floor(hashUnit(`attribution/${seed}`, group) * FOLDS))
  const readers = fitReaders(examples, texts, labels, () => true)
  const raw = new Float64Array(examples.length * COLUMN_NAMES.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const own = fitReaders(examples, texts, labels, (i) => folds[i] === fold)
    const scorer = new TextScorer(withoutReaders(readers, own))
    examples.forEach(({ inputs }, i) => {
      if (folds[i] !== fold) return
      raw.set(inputs.numbers, i * COLUMN_NAMES.length)
      raw.set(scorer.scores(inputs, texts, i), i * COLUMN_NAMES.length + TURN_NUMBERS.length)
    })
  }
  return { raw, folds, readers }
}

/** The same of turns to come. */
export function readTurns(turns: readonly TurnInputs[], scorer: TextScorer): Float64Array {
  const texts = hashTurns(turns)
  const raw = new Float64Array(turns.length * COLUMN_NAMES.length)
  turns.forEach((inputs, i) => {
    raw.set(inputs.numbers, i * COLUMN_NAMES.length)
    raw.set(scorer.scores(inputs, texts, i), i * COLUMN_NAMES.length + TURN_NUMBERS.length)
  })
  return raw
}

export function standardsOf(raw: Float64Array): Standards {
  const size = COLUMN_NAMES.length
  const sums = COLUMN_NAMES.map((_, k) => {
    let [count, sum, squares] = [0, 0, 0]
    for (let i = k; i < raw.length; i += size) {
      const value = raw[i]!
      if (Number.isNaN(value)) continue
      count++
      sum += value
      squares += value * value
    }
    const mean = count === 0 ? 0 : sum / count
    const variance = count === 0 ? 0 : squares / count - mean * mean
    return { mean, scale: variance > 1e-9 * (1 + mean * mean) ? Math.sqrt(variance) : 1 }
  })
  return { means: sums.map(({ mean }) => mean), scales: sums.map(({ scale }) => scale) }
}

/** Inputs of the softmax regression, by example then WIDTH. */
export function standardised(raw: Float64Array, { means, scales }: Standards): Float64Array {
  const size = COLUMN_NAMES.length
  const count = raw.length / size
  const inputs = new Float64Array(count * WIDTH)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < size; k++) {
      const value = raw[i * size + k]!
      if (Number.isNaN(value)) inputs[i * WIDTH + size + k] = 1
      else inputs[i * WIDTH + k] = Math.max(-FARTHEST, Math.min(FARTHEST, (value - means[k]!) / scales[k]!))
    }
  }
  return inputs
}
