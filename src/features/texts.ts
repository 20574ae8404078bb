import { ByteReader, type ByteWriter } from './bytes.ts'
import { hasUnits, isWide, readUnits, writeUnits } from './unit-code.ts'

/** More texts than this are found by a map. */
const FEW = 16

/**
 * The short texts of one conversation (users, states, CTAs, versions), each kept once and named by its number, from 1;
 * 0 is none. Stored ones become strings only when they are asked for: most are only compared.
 *
 * Stored form of each: a varint, code units * 2 + 1 if they are wide, then the units (see unit-code.ts).
 */
export class Texts {
  /** Null = stored in `bytes` and not read yet. */
  private readonly strings: (string | null)[]
  private numbers: Map<string, number> | null = null
  private bytes = new Uint8Array(0)
  /** Where each stored text begins in `bytes`. */
  private readonly starts: number[]
  private storedFrom = 0
  private storedTo = 0

  /** @param stored how many texts will be read from bytes */
  constructor(stored = 0) {
    this.strings = new Array(stored).fill(null)
    this.starts = new Array(stored).fill(0)
  }

  /** Number of a text, which is added if it is new. */
  numberOf(text: string | null): number {
    if (text === null) return 0
    const known = this.strings.length > FEW ? (this.index().get(text) ?? 0) : this.find(text)
    if (known > 0) return known
    this.numbers?.set(text, this.strings.length + 1)
    return this.strings.push(text)
  }

  text(number: number): string | null {
    if (number < 1 || number > this.strings.length) return null
    return (this.strings[number - 1] ??= this.read(number - 1))
  }

  private find(text: string): number {
    for (let i = 0; i < this.strings.length; i++) {
      const string = this.strings[i]
      if (string === text) return i + 1
      if (string !== null || !this.isStored(i, text)) continue
      this.strings[i] = text
      return i + 1
    }
    return 0
  }

  private isStored(i: number, text: string): boolean {
    const start = this.starts[i]!
    const head = this.bytes[start]!
    if (head < 128) return head >>> 1 === text.length && hasUnits(this.bytes, start + 1, text, (head & 1) === 1)
    return this.text(i + 1) === text
  }

  /** Is this the text with that number? */
  has(number: number, text: string): boolean {
    if (number === 0) return false
    const string = this.strings[number - 1]
    if (string !== null) return string === text
    if (!this.isStored(number - 1, text)) return false
    this.strings[number - 1] = text
    return true
  }

  private read(i: number): string {
    const input = new ByteReader(this.bytes, this.starts[i]!)
    const head = input.varint()
    return readUnits(input, head >>> 1, (head & 1) === 1)
  }

  private index(): Map<string, number> {
    this.numbers ??= new Map(this.strings.map((_, i) => [this.text(i + 1)!, i + 1]))
    return this.numbers
  }

  static write(out: ByteWriter, texts: Texts): void {
    out.varint(texts.strings.length)
    out.copy(texts.bytes, texts.storedFrom, texts.storedTo)
    for (let i = texts.starts.length; i < texts.strings.length; i++) {
      const text = texts.strings[i]!
      const wide = isWide(text, 0)
      out.varint(text.length * 2 + (wide ? 1 : 0))
      writeUnits(out, text, 0, wide)
    }
  }

  static read(input: ByteReader): Texts {
    const count = Math.min(input.varint(), input.bytes.length)
    const texts = new Texts(count)
    texts.bytes = input.bytes as Uint8Array<ArrayBuffer>
    texts.storedFrom = input.at
    for (let i = 0; i < count && !input.overrun; i++) {
      texts.starts[i] = input.at
      const head = input.varint()
      input.at += (head >>> 1) * ((head & 1) + 1)
    }
    texts.storedTo = input.at
    return texts
  }
}
