import type { ByteReader, ByteWriter } from './bytes.ts'
import { FIRST } from './question.ts'

/*
 * A set of bigrams, packed: the distinct code points once, then for each of them the numbers of its followers.
 *
 *   letters    varint count, then the sorted code points as varint differences
 *   followers  bits: for each letter, for each follower in order: 1 and its number in as few bits as number every
 *              letter; then 0
 */

/** Writes a set of bigrams, see `FIRST` for their form. The order in which they come does not matter. */
export function writeBigrams(out: ByteWriter, bigrams: readonly number[]): void {
  const letters = lettersOf(bigrams)
  const count = letters.length
  out.varint(count)
  let before = 0
  for (const letter of letters) {
    out.varint(letter - before)
    before = letter
  }
  const pairs = pairsOf(bigrams, letters)
  const width = widthFor(count)
  startBits()
  let next = 0
  for (let first = 0; first < count; first++) {
    for (; next < pairs.length && Math.floor(pairs[next]! / count) === first; next++) {
      bits(out, 1 | ((pairs[next]! % count) << 1), width + 1)
    }
    bits(out, 0, 1)
  }
  endBits(out)
}

export function readBigrams(input: ByteReader): number[] {
  const count = Math.min(input.varint(), input.bytes.length)
  const letters: number[] = []
  let letter = 0
  for (let i = 0; i < count; i++) letters.push((letter += input.varint()))
  const width = widthFor(count)
  const bigrams: number[] = []
  startBits()
  for (const first of letters) {
    while (readBits(input, 1) === 1 && !input.overrun)
      bigrams.push(first * FIRST + (letters[readBits(input, width)] ?? 0))
  }
  return bigrams
}

const widthFor = (count: number): number => (count < 2 ? 0 : 32 - Math.clz32(count - 1))

function lettersOf(bigrams: readonly number[]): number[] {
  const all = new Int32Array(bigrams.length * 2)
  for (let i = 0; i < bigrams.length; i++) {
    const first = Math.floor(bigrams[i]! / FIRST)
    all[2 * i] = first
    all[2 * i + 1] = bigrams[i]! - first * FIRST
  }
  all.sort()
  const letters: number[] = []
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) letters.push(all[i]!)
  return letters
}

/** Bigrams as `number of the first letter * count + number of the second`, sorted. */
function pairsOf(bigrams: readonly number[], letters: readonly number[]): Int32Array {
  const numbers = new Map(letters.map((letter, number) => [letter, number]))
  const pairs = new Int32Array(bigrams.length)
  for (let i = 0; i < bigrams.length; i++) {
    const first = Math.floor(bigrams[i]! / FIRST)
    pairs[i] = numbers.get(first)! * letters.length + numbers.get(bigrams[i]! - first * FIRST)!
  }
  return pairs.sort()
}

// The byte that is being filled or emptied.
let current = 0
let used = 0

function startBits(): void {
  current = 0
  used = 0
}

function bits(out: ByteWriter, value: number, width: number): void {
  current |= value << used
  used += width
  while (used >= 8) {
    out.byte(current & 255)
    current >>>= 8
    used -= 8
  }
}

function endBits(out: ByteWriter): void {
  if (used > 0) out.byte(current)
}

function readBits(input: ByteReader, width: number): number {
  while (used < width) {
    current |= input.byte() << used
    used += 8
  }
  const value = current & ((1 << width) - 1)
  current >>>= width
  used -= width
  return value
}
