import { textFrom } from './wtf8.ts'

/** Places of the table; a power of two. */
const PLACES = 1024
const WORDS = 4

/**
 * Texts of at most 12 bytes that were read lately: states, CTA ids and reasons come again and again, and to find one here
 * costs a tenth of decoding it. A newer text takes the place of an older one.
 */
export class ShortTexts {
  private readonly keys = new Uint32Array(PLACES * WORDS).fill(0xffffffff)
  private readonly texts: string[] = new Array(PLACES).fill('')

  /**
   * @param words vector items as words: the length, then three with the bytes, zeros behind them
   * @param at first word of the item
   * @param bytes the same memory
   */
  textAt(words: Uint32Array, at: number, bytes: Buffer): string {
    const length = words[at]!
    const first = words[at + 1]!
    const second = words[at + 2]!
    const third = words[at + 3]!
    const { keys } = this
    const mixed = Math.imul(first ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third + length, 0xc2b2ae35), 0x9e3779b1)
    const place = mixed >>> 22
    const key = place * WORDS
    if (keys[key] === length && keys[key + 1] === first && keys[key + 2] === second && keys[key + 3] === third) {
      return this.texts[place]!
    }
    keys[key] = length
    keys[key + 1] = first
    keys[key + 2] = second
    keys[key + 3] = third
    return (this.texts[place] = textFrom(bytes, at * 4 + 4, at * 4 + 4 + length))
  }
}
