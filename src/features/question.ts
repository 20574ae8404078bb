import type { QuestionConfig } from './config.ts'
import type { Lookups } from './lookups.ts'
import { type NormalText, normalise } from './normal-form.ts'

/**
 * What is kept of a substantive user message, in order to recognise it when it is asked again. No text: a set of
 * code point bigrams, and a hash of its numbers.
 */
export interface Question {
  /** Hash of the sorted runs of ASCII digits, 52 bits; 0 without any. */
  readonly numbers: number
  /** 64 bits, one set for each bigram's hash: bounds the intersection of two sets without reading them. */
  readonly low: number
  readonly high: number
  /** How many bigrams. */
  readonly size: number
  /** Distinct bigrams, `first * 2^21 + second`, in no particular order. */
  readonly bigrams: readonly number[]
}

/** Place of the first code point in a bigram. */
export const FIRST = 0x200000

/** The message as a question; null when it is not substantive: an acknowledgement, or too short. */
export function questionOf(text: string, lookups: Lookups): Question | null {
  const normal = normalise(text, lookups.config.question)
  return isSubstantive(normal, lookups) ? fromNormalText(normal) : null
}

function isSubstantive({ codePoints, length, hasHan }: NormalText, lookups: Lookups): boolean {
  const { leastHan, leastOther } = lookups.config.question
  if (length < (hasHan ? leastHan : leastOther)) return false
  if (length > lookups.longestAcknowledgement) return true
  return !lookups.acknowledgements.has(String.fromCodePoint(...codePoints.subarray(0, length)))
}

function fromNormalText({ codePoints, length, numbers }: NormalText): Question {
  const bigrams: number[] = []
  let low = 0
  let high = 0
  startSet()
  for (let i = 1; i < length; i++) {
    const bigram = codePoints[i - 1]! * FIRST + codePoints[i]!
    const hash = hashOf(bigram)
    if (!addToSet(bigram, hash)) continue
    bigrams.push(bigram)
    if ((hash & 32) === 0) low |= 1 << (hash & 31)
    else high |= 1 << (hash & 31)
  }
  return { numbers, low, high, size: bigrams.length, bigrams }
}

/** A question from its stored parts: the signature is computed again. */
export function questionFrom(numbers: number, bigrams: readonly number[]): Question {
  let low = 0
  let high = 0
  for (const bigram of bigrams) {
    const hash = hashOf(bigram)
    if ((hash & 32) === 0) low |= 1 << (hash & 31)
    else high |= 1 << (hash & 31)
  }
  return { numbers, low, high, size: bigrams.length, bigrams }
}

/** Do both ask the same? Their numbers are equal and the Jaccard similarity of their bigrams reaches the limit. */
export function sameQuestion(a: Question, b: Question, { similarity }: QuestionConfig): boolean {
  if (a.numbers !== b.numbers) return false
  const sum = a.size + b.size
  // |A or B| = sum - |A and B|, so the test is on the intersection alone.
  const needed = similarity.numerator * sum
  const weight = similarity.numerator + similarity.denominator
  if (weight * mostShared(a, b) < needed) return false
  return weight * shared(a.bigrams, b.bigrams) >= needed
}

/** Upper bound of |A and B|: each signature bit that only one side has stands for at least one bigram of that side. */
export function mostShared(a: Question, b: Question): number {
  const onlyA = ones(a.low & ~b.low) + ones(a.high & ~b.high)
  const onlyB = ones(b.low & ~a.low) + ones(b.high & ~a.high)
  return Math.min(a.size - onlyA, b.size - onlyB)
}

function shared(a: readonly number[], b: readonly number[]): number {
  startSet()
  for (const bigram of a) addToSet(bigram, hashOf(bigram))
  let count = 0
  for (const bigram of b) if (!addToSet(bigram, hashOf(bigram))) count++
  return count
}

/** Number of one bits of a 32-bit integer. */
function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** 32 mixed bits of a bigram. */
function hashOf(bigram: number): number {
  const first = (bigram / FIRST) | 0
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(bigram - first * FIRST, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

// One open-addressing set, used again and again: a slot counts only with the present generation's stamp.
// Two questions together have at most 1,022 bigrams at the default limits; it grows where a limit is raised.
let slots = new Float64Array(4096)
let stamps = new Uint32Array(4096)
let generation = 0
let filled = 0

function startSet(): void {
  generation++
  filled = 0
  if (generation === 0xffffffff) {
    stamps.fill(0)
    generation = 1
  }
}

/** Adds to the set; false when it was there. */
function addToSet(bigram: number, hash: number): boolean {
  if (filled * 2 > slots.length) growSet()
  const mask = slots.length - 1
  let slot = (hash >>> 6) & mask
  while (stamps[slot] === generation) {
    if (slots[slot] === bigram) return false
    slot = (slot + 1) & mask
  }
  stamps[slot] = generation
  slots[slot] = bigram
  filled++
  return true
}

function growSet(): void {
  const held = [...slots].filter((_, slot) => stamps[slot] === generation)
  slots = new Float64Array(slots.length * 2)
  stamps = new Uint32Array(slots.length)
  generation = 1
  filled = 0
  for (const bigram of held) addToSet(bigram, hashOf(bigram))
}
