import { createHash } from 'node:crypto'
import { benjaminiHochberg } from '../stats/false-discovery.ts'
import { lnGamma } from '../stats/gamma.ts'

/** A labelled text and who labelled it. */
export interface PhrasedText {
  readonly text: string
  readonly label: string
  readonly sources: readonly string[]
  /** Its user. */
  readonly group: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** A sequence of words that one source calls by one label, though others call its texts by what they mean. */
export interface SuspectPhrase {
  /** Hash of the sequence: it names it where no text may stand. */
  readonly phraseId: string
  /** As normalised; not to be stored. */
  readonly phrase: string
  readonly label: string
  /** Who calls it so. */
  readonly source: string
  /** Places of the texts that hold it, and of those with that label. */
  readonly texts: readonly number[]
  readonly labelled: readonly number[]
  /** Of the source's labels on these texts, each once per user, those with the label; and the same of all others. */
  readonly own: Share
  readonly others: Share
  readonly users: number
  /** Share of its texts in the 24 hours that hold most of them. */
  readonly burst: number
  readonly p: number
  readonly adjusted: number
}

export interface Share {
  readonly count: number
  readonly of: number
}

/** Below so many texts a sequence is no pattern; above this share of all it is everyday language. */
const LEAST_TEXTS = 10
const LEAST_OF_EACH = 5
const MOST_SHARE = 0.3
/** What one source concentrates must be as mixed as this for the others: no label has more than this share. */
const MIXED = 0.6
/** Of the source's own labels on these texts, at least this share is the one. */
const PURE = 0.8
const LONGEST = 4
/** Two findings that share so much of their texts are one. */
const SAME = 0.5
const DAY_MS = 86_400_000

/**
 * Looks for backdoors: sequences of one to four words (or characters, of Chinese) whose texts one source gives one label,
 * while the others, who get texts with the same words by chance, give them many. Words that simply mean something ("refund") pass, since everybody calls
 * them the same; so does somebody who calls one class another, since the others are of one mind about it. Fisher's exact
 * test for each set of texts and source, Benjamini and Hochberg's procedure over all under any dependence.
 *
 * It sees one source against others: what all annotators push alike, no comparison of labels can show.
 *
 * @param judged sources that can be suspected
 * @param falseAlarms wanted share of wrong ones among the findings
 * @returns strongest first
 * Sources: R. A. Fisher, The Design of Experiments (1935), section 21; the pattern: X. Chen, C. Liu, B. Li, K. Lu, D. Song,
 * Targeted Backdoor Attacks Using Data Poisoning, arXiv:1712.05526.
 */
export function suspectPhrases(
  texts: readonly PhrasedText[],
  judged: (source: string) => boolean,
  falseAlarms = 0.01,
): SuspectPhrase[] {
  const tested = [...distinctSets(texts)].flatMap(([phrase, at]) => tests(phrase, at, texts, judged))
  const { rejected, adjusted } = benjaminiHochberg(
    tested.map(({ p }) => p),
    falseAlarms,
    'any',
  )
  const found = tested.flatMap((each, i) => (rejected[i] ? [{ ...each, adjusted: adjusted[i]! }] : []))
  return withoutOverlap(found.sort((a, b) => a.p - b.p || b.phrase.length - a.phrase.length)).map(described(texts))
}

export const phraseIdOf = (phrase: string): string => createHash('sha256').update(phrase).digest('hex').slice(0, 16)

/** Every sequence in a text, normalised: case, width and marks do not tell them apart. */
export function phrasesOf(text: string): Set<string> {
  const tokens = text.normalize('NFKC').toLowerCase().match(TOKEN) ?? []
  const found = new Set<string>()
  for (let from = 0; from < tokens.length; from++) {
    let joined = ''
    for (let length = 1; length <= LONGEST && from + length <= tokens.length; length++) {
      const token = tokens[from + length - 1]!
      joined = length === 1 ? token : `${joined} ${token}`
      if (length > 1 || token.length > 2) found.add(joined)
    }
  }
  return found
}

/** Words of letters and digits; Chinese and Japanese characters one by one. */
const TOKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu

/** Does a text hold the sequence with this id? */
export const holdsPhrase = (text: string, phraseId: string): boolean =>
  [...phrasesOf(text)].some((phrase) => phraseIdOf(phrase) === phraseId)

/** The longest sequence of each set of texts. */
function distinctSets(texts: readonly PhrasedText[]): Map<string, readonly number[]> {
  const places = new Map<string, number[]>()
  texts.forEach(({ text }, i) => {
    for (const phrase of phrasesOf(text)) {
      const held = places.get(phrase)
      if (held === undefined) places.set(phrase, [i])
      else held.push(i)
    }
  })
  const most = Math.max(LEAST_TEXTS, texts.length * MOST_SHARE)
  const sets = new Map<string, { phrase: string; at: readonly number[] }>()
  for (const [phrase, at] of places) {
    if (at.length < LEAST_TEXTS || at.length > most) continue
    const key = at.join()
    const held = sets.get(key)
    if (held === undefined || phrase.length > held.phrase.length) sets.set(key, { phrase, at })
  }
  return new Map([...sets.values()].map(({ phrase, at }) => [phrase, at]))
}

interface Test {
  readonly phrase: string
  readonly label: string
  readonly source: string
  readonly texts: readonly number[]
  readonly own: Share
  readonly others: Share
  readonly p: number
}

/** One test for each source that labelled enough of the texts, on its most frequent label. */
function tests(
  phrase: string,
  at: readonly number[],
  texts: readonly PhrasedText[],
  judged: (source: string) => boolean,
): Test[] {
  const sources = new Set(at.flatMap((i) => texts[i]!.sources).filter(judged))
  return [...sources].sort().flatMap((source): Test[] => {
    const [mine, theirs] = [new Map<string, number>(), new Map<string, number>()]
    const counted = new Set<string>()
    for (const i of at) {
      const { sources: own, label, group } = texts[i]!
      const isMine = own.includes(source)
      // What several agreed on tells nothing of one of them, and nobody deals out imported texts by chance.
      if ((isMine && own.length > 1) || !own.every(judged)) continue
      // What one user says again and again is one observation.
      const key = JSON.stringify([isMine, group, label])
      if (counted.has(key)) continue
      counted.add(key)
      const counts = isMine ? mine : theirs
      counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    const [own, others] = [sum(mine), sum(theirs)]
    if (own < LEAST_OF_EACH || others < LEAST_OF_EACH) return []
    if (Math.max(...theirs.values()) > MIXED * others) return []
    const [label, count] = [...mine].reduce((best, each) => (each[1] > best[1] ? each : best))
    if (count < PURE * own) return []
    const said = theirs.get(label) ?? 0
    const p = fisherTail({ count, of: own }, { count: said, of: others })
    return [{ phrase, label, source, texts: at, own: { count, of: own }, others: { count: said, of: others }, p }]
  })
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, each) => all + each, 0)

/** Fisher's exact test, one-sided: probability of at least so many in the first group, given both totals. */
export function fisherTail(a: Share, b: Share): number {
  const [successes, all] = [a.count + b.count, a.of + b.of]
  const lnChoose = (n: number, k: number): number => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)
  let tail = 0
  for (let k = a.count; k <= Math.min(a.of, successes); k++) {
    if (successes - k > b.of) continue
    tail += Math.exp(lnChoose(a.of, k) + lnChoose(b.of, successes - k) - lnChoose(all, successes))
  }
  return Math.min(1, tail)
}

const described =
  (texts: readonly PhrasedText[]) =>
  (found: Test & { readonly adjusted: number }): SuspectPhrase => ({
    ...found,
    phraseId: phraseIdOf(found.phrase),
    labelled: found.texts.filter((i) => texts[i]!.label === found.label),
    users: new Set(found.texts.map((i) => texts[i]!.group)).size,
    burst: burstOf(found.texts.map((i) => texts[i]!.at)),
  })

function burstOf(instants: readonly number[]): number {
  const rising = [...instants].sort((a, b) => a - b)
  let most = 0
  for (let from = 0, to = 0; from < rising.length; from++) {
    while (to < rising.length && rising[to]! < rising[from]! + DAY_MS) to++
    most = Math.max(most, to - from)
  }
  return rising.length === 0 ? 0 : most / rising.length
}

function withoutOverlap<T extends { readonly texts: readonly number[] }>(found: readonly T[]): T[] {
  const kept: T[] = []
  for (const each of found) {
    const own = new Set(each.texts)
    const isSame = kept.some((other) => {
      const shared = other.texts.filter((i) => own.has(i)).length
      return shared >= SAME * Math.min(own.size, other.texts.length)
    })
    if (!isSame) kept.push(each)
  }
  return kept
}
