import { bigramOf, firstOf, secondOf } from './bigram.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'

/*
 * A set of bigrams, packed: the distinct code points once, then for each of them which ones follow it.
 *
 *   size       varint, how many bigrams
 *   letters    varint count, then the sorted code points as varint differences
 *   followers  bits: for each letter, for each of its followers in order, 1 and the follower's number in as few bits as
 *              number every letter; then 0
 */

// Written again by every call: the sorted code points, and for each of them a row of bits, one for each follower.
let letters = new Int32Array(64)
let count = 0
let rows = new Int32Array(64)
/** Of a code point: 1 + its place among the letters. Zero, between two calls, for all of them. */
const places = new Uint16Array(0x110000)

/** Writes a set of bigrams. The order in which they come does not matter. */
export function writeBigrams(out: ByteWriter, bigrams: readonly number[]): void {
  findLetters(bigrams)
  out.varint(bigrams.length)
  out.varint(count)
  let before = 0
  for (let i = 0; i < count; i++) {
    out.varint(letters[i]! - before)
    before = letters[i]!
  }
  const words = (count + 31) >>> 5
  fillRows(bigrams, words)
  writeRows(out, words, bigrams.length)
  for (let i = 0; i < count; i++) places[letters[i]!] = 0
}

export function readBigrams(input: ByteReader): number[] {
  const bigrams: number[] = new Array(Math.min(input.varint(), input.bytes.length * 8))
  const found: number[] = new Array(Math.min(input.varint(), input.bytes.length))
  let letter = 0
  for (let i = 0; i < found.length; i++) {
    letter += input.varint()
    found[i] = letter
  }
  const width = widthFor(found.length)
  const end = input.at + bytesFor(bigrams.length, found.length)
  startBits()
  for (let size = 0, first = 0; size < bigrams.length && !input.overrun; ) {
    if (takeBits(input, 1) === 0) first++
    else bigrams[size++] = bigramOf(found[first] ?? 0, found[takeBits(input, width)] ?? 0)
  }
  input.at = end
  return bigrams
}

/** Goes past a set of bigrams without reading it. */
export function skipBigrams(input: ByteReader): void {
  const size = input.varint()
  const letterCount = input.varint()
  for (let i = 0; i < letterCount && !input.overrun; i++) input.varint()
  input.at += bytesFor(size, letterCount)
}

/** Bytes of the followers: a bit and a number for each bigram, a bit for each letter. */
const bytesFor = (size: number, letterCount: number): number =>
  Math.ceil((size * (widthFor(letterCount) + 1) + letterCount) / 8)

/** Bits that tell `size` letters apart. */
const widthFor = (size: number): number => (size < 2 ? 0 : 32 - Math.clz32(size - 1))

function findLetters(bigrams: readonly number[]): void {
  if (letters.length < bigrams.length * 2) letters = new Int32Array(bigrams.length * 2)
  count = 0
  for (let i = 0; i < bigrams.length; i++) {
    const bigram = bigrams[i]!
    const pair = bigram | 0
    noteLetter(pair === bigram ? pair >>> 16 : firstOf(bigram))
    noteLetter(pair === bigram ? pair & 0xffff : secondOf(bigram))
  }
  sortLetters()
  for (let i = 0; i < count; i++) places[letters[i]!] = i + 1
}

function noteLetter(letter: number): void {
  if (places[letter] !== 0) return
  places[letter] = 1
  letters[count++] = letter
}

/** By insertion where they are few, as they mostly are. */
function sortLetters(): void {
  if (count > 48) {
    letters.subarray(0, count).sort()
    return
  }
  for (let i = 1; i < count; i++) {
    const letter = letters[i]!
    let at = i
    for (; at > 0 && letters[at - 1]! > letter; at--) letters[at] = letters[at - 1]!
    letters[at] = letter
  }
}

function fillRows(bigrams: readonly number[], words: number): void {
  const needed = count * words
  if (rows.length < needed) rows = new Int32Array(needed)
  for (let i = 0; i < needed; i++) rows[i] = 0
  for (let i = 0; i < bigrams.length; i++) {
    const bigram = bigrams[i]!
    const pair = bigram | 0
    const second = places[pair === bigram ? pair & 0xffff : secondOf(bigram)]! - 1
    const first = places[pair === bigram ? pair >>> 16 : firstOf(bigram)]! - 1
    const at = first * words + (second >>> 5)
    rows[at] = rows[at]! | (1 << second)
  }
}

function writeRows(out: ByteWriter, words: number, bigrams: number): void {
  const width = widthFor(count) + 1
  out.reserve(bigrams * 3 + count)
  const { bytes } = out
  let at = out.length
  let current = 0
  let used = 0
  for (let first = 0; first < count; first++) {
    for (let word = 0; word < words; word++) {
      for (let row = rows[first * words + word]!; row !== 0; row &= row - 1) {
        current |= (((word * 32 + 31 - Math.clz32(row & -row)) << 1) | 1) << used
        used += width
        for (; used >= 8; used -= 8) {
          bytes[at++] = current
          current >>>= 8
        }
      }
    }
    if (++used === 8) {
      bytes[at++] = current
      current = 0
      used = 0
    }
  }
  if (used > 0) bytes[at++] = current
  out.length = at
}

// The byte that is being filled or emptied.
let current = 0
let used = 0

function startBits(): void {
  current = 0
  used = 0
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
