import { phraseOf, type ReadyPhrase, sameProbability } from '../models/similarity.ts'
import type { SimilarityModel } from '../models/similarity-model.ts'
import { bigramOf, hashOfBigram, hashOfPair } from './bigram.ts'
import type { QuestionConfig, QuestionMeasure } from './config.ts'
import { acknowledgementKey, type Lookups } from './lookups.ts'
import { type NormalText, normalise } from './normal-form.ts'

/**
 * What is kept of a substantive user message, in order to recognise it when it is asked again: a hash of its numbers,
 * and what the measure in force reads, which is the set of code point bigrams, or for a learned one the letters.
 */
export interface Question {
  /** Hash of the sorted runs of ASCII digits, 52 bits; 0 without any. */
  readonly numbers: number
  /** 64 bits, one set for each bigram's hash: bounds the intersection of two sets without reading them. */
  readonly low: number
  readonly high: number
  /** How many bigrams. */
  readonly size: number
  /** Distinct, see bigram.ts, in no particular order; empty under a learned measure. */
  readonly bigrams: readonly number[]
  /** Under a learned measure: the code points of the normal form in order, 0 where something was left out; else null. */
  readonly letters: readonly number[] | null
}

/** The message as a question; null when it is not substantive: an acknowledgement, or too short. */
export function questionOf(text: string, lookups: Lookups): Question | null {
  const { question } = lookups.config
  const learned = question.measure !== undefined
  const normal = normalise(text, question, learned)
  if (!isSubstantive(normal, lookups)) return null
  return learned ? questionFromLetters(normal.numbers, lettersOf(normal)) : fromNormalText(normal)
}

function lettersOf({ codePoints, length, breaks }: NormalText): number[] {
  const letters: number[] = []
  for (let i = 0, next = 0; i < length; i++) {
    if (breaks[next] === i) {
      letters.push(0)
      next++
    }
    letters.push(codePoints[i]!)
  }
  return letters
}

function isSubstantive({ codePoints, length, hasHan }: NormalText, lookups: Lookups): boolean {
  const { leastHan, leastOther } = lookups.config.question
  if (length < (hasHan ? leastHan : leastOther)) return false
  if (length > lookups.longestAcknowledgement) return true
  if (!lookups.acknowledgementKeys.has(acknowledgementKey(codePoints[0]!, length))) return true
  let text = ''
  for (let i = 0; i < length; i++) text += String.fromCodePoint(codePoints[i]!)
  return !lookups.acknowledgements.has(text)
}

// Written again by every call, and copied out. One array for each kind of number, so that neither slows the other.
const pairs: number[] = []
const astralPairs: number[] = []

function fromNormalText(text: NormalText): Question {
  return text.astral || text.length > SHORT ? fromAnyText(text) : fromShortText(text)
}

/** Nearly all messages: a look at the earlier bigrams costs less than a set. */
const SHORT = 96

/** When a message last had a bigram with these bits of its hash; far fewer meet here than in the signature. */
const marks = new Uint32Array(1024)
let message = 0

function fromShortText({ codePoints, length, numbers }: NormalText): Question {
  let size = 0
  let low = 0
  let high = 0
  let first = codePoints[0]!
  message = (message + 1) >>> 0
  for (let i = 1; i < length; i++) {
    const second = codePoints[i]!
    const bigram = (first << 16) | second
    const hash = hashOfPair(bigram)
    first = second
    low |= lowBitOf(hash)
    high |= highBitOf(hash)
    const mark = hash >>> 22
    if (marks[mark] === message && !isNew(bigram, size)) continue
    marks[mark] = message
    pairs[size++] = bigram
  }
  return { numbers, low, high, size, bigrams: pairs.slice(0, size), letters: null }
}

function isNew(bigram: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (pairs[i] === bigram) return false
  return true
}

function fromAnyText({ codePoints, length, numbers }: NormalText): Question {
  let size = 0
  startSet(length)
  for (let i = 1; i < length; i++) {
    const bigram = bigramOf(codePoints[i - 1]!, codePoints[i]!)
    if (addToSet(bigram, hashOfBigram(bigram))) astralPairs[size++] = bigram
  }
  return questionFrom(numbers, astralPairs.slice(0, size))
}

/** A hash sets one of 64 bits: of the low word when its first bit is 0, else of the high word. No branch, which would be
 * guessed wrongly every second time. */
const lowBitOf = (hash: number): number => (1 << (hash >>> 26)) & ((hash >>> 31) - 1)
const highBitOf = (hash: number): number => (1 << (hash >>> 26)) & -(hash >>> 31)

/** A question from its stored parts: the signature is computed again. */
export function questionFrom(numbers: number, bigrams: readonly number[]): Question {
  let low = 0
  let high = 0
  for (const bigram of bigrams) {
    const hash = hashOfBigram(bigram)
    low |= lowBitOf(hash)
    high |= highBitOf(hash)
  }
  return { numbers, low, high, size: bigrams.length, bigrams, letters: null }
}

/** A question of a learned measure: the size counts its letters, since there are no bigrams to bound. */
export const questionFromLetters = (numbers: number, letters: readonly number[]): Question => ({
  numbers,
  low: 0,
  high: 0,
  size: letters.length,
  bigrams: NO_BIGRAMS,
  letters,
})

const NO_BIGRAMS: readonly number[] = []

/**
 * Do both ask the same? Their numbers are equal, and the measure in force says so: the Jaccard similarity of their
 * bigrams reaches the limit, or a learned probability its threshold.
 */
export function sameQuestion(a: Question, b: Question, { similarity, measure }: QuestionConfig): boolean {
  if (a.numbers !== b.numbers) return false
  if (measure !== undefined) return sameByMeasure(a, b, measure)
  // |A or B| = |A| + |B| - |A and B|, so the test is on the intersection alone.
  const needed = similarity.numerator * (a.size + b.size)
  const weight = similarity.numerator + similarity.denominator
  return weight * mostShared(a, b) >= needed && weight * sharedBigrams(a.bigrams, b.bigrams) >= needed
}

function sameByMeasure(a: Question, b: Question, { model, threshold }: QuestionMeasure): boolean {
  const [left, right] = [a.letters, b.letters]
  if (left === null || right === null) return false
  return sameProbability(model, phraseOf(model, left), readyOf(model, right)) >= threshold
}

// A message is compared with up to four earlier ones; it is made ready once.
let ready: {
  readonly model: SimilarityModel
  readonly letters: readonly number[]
  readonly phrase: ReadyPhrase
} | null = null

function readyOf(model: SimilarityModel, letters: readonly number[]): ReadyPhrase {
  if (ready?.letters !== letters || ready.model !== model) ready = { model, letters, phrase: phraseOf(model, letters) }
  return ready.phrase
}

/** Upper bound of |A and B|: each signature bit that only one side has stands for at least one bigram of that side. */
export function mostShared(a: Question, b: Question): number {
  const onlyA = ones(a.low & ~b.low) + ones(a.high & ~b.high)
  const onlyB = ones(b.low & ~a.low) + ones(b.high & ~a.high)
  return Math.min(a.size - onlyA, b.size - onlyB)
}

/** |A and B|. @param a @param b distinct */
export function sharedBigrams(a: readonly number[], b: readonly number[]): number {
  startSet(a.length + b.length)
  for (const bigram of a) addToSet(bigram, hashOfBigram(bigram))
  let count = 0
  for (const bigram of b) if (!addToSet(bigram, hashOfBigram(bigram))) count++
  return count
}

/** Number of one bits of a 32-bit integer. */
function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

// One open-addressing set, used again and again: a slot counts only with the present generation's stamp.
let slots = new Float64Array(2048)
let stamps = new Uint32Array(2048)
let generation = 0

/** Empties the set and makes room for `count` bigrams. */
function startSet(count: number): void {
  if (count * 2 > slots.length || generation === 0xffffffff) {
    const size = Math.max(slots.length, 2 ** Math.ceil(Math.log2(count * 2)))
    slots = new Float64Array(size)
    stamps = new Uint32Array(size)
    generation = 0
  }
  generation++
}

/** Adds to the set; false when it was there. */
function addToSet(bigram: number, hash: number): boolean {
  const mask = slots.length - 1
  let slot = (hash >>> 10) & mask
  while (stamps[slot] === generation) {
    if (slots[slot] === bigram) return false
    slot = (slot + 1) & mask
  }
  stamps[slot] = generation
  slots[slot] = bigram
  return true
}
