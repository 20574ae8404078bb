import { cosineMatrix, vectorsAmong } from '../models/cosines.ts'
import { averageLinkage } from '../stats/average-linkage.ts'
import { type Random, randomFrom, shuffle } from '../stats/random.ts'

/** A message that the models were not sure of. */
export interface UnsureText {
  readonly textId: string
  readonly text: string
  /** Who wrote it; the conversation, where nobody is named. */
  readonly userId: string
  readonly predicted: string
}

export interface DiscoverySettings {
  /** Fewest messages, and fewest users, that make a proposal. */
  readonly fewest: number
  readonly fewestUsers: number
  /** Clusters join while their mean similarity is at least this share of that within the known labels. */
  readonly cut: number
  /** Least stability of a proposal, see below. */
  readonly stability: number
  readonly seed: number
}

export const defaultDiscovery: DiscoverySettings = { fewest: 8, fewestUsers: 3, cut: 0.5, stability: 0.6, seed: 1 }

/** More messages than this are not compared with each other: the matrix grows with their square. */
export const MOST_UNSURE = 3000

/** Messages that belong together and to no label that the models know. */
export interface FoundCluster {
  /** Nearest to the centre first. */
  readonly members: readonly UnsureText[]
  /** Mean cosine between two members. */
  readonly coherence: number
  /** Mean Jaccard similarity with the most similar cluster, when four fifths of the messages are clustered anew. */
  readonly stability: number
  /** Words that mark it, most telling first; only such as several users have written. */
  readonly keywords: readonly string[]
  /** What the models said, most often first. */
  readonly predicted: Readonly<Record<string, number>>
}

const RESAMPLES = 5
const RESAMPLED_SHARE = 0.8

/**
 * Groups messages that the models were unsure of: average linkage over the cosines of their n-gram vectors, cut where
 * clusters are less alike than a share of what messages of one known label are. Proposed is what is large enough, comes
 * from several users, and is found again in resamples (C. Hennig, Comput. Stat. Data Anal. 52 (2007), 258-271).
 *
 * @param unsure at most MOST_UNSURE are looked at, the first ones
 * @param known labelled messages: how alike texts of one label are here
 * @returns largest first
 */
export function findClusters(
  unsure: readonly UnsureText[],
  known: readonly { readonly text: string; readonly label: string }[],
  settings: DiscoverySettings = defaultDiscovery,
): FoundCluster[] {
  const texts = unsure.slice(0, MOST_UNSURE)
  if (texts.length < settings.fewest) return []
  const background = known.map(({ text }) => text)
  const n = texts.length
  const cosines = cosineMatrix(
    vectorsAmong(
      texts.map(({ text }) => text),
      background,
    ),
  )
  const random = randomFrom(`discovery/${settings.seed}`)
  const cut = settings.cut * likenessWithin(known, random)
  const clusters = averageLinkage(cosines.slice(), n, cut).filter(
    (rows) =>
      rows.length >= settings.fewest && new Set(rows.map((row) => texts[row]!.userId)).size >= settings.fewestUsers,
  )
  const stabilities = stabilityOf(clusters, cosines, n, cut, random)
  const frequency = documentFrequency([...background, ...texts.map(({ text }) => text)])
  return clusters
    .map((rows, i) => describe(rows, texts, cosines, stabilities[i]!, frequency, settings))
    .filter(({ stability }) => stability >= settings.stability)
    .sort((a, b) => b.members.length - a.members.length || (a.members[0]!.textId < b.members[0]!.textId ? -1 : 1))
}

const SAMPLED_TEXTS = 600
const NOTHING_SHARED = 0.02
/** What texts of one label share where nothing is labelled yet. */
const USUAL_LIKENESS = 0.2

/**
 * Mean cosine between two messages of the same label, over a sample. Pairs that share next to nothing are left out: they are
 * in two languages, and say nothing of how alike one language makes them.
 */
function likenessWithin(known: readonly { readonly text: string; readonly label: string }[], random: Random): number {
  const sample = shuffle([...known], random).slice(0, SAMPLED_TEXTS)
  const n = sample.length
  const cosines = cosineMatrix(
    vectorsAmong(
      sample.map(({ text }) => text),
      known.map(({ text }) => text),
    ),
  )
  let [sum, pairs] = [0, 0]
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const cosine = cosines[i * n + k]!
      if (sample[i]!.label !== sample[k]!.label || sample[i]!.text === sample[k]!.text || cosine < NOTHING_SHARED)
        continue
      sum += cosine
      pairs++
    }
  }
  return pairs < 30 ? USUAL_LIKENESS : sum / pairs
}

function stabilityOf(
  clusters: readonly (readonly number[])[],
  cosines: Float32Array,
  n: number,
  cut: number,
  random: Random,
): number[] {
  const sums = clusters.map(() => 0)
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const kept = shuffle(
      Array.from({ length: n }, (_, i) => i),
      random,
    ).slice(0, Math.ceil(RESAMPLED_SHARE * n))
    const size = kept.length
    const part = new Float32Array(size * size)
    for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) part[i * size + k] = cosines[kept[i]! * n + kept[k]!]!
    const again = averageLinkage(part, size, cut).map((rows) => new Set(rows.map((row) => kept[row]!)))
    const inside = new Set(kept)
    clusters.forEach((rows, i) => {
      const present = rows.filter((row) => inside.has(row))
      sums[i]! += Math.max(0, ...again.map((other) => jaccard(present, other)))
    })
  }
  return sums.map((sum) => sum / RESAMPLES)
}

export function jaccard<T>(some: readonly T[], others: ReadonlySet<T>): number {
  const both = some.filter((each) => others.has(each)).length
  return both === 0 ? 0 : both / (some.length + others.size - both)
}

function describe(
  rows: readonly number[],
  texts: readonly UnsureText[],
  cosines: Float32Array,
  stability: number,
  frequency: Frequency,
  settings: DiscoverySettings,
): FoundCluster {
  const n = texts.length
  const likeness = (row: number) => rows.reduce((sum, other) => sum + cosines[row * n + other]!, 0) - 1
  const central = rows.map((row) => ({ row, likeness: likeness(row) })).sort((a, b) => b.likeness - a.likeness)
  const members = central.map(({ row }) => texts[row]!)
  const said = Map.groupBy(members, ({ predicted }) => predicted)
  const counts = [...said].map(([label, group]) => [label, group.length] as const).sort((a, b) => b[1] - a[1])
  return {
    members,
    coherence: central.reduce((sum, each) => sum + each.likeness, 0) / (rows.length * (rows.length - 1)),
    stability,
    keywords: keywordsOf(members, frequency, settings.fewestUsers),
    predicted: Object.fromEntries(counts),
  }
}

interface Frequency {
  readonly texts: number
  readonly of: ReadonlyMap<string, number>
}

const SHOWN_KEYWORDS = 8
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Words of a text; of Chinese and Japanese, which write no blanks, every pair of characters. */
function wordsOf(text: string): Set<string> {
  const runs =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}']+/gu) ?? []
  return new Set(
    runs.flatMap((run) => {
      if (!CJK.test(run)) return run.length > 1 ? [run] : []
      const characters = [...run]
      return characters.slice(1).map((character, i) => characters[i]! + character)
    }),
  )
}

function documentFrequency(texts: readonly string[]): Frequency {
  const of = new Map<string, number>()
  for (const text of texts) for (const word of wordsOf(text)) of.set(word, (of.get(word) ?? 0) + 1)
  return { texts: texts.length, of }
}

/** Share of the members with a word, times the logarithm of how much more often it is here than elsewhere. */
function keywordsOf(members: readonly UnsureText[], frequency: Frequency, fewestUsers: number): string[] {
  const users = new Map<string, Set<string>>()
  const counts = new Map<string, number>()
  for (const { text, userId } of members) {
    for (const word of wordsOf(text)) {
      counts.set(word, (counts.get(word) ?? 0) + 1)
      if (!users.has(word)) users.set(word, new Set())
      users.get(word)!.add(userId)
    }
  }
  const scored = [...counts].flatMap(([word, count]) => {
    if (users.get(word)!.size < fewestUsers) return []
    const here = count / members.length
    const lift = here / ((frequency.of.get(word) ?? count) / frequency.texts)
    return lift > 1 ? [{ word, score: here * Math.log(lift) }] : []
  })
  scored.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
  return scored.slice(0, SHOWN_KEYWORDS).map(({ word }) => word)
}
