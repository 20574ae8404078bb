import type { ByteReader, ByteWriter } from './bytes.ts'
import { FIRST } from './question.ts'

/*
 * A set of bigrams, packed: the distinct code points once, then for each of them which ones follow it.
 *
 *   letters    varint count, then the sorted code points as varint differences
 *   followers  bits: for each letter, for each of its followers in order, 1 and the follower's number in as few bits as
 *              number every letter; then 0
 */

// Written again by every call: the sorted code points, and for each of them a row of bits, one for each follower.
let letters = new Int32Array(64)
let count = 0
let rows = new Int32Array(64)

/** Writes a set of bigrams, see `FIRST` for their form. The order in which they come does not matter. */
export function writeBigrams(out: ByteWriter, bigrams: readonly number[]): void {
  findLetters(bigrams)
  out.varint(count)
  let before = 0
  for (let i = 0; i < count; i++) {
    out.varint(letters[i]! - before)
    before = letters[i]!
  }
  const words = (count + 31) >>> 5
  fillRows(bigrams, words)
  const width = widthFor(count)
  startBits()
  for (let first = 0; first < count; first++) {
    for (let word = 0; word < words; word++) {
      for (let row = rows[first * words + word]!; row !== 0; row &= row - 1) {
        const second = word * 32 + 31 - Math.clz32(row & -row)
        putBits(out, 1 | (second << 1), width + 1)
      }
    }
    putBits(out, 0, 1)
  }
  endBits(out)
}

export function readBigrams(input: ByteReader): number[] {
  const size = Math.min(input.varint(), input.bytes.length)
  const found: number[] = []
  let letter = 0
  for (let i = 0; i < size; i++) found.push((letter += input.varint()))
  const width = widthFor(size)
  const bigrams: number[] = []
  startBits()
  for (const first of found) {
    while (takeBits(input, 1) === 1 && !input.overrun)
      bigrams.push(first * FIRST + (found[takeBits(input, width)] ?? 0))
  }
  return bigrams
}

/** Bits that tell `size` letters apart. */
const widthFor = (size: number): number => (size < 2 ? 0 : 32 - Math.clz32(size - 1))

function findLetters(bigrams: readonly number[]): void {
  if (letters.length < bigrams.length * 2) letters = new Int32Array(bigrams.length * 2)
  count = 0
  for (const bigram of bigrams) {
    const first = Math.floor(bigram / FIRST)
    insertLetter(first)
    insertLetter(bigram - first * FIRST)
  }
}

function insertLetter(letter: number): void {
  const at = placeOf(letter)
  if (at < count && letters[at] === letter) return
  for (let i = count; i > at; i--) letters[i] = letters[i - 1]!
  letters[at] = letter
  count++
}

/** Number of the first letter that is not smaller. */
function placeOf(letter: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (letters[middle]! < letter) low = middle + 1
    else high = middle
  }
  return low
}

function fillRows(bigrams: readonly number[], words: number): void {
  const needed = count * words
  if (rows.length < needed) rows = new Int32Array(needed)
  for (let i = 0; i < needed; i++) rows[i] = 0
  for (const bigram of bigrams) {
    const first = Math.floor(bigram / FIRST)
    const second = placeOf(bigram - first * FIRST)
    const at = placeOf(first) * words + (second >>> 5)
    rows[at] = rows[at]! | (1 << (second & 31))
  }
}

// The byte that is being filled or emptied.
let current = 0
let used = 0

function startBits(): void {
  current = 0
  used = 0
}

function putBits(out: ByteWriter, value: number, width: number): void {
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

function takeBits(input: ByteReader, width: number): number {
  while (used < width) {
    current |= input.byte() << used
    used += 8
  }
  const value = current & ((1 << width) - 1)
  current >>>= width
  used -= width
  return value
}
