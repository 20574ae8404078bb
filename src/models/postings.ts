import type { Vectors } from './vocabulary.ts'

/** A feature in more than this share of the texts tells them apart too little to be worth its postings. */
const COMMON = 0.1
/** Below this many texts nothing counts as common. */
const FEW = 200

/** Which texts hold a feature, and with what weight: those of feature `row` stand from `offsets[row]` up to `offsets[row + 1]`. */
export interface Postings {
  readonly offsets: Int32Array
  readonly owners: Int32Array
  readonly weights: Float32Array
  readonly isCommon: (row: number) => boolean
}

/** @param features size of the vocabulary that the vectors were made with */
export function postingsOf({ starts, rows, values }: Vectors, features: number): Postings {
  const texts = starts.length - 1
  const size = starts.at(-1) ?? 0
  const offsets = new Int32Array(features + 1)
  for (let j = 0; j < size; j++) offsets[rows[j]! + 1]!++
  for (let row = 0; row < features; row++) offsets[row + 1]! += offsets[row]!
  const owners = new Int32Array(size)
  const weights = new Float32Array(size)
  const next = offsets.slice()
  for (let text = 0; text < texts; text++) {
    for (let j = starts[text]!; j < starts[text + 1]!; j++) {
      const place = next[rows[j]!]!++
      owners[place] = text
      weights[place] = values[j]!
    }
  }
  const most = texts < FEW ? texts : texts * COMMON
  return { offsets, owners, weights, isCommon: (row) => offsets[row + 1]! - offsets[row]! > most }
}
