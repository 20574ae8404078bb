import type { LabelledPair } from '../../src/models/similarity-pairs.ts'
import { hashUnit, randomFrom } from '../../src/stats/random.ts'
import { readCsv, readGzip } from '../data-files.ts'
import { bigramJaccard } from './similarity-texts.ts'

const LEARNED = 4000
const SCORED = 1500
const LOOKED_AT = 30
const TEST_SHARE = 0.25

interface Said {
  readonly text: string
  readonly category: string
}

/**
 * Pairs from texts with categories: half of one category, half the likest of some of another. Harder than pairs drawn at
 * random, easier than what annotators would be given. No text stands in both parts.
 */
export function englishPairs(
  trainFile: string,
  testFile: string,
  cut: boolean,
): { learn: LabelledPair[]; score: LabelledPair[] } {
  const train = readSaid(trainFile)
  if (!cut) return { learn: pairsOf(train, LEARNED), score: pairsOf(readSaid(testFile), SCORED) }
  const isTest = ({ text }: Said) => hashUnit('english', text) < TEST_SHARE
  return {
    learn: pairsOf(
      train.filter((said) => !isTest(said)),
      LEARNED,
    ),
    score: pairsOf(train.filter(isTest), SCORED),
  }
}

function readSaid(file: string): Said[] {
  const [header, ...rows] = readCsv(readGzip(file))
  const [text, category] = [header!.indexOf('text'), header!.indexOf('category')]
  return rows.map((row) => ({ text: row[text]!, category: row[category]! }))
}

/** Each text is used once, so that the pairs hang together as little as real ones do. */
function pairsOf(all: readonly Said[], count: number): LabelledPair[] {
  const random = randomFrom('english/pairs')
  const order = [...all].map((said) => ({ said, key: random() })).sort((a, b) => a.key - b.key)
  const texts = order.map(({ said }) => said)
  const pairs: LabelledPair[] = []
  const used = new Set<Said>()
  for (const said of texts) {
    if (pairs.length === count) break
    if (used.has(said)) continue
    const label = pairs.length % 2 === 0 ? 1 : 0
    const fit = texts.filter(
      (other) => other !== said && !used.has(other) && (other.category === said.category) === (label === 1),
    )
    if (fit.length === 0) continue
    const drawn = Array.from({ length: label === 1 ? 1 : LOOKED_AT }, () => fit[Math.floor(random() * fit.length)]!)
    const other = drawn.reduce((best, one) => (likeness(said, one) > likeness(said, best) ? one : best))
    used.add(said).add(other)
    pairs.push({ first: said.text, second: other.text, label })
  }
  return pairs
}

const likeness = (a: Said, b: Said): number => bigramJaccard({ first: a.text, second: b.text, label: 0 })
