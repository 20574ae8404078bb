const SPACE = 1
const WORD = 2
const CJK = 3
const MARK = 4

const WORD_SEED = 0x11c9dc5
const PAIR_SEED = 0x2d1f3a7
const LETTERS_SEED = 0x3a8f05b
const CJK_SEED = 0x4c6e9d1
const SHORTEST_LETTERS = 2
const LONGEST_LETTERS = 5
const LONGEST_CJK = 3
const BLANK = 32
/** Characters beyond this add nothing to an intent and must not make one request expensive. */
const MAX_CHARACTERS = 4000

const classes = new Uint8Array(65536)

/**
 * Turns a text into hashes of its features; keeps its buffer, so that reading many texts allocates little.
 *
 * Latin and other alphabetic text: words, pairs of neighbouring words, and 2- to 5-grams of characters inside each word
 * with its borders. Text with Chinese, Japanese or Korean characters: 1- to 3-grams of characters over the whole string,
 * and, for alphabetic words inside it, the word and its character n-grams, which are the same features as elsewhere.
 * Case, width and compatibility forms are folded first (NFKC, lower case). Hashes are 32 bits, over UTF-16 code units.
 */
export class FeatureHashes {
  hashes = new Uint32Array(1024)
  /** How many of `hashes` belong to the text read last; repeated features stand there repeatedly. */
  count = 0

  read(text: string): void {
    this.count = 0
    const folded = (text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text).normalize('NFKC').toLowerCase()
    const cjk = hasCjk(folded)
    if (cjk) this.#readCharacters(folded)
    this.#readWords(folded, cjk)
  }

  #readWords(text: string, wordsOnly: boolean): void {
    let previous = 0
    for (let at = 0; at < text.length; ) {
      const kind = classOf(text.charCodeAt(at))
      let end = at + 1
      if (kind === WORD) while (end < text.length && classOf(text.charCodeAt(end)) === WORD) end++
      if (kind === WORD || (kind === MARK && !wordsOnly)) {
        const word = this.#readWord(text, at, end)
        if (previous !== 0 && !wordsOnly) this.#push(finish(Math.imul(step(PAIR_SEED, previous) ^ word, 0x9e3779b1)))
        previous = word
      }
      at = end
    }
  }

  #readWord(text: string, from: number, to: number): number {
    let whole = WORD_SEED
    for (let i = from; i < to; i++) whole = step(whole, text.charCodeAt(i))
    whole = finish(whole)
    this.#push(whole)
    for (let start = from - 1; start <= to; start++) {
      let hash = LETTERS_SEED
      for (let length = 1; length <= LONGEST_LETTERS && start + length - 1 <= to; length++) {
        const i = start + length - 1
        hash = step(hash, i < from || i === to ? BLANK : text.charCodeAt(i))
        if (length >= SHORTEST_LETTERS) this.#push(finish(hash ^ (length << 24)))
      }
    }
    return whole
  }

  #readCharacters(text: string): void {
    for (let start = 0; start < text.length; start++) {
      if (isRepeatedBlank(text, start)) continue
      let hash = CJK_SEED
      for (let i = start, length = 1; length <= LONGEST_CJK && i < text.length; i++) {
        if (isRepeatedBlank(text, i)) continue
        hash = step(hash, text.charCodeAt(i))
        this.#push(finish(hash ^ (length << 24)))
        length++
      }
    }
  }

  #push(hash: number): void {
    if (this.count === this.hashes.length) {
      const longer = new Uint32Array(this.hashes.length * 2)
      longer.set(this.hashes)
      this.hashes = longer
    }
    this.hashes[this.count++] = hash
  }
}

function isRepeatedBlank(text: string, at: number): boolean {
  return at > 0 && classOf(text.charCodeAt(at)) === SPACE && classOf(text.charCodeAt(at - 1)) === SPACE
}

function hasCjk(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x1100 && classOf(code) === CJK) return true
  }
  return false
}

/** The kind of a UTF-16 code unit, computed once per unit. Halves of surrogate pairs count as MARK. */
function classOf(code: number): number {
  return classes[code]! || (classes[code] = classify(String.fromCharCode(code)))
}

function classify(character: string): number {
  if (/\s/u.test(character)) return SPACE
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character)) return CJK
  return /[\p{L}\p{N}\p{M}]/u.test(character) ? WORD : MARK
}

const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

/** Finaliser of MurmurHash3: spreads every bit over the word. 0 is kept free for an empty slot. */
function finish(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0 || 1
}
