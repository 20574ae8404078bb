import type { ByteReader, ByteWriter } from './bytes.ts'
import { readId, writeId } from './id-code.ts'

/** The short texts of one conversation (users, states, CTAs, versions), each stored once and named by its number. */
export class Texts {
  readonly list: string[] = []
  private numbers: Map<string, number> | null = null

  /** Number of a text, 1 and up; 0 for none. */
  numberOf(text: string | null): number {
    if (text === null) return 0
    const known = this.list.length > 16 ? (this.index().get(text) ?? 0) : this.list.indexOf(text) + 1
    if (known > 0) return known
    this.numbers?.set(text, this.list.length + 1)
    return this.list.push(text)
  }

  text(number: number): string | null {
    return number === 0 ? null : (this.list[number - 1] ?? null)
  }

  private index(): Map<string, number> {
    this.numbers ??= new Map(this.list.map((text, i) => [text, i + 1]))
    return this.numbers
  }
}

export function writeTexts(out: ByteWriter, { list }: Texts): void {
  out.varint(list.length)
  for (const text of list) writeId(out, text, '')
}

export function readTexts(input: ByteReader): Texts {
  const texts = new Texts()
  for (let left = input.varint(); left > 0 && !input.overrun; left--) texts.list.push(readId(input, ''))
  return texts
}
