import { lettersOfText } from '../../src/models/phrase.ts'
import type { LabelledPair } from '../../src/models/similarity-pairs.ts'

/** The letters of a text as the service hands them to the measure. */
export const lettersIn = (text: string): number[] => lettersOfText(text)

const kept = new Map<string, Set<string>>()

/** Bigrams of the normal form, as in spec/features.md, section 5. */
function bigramsOf(text: string): Set<string> {
  const known = kept.get(text)
  if (known !== undefined) return known
  const letters = lettersOfText(text).filter((letter) => letter !== 0)
  const bigrams = new Set(letters.slice(1).map((letter, i) => `${letters[i]},${letter}`))
  kept.set(text, bigrams)
  return bigrams
}

export function bigramJaccard({ first, second }: LabelledPair): number {
  const [a, b] = [bigramsOf(first), bigramsOf(second)]
  let both = 0
  for (const bigram of a) if (b.has(bigram)) both++
  const either = a.size + b.size - both
  return either > 0 ? both / either : 0
}

/** Are the sorted runs of ASCII digits equal? */
export const sameNumbers = ({ first, second }: LabelledPair): boolean => numbersIn(first) === numbersIn(second)

const numbersIn = (text: string): string => (text.normalize('NFKC').match(/[0-9]+/g) ?? []).sort().join()
