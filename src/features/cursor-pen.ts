import type { ByteReader, ByteWriter } from './bytes.ts'
import type { Reference } from './reference.ts'

/** Writes the parts of a cursor: instants count from the first record, 0 = none; references are offsets, 0 = none. */
export class CursorPen {
  readonly out: ByteWriter
  private readonly baseAt: number
  private readonly offsets: readonly number[]

  /** @param offsets of the fresh records, once they are packed */
  constructor(out: ByteWriter, baseAt: number, offsets: readonly number[]) {
    this.out = out
    this.baseAt = baseAt
    this.offsets = offsets
  }

  /** NaN and infinity are none. */
  instant(t: number): void {
    const after = t - this.baseAt
    this.out.varint(after >= 0 && after < Number.POSITIVE_INFINITY ? after + 1 : 0)
  }

  reference(at: Reference | null): void {
    this.out.varint(at === null ? 0 : (at < 0 ? this.offsets[-1 - at]! : at) + 1)
  }

  references(list: readonly Reference[] | null): void {
    this.out.varint(list === null ? 0 : list.length + 1)
    if (list !== null) for (let i = 0; i < list.length; i++) this.reference(list[i]!)
  }
}

/** Reads what a CursorPen wrote. */
export class CursorReader {
  readonly input: ByteReader
  private readonly baseAt: number

  constructor(input: ByteReader, baseAt: number) {
    this.input = input
    this.baseAt = baseAt
  }

  instant(none = Number.NaN): number {
    const value = this.input.varint()
    return value === 0 ? none : value - 1 + this.baseAt
  }

  reference(): Reference | null {
    const value = this.input.varint()
    return value === 0 ? null : value - 1
  }

  references(): Reference[] | null {
    const length = this.input.varint()
    if (length === 0) return null
    const list: Reference[] = new Array(this.lengthOf(length - 1))
    for (let i = 0; i < list.length; i++) list[i] = this.reference() ?? 0
    return list
  }

  /** A length from damaged bytes must not make a list longer than they could fill. */
  lengthOf(length: number): number {
    return Math.min(length, this.input.bytes.length)
  }
}
