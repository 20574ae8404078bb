import type { ByteReader, ByteWriter } from './bytes.ts'
import type { Reference } from './reference.ts'
import type { Texts } from './texts.ts'

/** Writes the parts of a cursor: instants count from the first record, texts are numbers, references are offsets. */
export class CursorPen {
  readonly out: ByteWriter
  private readonly baseAt: number
  private readonly texts: Texts
  private readonly freshOffsets: readonly number[]

  /** @param freshOffsets offset of each fresh record once it is packed */
  constructor(out: ByteWriter, baseAt: number, texts: Texts, freshOffsets: readonly number[]) {
    this.out = out
    this.baseAt = baseAt
    this.texts = texts
    this.freshOffsets = freshOffsets
  }

  count(value: number): void {
    this.out.varint(value)
  }

  /** NaN and infinity become 0. */
  instant(t: number): void {
    this.out.varint(Number.isFinite(t) ? t - this.baseAt + 1 : 0)
  }

  reference(at: Reference | null): void {
    this.out.varint(at === null ? 0 : (at < 0 ? this.freshOffsets[-1 - at]! : at) + 1)
  }

  references(list: readonly Reference[] | null): void {
    this.out.varint(list === null ? 0 : list.length + 1)
    if (list !== null) for (const at of list) this.reference(at)
  }

  text(text: string | null): void {
    this.out.varint(this.texts.numberOf(text))
  }
}

/** Reads what a CursorPen wrote. */
export class CursorReader {
  readonly input: ByteReader
  private readonly baseAt: number
  private readonly texts: Texts

  constructor(input: ByteReader, baseAt: number, texts: Texts) {
    this.input = input
    this.baseAt = baseAt
    this.texts = texts
  }

  count(): number {
    return this.input.varint()
  }

  /** @param none what 0 stands for: NaN or infinity */
  instant(none = Number.NaN): number {
    const value = this.input.varint()
    return value === 0 ? none : value - 1 + this.baseAt
  }

  reference(): Reference | null {
    const value = this.input.varint()
    return value === 0 ? null : value - 1
  }

  references<T extends readonly Reference[]>(): T | null {
    const length = this.input.varint()
    if (length === 0) return null
    const list: Reference[] = []
    while (list.length < length - 1 && !this.input.overrun) list.push(this.reference() ?? 0)
    return list as readonly Reference[] as T
  }

  text(): string | null {
    return this.texts.text(this.input.varint())
  }

  /** A list written as its length and its items. */
  list<T>(item: () => T): T[] {
    const items: T[] = []
    for (let left = this.input.varint(); left > 0 && !this.input.overrun; left--) items.push(item())
    return items
  }
}
