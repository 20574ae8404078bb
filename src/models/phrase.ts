import { askedIn, isNegation } from './question-words.ts'
import { gramHash, gramOf, unitHash } from './unit-hash.ts'

/**
 * What a learned similarity reads of a text, made once for each text. A unit is a Chinese character, a word of an
 * alphabet, or a run of digits.
 */
export interface Phrase {
  /** Hashes of the units, in order. */
  readonly units: readonly number[]
  /** Distinct hashes, ascending, by kind: single units, pairs, triples of neighbours, pairs around one unit, parts of words. */
  readonly grams: readonly Uint32Array[]
  /** Runs of digits among the units. */
  readonly numbers: readonly number[]
  /** Which kinds of question words it has, as bits. */
  readonly asks: number
  readonly negations: number
}

/** Letters of a part of a word. */
const PART = 3
const LONGEST = 256

/**
 * @param letters code points of a normal form (lower case, letters and numbers only), 0 where something was left out
 */
export function phraseFrom(letters: readonly number[]): Phrase {
  const units: number[] = []
  const parts: number[] = []
  const numbers: number[] = []
  for (let from = 0; from < letters.length && units.length < LONGEST; ) {
    const kind = kindOf(letters[from]!)
    let to = from + 1
    if (kind >= WORD) while (to < letters.length && kindOf(letters[to]!) === kind) to++
    if (kind !== BREAK) units.push(unitHash(letters, from, to))
    if (kind === NUMBER) numbers.push(units.at(-1)!)
    if (kind === WORD) addParts(parts, letters, from, to)
    from = to
  }
  const grams = [neighbours(units, 1, 1), neighbours(units, 2, 1), neighbours(units, 3, 1), neighbours(units, 2, 2)]
  return {
    units,
    grams: [...grams, parts].map(distinct),
    numbers: numbers.sort((a, b) => a - b),
    asks: askedIn(grams),
    negations: grams[0]!.reduce((count, gram) => count + (isNegation(gram) ? 1 : 0), 0),
  }
}

/** The letters of a text whose normal form nobody made yet: for training, where pairs come as texts. */
export function lettersOfText(text: string): number[] {
  const letters: number[] = []
  for (const character of text.normalize('NFKC').toLowerCase()) {
    if (/[\p{L}\p{N}]/u.test(character)) letters.push(character.codePointAt(0)!)
    else if (letters.length > 0 && letters.at(-1) !== 0) letters.push(0)
  }
  return letters
}

const BREAK = 0
const SIGN = 1
const WORD = 2
const NUMBER = 3

/** Scripts without blanks between words begin at U+2E80; Korean is written with blanks, but its words change too much. */
const FIRST_SIGN = 0x2e80

function kindOf(letter: number): number {
  if (letter === 0) return BREAK
  if (letter >= 0x30 && letter <= 0x39) return NUMBER
  return letter >= FIRST_SIGN ? SIGN : WORD
}

/** @param step 2 = skips one unit between */
function neighbours(units: readonly number[], length: number, step: number): number[] {
  const grams: number[] = []
  const last = units.length - (length - 1) * step
  for (let i = 0; i < last; i++) grams.push(gramOf(units, i, length, step))
  return grams
}

function addParts(parts: number[], letters: readonly number[], from: number, to: number): void {
  for (let i = from - 1; i + PART <= to + 1; i++) {
    let part = PART
    for (let k = i; k < i + PART; k++) part = gramHash(part, k < from || k >= to ? 0 : letters[k]!)
    parts.push(part)
  }
}

function distinct(values: readonly number[]): Uint32Array {
  const sorted = Uint32Array.from(values).sort()
  let count = 0
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i]!
  return sorted.subarray(0, count)
}
