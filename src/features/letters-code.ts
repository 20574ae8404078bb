import type { ByteReader, ByteWriter } from './bytes.ts'

/*
 * The letters of a question in their order, packed:
 *
 *   mark       0, where a set of bigrams has its size: a substantive text has a bigram
 *   size       varint, how many letters, the marks of what was left out included
 *   alphabet   varint count, then the sorted distinct letters as varint differences
 *   places     bits: of each letter its place in the alphabet, in as few bits as number every place
 */
const MARK = 0

export function writeLetters(out: ByteWriter, letters: readonly number[]): void {
  const alphabet = [...new Set(letters)].sort((a, b) => a - b)
  const places = new Map(alphabet.map((letter, place) => [letter, place]))
  out.varint(MARK)
  out.varint(letters.length)
  out.varint(alphabet.length)
  let before = 0
  for (const letter of alphabet) {
    out.varint(letter - before)
    before = letter
  }
  const width = widthFor(alphabet.length)
  let bits = 0
  let used = 0
  for (const letter of letters) {
    bits |= places.get(letter)! << used
    for (used += width; used >= 8; used -= 8) {
      out.byte(bits & 0xff)
      bits >>>= 8
    }
  }
  if (used > 0) out.byte(bits)
}

/** Do letters stand here, and not a set of bigrams? Reads nothing. */
export const lettersFollow = (input: ByteReader): boolean =>
  input.bytes[input.at] === MARK && (input.bytes[input.at + 1] ?? 0) > 0

export function readLetters(input: ByteReader): number[] {
  input.byte()
  const letters: number[] = new Array(Math.min(input.varint(), input.bytes.length * 8))
  const alphabet: number[] = new Array(Math.min(input.varint(), input.bytes.length))
  for (let i = 0, letter = 0; i < alphabet.length; i++) {
    letter += input.varint()
    alphabet[i] = letter
  }
  const width = widthFor(alphabet.length)
  let bits = 0
  let used = 0
  for (let i = 0; i < letters.length; i++) {
    for (; used < width && !input.overrun; used += 8) bits |= input.byte() << used
    letters[i] = alphabet[bits & ((1 << width) - 1)] ?? 0
    bits >>>= width
    used -= width
  }
  return letters
}

/** Goes past them without reading them. */
export function skipLetters(input: ByteReader): void {
  input.byte()
  const size = input.varint()
  const count = input.varint()
  for (let i = 0; i < count && !input.overrun; i++) input.varint()
  input.at += Math.ceil((size * widthFor(count)) / 8)
}

/** Bits that number `size` letters. */
const widthFor = (size: number): number => (size < 2 ? 0 : 32 - Math.clz32(size - 1))
