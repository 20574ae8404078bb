import { type PackedRecords, unpackBigrams, unpackLetters } from './packed-record.ts'
import type { Question } from './question.ts'

/** A question whose bigrams or letters stay packed until a later message is so alike that they are needed. */
export class StoredQuestion implements Question {
  readonly numbers: number
  readonly low: number
  readonly high: number
  readonly size: number
  private readonly packed: PackedRecords
  private readonly offset: number

  /** @param offset of the user message among the packed records */
  constructor(numbers: number, low: number, high: number, size: number, packed: PackedRecords, offset: number) {
    this.numbers = numbers
    this.low = low
    this.high = high
    this.size = size
    this.packed = packed
    this.offset = offset
  }

  get bigrams(): readonly number[] {
    return unpackBigrams(this.packed, this.offset)
  }

  get letters(): readonly number[] | null {
    return unpackLetters(this.packed, this.offset)
  }
}
