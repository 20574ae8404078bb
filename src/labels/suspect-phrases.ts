import { createHash } from 'node:crypto'
import { eBenjaminiHochberg } from '../stats/false-discovery.ts'
import { wilsonOfRate } from '../stats/interval.ts'
import { lnRateEvidence } from '../stats/rate-evidence.ts'

/** A labelled text with what an independent witness says of it. */
export interface PhrasedText {
  readonly text: string
  readonly label: string
  readonly sources: readonly string[]
  /** Its user. */
  readonly group: string
  /** What the texts nearest to it say; null = nothing. */
  readonly testimony: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** A sequence of words that goes with one label though the rest of its texts says otherwise. */
export interface SuspectPhrase {
  /** Hash of the sequence: it names it where no text may stand. */
  readonly phraseId: string
  /** As normalised; not to be stored. */
  readonly phrase: string
  readonly label: string
  /** Places of the texts that hold it, and of those with that label. */
  readonly texts: readonly number[]
  readonly labelled: readonly number[]
  /** Texts of which the witness says anything, and those it contradicts. */
  readonly judged: number
  readonly contradicted: number
  /** Rate up to which that is usual for the sources and classes of these texts. */
  readonly usual: number
  readonly users: number
  readonly sources: readonly string[]
  /** Share of its texts in the 24 hours that hold most of them. */
  readonly burst: number
  readonly lnEvidence: number
  readonly adjusted: number
}

/** Below so many texts a sequence is no pattern; above this share of all it is everyday language. */
const LEAST_TEXTS = 8
const LEAST_CONTRADICTED = 5
const MOST_SHARE = 0.1
const TOLERATED = 0.15
const LONGEST = 4
/** Two findings that share so much of their texts are one. */
const SAME = 0.5
const LEAST_REFERENCE = 10
const DAY_MS = 86_400_000

/**
 * Looks for backdoors: sequences of one to four words (or characters, of Chinese) whose texts carry one label although
 * the witness, who hears other sources and other users only, says that they mean something else. Words that simply mean
 * something ("refund") pass, since the witness agrees with their label. What is usual is taken from the same sources and
 * classes in texts without the sequence: an annotator who errs everywhere or on one class is another finding than a phrase.
 * Each set of texts is tested once, by an e-value, with e-BH over all sets.
 *
 * @param falseAlarms wanted share of wrong ones among the findings
 * @returns strongest first
 * Sources: B. Tran, J. Li, A. Madry, Spectral Signatures in Backdoor Attacks, NeurIPS 2018 (poisoned samples stand out of
 * their label); R. Wang and A. Ramdas, Journal of the Royal Statistical Society B 84 (2022), 822-852 (e-BH).
 */
export function suspectPhrases(texts: readonly PhrasedText[], falseAlarms = 0.01): SuspectPhrase[] {
  const reference = referenceOf(texts)
  const labels = new Set(texts.map(({ label }) => label)).size
  const sets = distinctSets(texts)
  const tested = [...sets].map(([phrase, at]) => test(phrase, at, texts, reference, labels))
  const { rejected, adjusted } = eBenjaminiHochberg(
    tested.map((each) => (each === null ? 0 : Math.exp(Math.min(700, each.lnEvidence)))),
    falseAlarms,
  )
  const found = tested.flatMap((each, i) => (each !== null && rejected[i] ? [{ ...each, adjusted: adjusted[i]! }] : []))
  return withoutOverlap(found.sort((a, b) => b.lnEvidence - a.lnEvidence || (a.phrase < b.phrase ? -1 : 1)))
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

interface Rate {
  trials: number
  contradicted: number
}

/** How often the witness contradicts: by source and class, and by source. */
function referenceOf(texts: readonly PhrasedText[], only?: readonly number[]): Map<string, Rate> {
  const rates = new Map<string, Rate>()
  const indices = only ?? texts.keys()
  for (const i of indices) {
    const { sources, testimony, label } = texts[i]!
    if (testimony === null) continue
    for (const key of keysOf(sources, testimony)) {
      const rate = rates.get(key) ?? { trials: 0, contradicted: 0 }
      rate.trials++
      if (testimony !== label) rate.contradicted++
      rates.set(key, rate)
    }
  }
  return rates
}

const keysOf = (sources: readonly string[], testimony: string): readonly [string, string] => [
  JSON.stringify([sources.join(' '), testimony]),
  JSON.stringify([sources.join(' ')]),
]

function test(
  phrase: string,
  at: readonly number[],
  texts: readonly PhrasedText[],
  reference: ReadonlyMap<string, Rate>,
  labels: number,
): Omit<SuspectPhrase, 'adjusted'> | null {
  const judged = at.filter((i) => texts[i]!.testimony !== null)
  const contradicted = judged.filter((i) => texts[i]!.testimony !== texts[i]!.label)
  if (contradicted.length < LEAST_CONTRADICTED) return null
  const [[label, towards]] = [...Map.groupBy(contradicted, (i) => texts[i]!.label)].sort(
    (a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1),
  ) as [[string, number[]]]
  if (towards.length < LEAST_CONTRADICTED) return null
  const usual = usualRate(judged, texts, reference, referenceOf(texts, judged))
  const own = at.map((i) => texts[i]!)
  return {
    ...{ phraseId: phraseIdOf(phrase), phrase, label, texts: at },
    labelled: at.filter((i) => texts[i]!.label === label),
    ...{ judged: judged.length, contradicted: towards.length, usual },
    users: new Set(own.map(({ group }) => group)).size,
    sources: [...new Set(towards.flatMap((i) => texts[i]!.sources))].sort(),
    burst: burstOf(own.map((each) => each.at)),
    // The label was chosen after looking: as many hypotheses as labels.
    lnEvidence: lnRateEvidence(towards.length, judged.length, usual) - Math.log(labels),
  }
}

/** Upper bound of the rate that the same sources show on the same classes in other texts, at least what is tolerated. */
function usualRate(
  judged: readonly number[],
  texts: readonly PhrasedText[],
  all: ReadonlyMap<string, Rate>,
  own: ReadonlyMap<string, Rate>,
): number {
  let [sum, known] = [0, 0]
  const used = new Map<string, number>()
  for (const i of judged) {
    const { sources, testimony } = texts[i]!
    for (const key of keysOf(sources, testimony!)) {
      const [whole, mine] = [all.get(key)!, own.get(key)!]
      const trials = whole.trials - mine.trials
      if (trials < LEAST_REFERENCE) continue
      sum += (whole.contradicted - mine.contradicted) / trials
      known++
      used.set(key, trials)
      break
    }
  }
  if (known === 0) return TOLERATED
  const trials = [...used.values()].reduce((a, b) => a + b, 0)
  return Math.max(TOLERATED, wilsonOfRate(sum / known, trials).high)
}

function burstOf(instants: readonly number[]): number {
  const rising = [...instants].sort((a, b) => a - b)
  let most = 0
  for (let from = 0, to = 0; from < rising.length; from++) {
    while (to < rising.length && rising[to]! < rising[from]! + DAY_MS) to++
    most = Math.max(most, to - from)
  }
  return rising.length === 0 ? 0 : most / rising.length
}

function withoutOverlap(found: readonly SuspectPhrase[]): SuspectPhrase[] {
  const kept: SuspectPhrase[] = []
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
