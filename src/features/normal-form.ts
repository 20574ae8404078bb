import type { QuestionConfig } from './config.ts'
import { classOf, LETTER_OR_NUMBER, OTHER, UNASSIGNED } from './unicode-13.ts'

/** Normal form of a message. The arrays are used again by the next call. */
export interface NormalText {
  /** The first `length` items count. */
  readonly codePoints: Int32Array
  readonly length: number
  readonly hasHan: boolean
  /** Has a code point above U+FFFF. */
  readonly astral: boolean
  /** Hash of the sorted runs of ASCII digits, 52 bits; 0 without any. */
  readonly numbers: number
  /** Ascending places before which something was left out (a blank, punctuation); empty unless they are wanted. */
  readonly breaks: readonly number[]
}

// One result, written again by every call: a message's normal form lives until its bigrams are made.
const breaks: number[] = []
const result = { codePoints: new Int32Array(1024), length: 0, hasHan: false, astral: false, numbers: 0, breaks }
let wantsBreaks = false

/**
 * The normal form of spec/features.md, section 5, in exactly its order: first code points, without those unassigned
 * in Unicode 13, NFKC, lower case, letters and numbers only, first code points of that.
 *
 * @param withBreaks tells as well where something was left out: a learned measure knows words by it
 */
export function normalise(text: string, config: QuestionConfig, withBreaks = false): NormalText {
  if (result.codePoints.length < config.normalLimit) result.codePoints = new Int32Array(config.normalLimit)
  result.length = 0
  result.hasHan = false
  result.astral = false
  wantsBreaks = withBreaks
  if (breaks.length > 0) breaks.length = 0
  if (runHashes.length > 0) runHashes.length = 0
  startRun()
  if (text.length > config.textLimit || !normaliseSimple(text, config.normalLimit)) normaliseAny(text, config)
  if (inRun) endRun()
  result.numbers = runHashes.length === 0 ? 0 : hashOfRuns()
  return result
}

/** Nothing known: the long way is needed. */
const COMPLEX = 0
/** In the tables below: taken to nothing, and it parts two runs of digits. */
const SEPARATOR = 1

/**
 * For each UTF-16 code unit: COMPLEX, SEPARATOR, or the one code unit of its normal form. Known are only units that
 * NFKC and lower case treat without regard to any neighbour that is known too.
 */
const simple = new Uint16Array(0x10000)
const SIMPLE_RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e], // ASCII
  [0xa0, 0x17f], // Latin-1, Latin Extended-A
  [0x410, 0x44f], // Cyrillic
  [0x2010, 0x2027], // dashes, quotation marks
  [0x3001, 0x3029], // CJK punctuation
  [0x3041, 0x3096], // Hiragana
  [0x30a1, 0x30fc], // Katakana
  [0x3400, 0x4dbf], // Han, Extension A
  [0x4e00, 0x9fff], // Han
  [0xac00, 0xd7a3], // Hangul syllables
  [0xff01, 0xff5e], // full-width ASCII
]
for (const [first, last] of SIMPLE_RANGES) {
  for (let unit = first; unit <= last; unit++) simple[unit] = simpleForm(unit)
}
simple[0x09] = SEPARATOR
simple[0x0a] = SEPARATOR
simple[0x0d] = SEPARATOR
simple[0x3000] = SEPARATOR

function simpleForm(unit: number): number {
  if (classOf(unit) === UNASSIGNED) return COMPLEX
  const composed = String.fromCharCode(unit).normalize('NFKC')
  const lower = composed.toLowerCase()
  if (composed.length !== 1 || lower.length !== 1) return COMPLEX
  return classOf(lower.charCodeAt(0)) === LETTER_OR_NUMBER ? lower.charCodeAt(0) : SEPARATOR
}

/** The Han characters of nearly all text need no look at the table, which is too large to stay close to the processor. */
const FIRST_COMMON_HAN = 0x4e00
const LAST_COMMON_HAN = 0x9fef

/** The quick way, code unit by code unit; false when one of them needs the long way. */
function normaliseSimple(text: string, limit: number): boolean {
  const { codePoints } = result
  const size = text.length
  let length = 0
  let han = false
  let digits = false
  for (let i = 0; i < size; i++) {
    const unit = text.charCodeAt(i)
    const common = unit >= FIRST_COMMON_HAN && unit <= LAST_COMMON_HAN
    const form = common ? unit : simple[unit]!
    if (form <= SEPARATOR) {
      if (form === COMPLEX) return false
      if (wantsBreaks) noteBreak(length)
      if (digits) {
        endRun()
        digits = false
      }
      continue
    }
    if (isDigit(form)) {
      addDigit(form)
      digits = true
    } else if (digits) {
      endRun()
      digits = false
    }
    if (length === limit) continue
    codePoints[length++] = form
    if (form >= FIRST_HAN && !han) han = isHan(form)
  }
  result.length = length
  result.hasHan = han
  return true
}

function noteBreak(place: number): void {
  if (place > 0 && breaks.at(-1) !== place) breaks.push(place)
}

const isDigit = (unit: number): boolean => (unit - 0x30) >>> 0 < 10

function normaliseAny(text: string, config: QuestionConfig): void {
  runHashes.length = 0
  breaks.length = 0
  startRun()
  const composed = assignedPart(text, config.textLimit).normalize('NFKC')
  for (let i = 0; i < composed.length; i++) {
    const unit = composed.charCodeAt(i)
    if (isDigit(unit)) addDigit(unit)
    else if (inRun) endRun()
  }
  const { codePoints } = result
  let length = 0
  for (const character of composed.toLowerCase()) {
    const point = character.codePointAt(0)!
    if (classOf(point) !== LETTER_OR_NUMBER) {
      if (wantsBreaks) noteBreak(length)
      continue
    }
    if (length === config.normalLimit) break
    codePoints[length++] = point
    result.hasHan = result.hasHan || isHan(point)
    result.astral = result.astral || point > 0xffff
  }
  result.length = length
}

/** The first `limit` code points, without those not assigned in Unicode 13. */
function assignedPart(text: string, limit: number): string {
  const kept: string[] = []
  let read = 0
  for (const character of text) {
    if (read++ === limit) break
    if (classOf(character.codePointAt(0)!) >= OTHER) kept.push(character)
  }
  return kept.join('')
}

const FIRST_HAN = 0x3400
const isHan = (point: number): boolean =>
  (point >= 0x4e00 && point <= 0x9fff) ||
  (point >= 0x3400 && point <= 0x4dbf) ||
  (point >= 0xf900 && point <= 0xfaff) ||
  (point >= 0x20000 && point <= 0x3ffff)

// The maximal runs of ASCII digits, as hashes: two 32-bit lanes, 52 bits kept.
const runHashes: number[] = []
let laneA = 0
let laneB = 0
let inRun = false

function startRun(): void {
  laneA = 0x811c9dc5 | 0
  laneB = 0x2545f491
  inRun = false
}

function addDigit(unit: number): void {
  mix(unit)
  inRun = true
}

function endRun(): void {
  runHashes.push(lanes())
  startRun()
}

function mix(value: number): void {
  laneA = Math.imul(laneA ^ value, 0x01000193)
  laneB = Math.imul(laneB + value, 0x85ebca6b)
  laneB ^= laneB >>> 13
}

const lanes = (): number => (laneA >>> 0) * 0x100000 + (laneB >>> 12)

/** Sorted, so that only the runs count and not their order; 0 is left for none. */
function hashOfRuns(): number {
  runHashes.sort((a, b) => a - b)
  for (const hash of runHashes) {
    mix(hash >>> 0)
    mix(Math.floor(hash / 0x100000000))
  }
  const hash = lanes() || 1
  startRun()
  return hash
}
