import { DisjointSets } from '../stats/disjoint-sets.ts'
import { FeatureHashes } from './tokens.ts'

const HASHES = 32
const ROWS_PER_BAND = 4
/** Estimated Jaccard similarity of the features from which on two texts are one in other marks. */
const NEARLY_THE_SAME = 0.7

/**
 * Which texts are near-duplicates of each other: MinHash signatures over the classifier's features, candidates by bands of
 * four (two texts of similarity s meet with probability 1 - (1 - s^4)^8: 0.90 at 0.7, 0.99 at 0.8), joined when the signatures agree on
 * at least NEARLY_THE_SAME, and closed transitively. Linear in the texts, whatever they say.
 *
 * @returns per text the place of the first one of its cluster
 * Source: A. Broder, Compression and Complexity of Sequences (1997), 21-29; bands: J. Leskovec, A. Rajaraman, J. Ullman,
 * Mining of Massive Datasets (2014), chapter 3.
 */
export function nearDuplicates(texts: readonly string[]): Int32Array {
  const signatures = signaturesOf(texts)
  const alike = new DisjointSets<number>()
  for (let band = 0; band < HASHES; band += ROWS_PER_BAND) {
    const first = new Map<string, number>()
    for (let i = 0; i < texts.length; i++) {
      const key = signatures.subarray(i * HASHES + band, i * HASHES + band + ROWS_PER_BAND).join()
      const other = first.get(key)
      if (other === undefined) first.set(key, i)
      else if (agreement(signatures, i, other) >= NEARLY_THE_SAME) {
        const [a, b] = [alike.root(i), alike.root(other)]
        alike.join(Math.max(a, b), Math.min(a, b))
      }
    }
  }
  return Int32Array.from(texts, (_, i) => alike.root(i))
}

function signaturesOf(texts: readonly string[]): Uint32Array {
  const reader = new FeatureHashes()
  const signatures = new Uint32Array(texts.length * HASHES).fill(0xffffffff)
  texts.forEach((text, i) => {
    reader.read(text)
    for (let j = 0; j < reader.count; j++) {
      for (let h = 0; h < HASHES; h++) {
        const value = mixed(reader.hashes[j]!, h)
        if (value < signatures[i * HASHES + h]!) signatures[i * HASHES + h] = value
      }
    }
  })
  return signatures
}

/** A family of hash functions: MurmurHash3's finaliser after an odd multiple of its own. */
function mixed(hash: number, h: number): number {
  let x = Math.imul(hash ^ Math.imul(h + 1, 0x9e3779b1), 0x85ebca6b + 2 * h)
  x ^= x >>> 15
  x = Math.imul(x, 0xc2b2ae35)
  return (x ^ (x >>> 13)) >>> 0
}

function agreement(signatures: Uint32Array, a: number, b: number): number {
  let same = 0
  for (let h = 0; h < HASHES; h++) if (signatures[a * HASHES + h] === signatures[b * HASHES + h]) same++
  return same / HASHES
}
