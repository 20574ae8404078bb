import { type GramRarity, rarityOf } from './gram-rarity.ts'
import type { SharedGrams } from './pair-grams.ts'
import type { Phrase } from './phrase.ts'

/**
 * How alike two texts are, the same whichever comes first: by kind of gram the Jaccard similarity, the same weighted by rarity,
 * and the shared rarity over what the poorer and the richer side have; then what is left of either, and how rare; then order,
 * lengths, negations, question words and numbers.
 *
 * @param shared the grams of both, by kind
 */
export function pairColumns(a: Phrase, b: Phrase, shared: readonly SharedGrams[], rarity: GramRarity): number[] {
  const columns: number[] = []
  const rare = (gram: number) => rarityOf(rarity, gram)
  const left: [number, number] = [0, 0]
  for (const [kind, { both, first, second }] of shared.entries()) {
    const common = sum(both, rare)
    const [one, other] = [sum(first, rare), sum(second, rare)]
    if (kind === 0) left.splice(0, 2, one, other)
    columns.push(
      over(both.length, both.length + (first.length + second.length)),
      over(common, common + (one + other)),
      over(common, common + Math.min(one, other)),
      over(common, common + Math.max(one, other)),
    )
  }
  const { both, first, second } = shared[0]!
  const [one, other] = [most(first, rare), most(second, rare)]
  columns.push(Math.max(...left), Math.min(...left), sum(both, rare))
  columns.push(Math.max(one, other), Math.min(one, other), most(both, rare))
  addOrder(columns, a.units, b.units)
  addWords(columns, a, b)
  return columns
}

function addOrder(columns: number[], a: readonly number[], b: readonly number[]): void {
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)]
  const common = commonSubsequence(a, b)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  columns.push(over(common, longer), over(common, shorter), shorter, longer, over(shorter, longer), start, end)
}

function addWords(columns: number[], a: Phrase, b: Phrase): void {
  const apart = Math.abs(a.negations - b.negations)
  columns.push(apart % 2, Math.min(a.negations, b.negations), Math.max(a.negations, b.negations))
  const [bothAsk, eitherAsks] = [bits(a.asks & b.asks), bits(a.asks | b.asks)]
  columns.push(bothAsk, eitherAsks - bothAsk, a.asks === b.asks ? 1 : 0)
  const [ours, theirs] = [new Set(a.numbers), new Set(b.numbers)]
  const same = [...ours].filter((number) => theirs.has(number)).length
  columns.push(ours.size + theirs.size - 2 * same, same)
}

// Written again by every pair.
let lengths = new Uint16Array(512)

/** Length of the longest common subsequence. */
function commonSubsequence(a: readonly number[], b: readonly number[]): number {
  if (lengths.length <= b.length) lengths = new Uint16Array(b.length * 2)
  lengths.fill(0, 0, b.length + 1)
  for (const unit of a) {
    let diagonal = 0
    for (let j = 0; j < b.length; j++) {
      const above = lengths[j + 1]!
      lengths[j + 1] = unit === b[j] ? diagonal + 1 : Math.max(above, lengths[j]!)
      diagonal = above
    }
  }
  return lengths[b.length]!
}

function sum(grams: readonly number[], rare: (gram: number) => number): number {
  let total = 0
  for (const gram of grams) total += rare(gram)
  return total
}

function most(grams: readonly number[], rare: (gram: number) => number): number {
  let largest = 0
  for (const gram of grams) largest = Math.max(largest, rare(gram))
  return largest
}

const over = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)

function bits(value: number): number {
  let count = 0
  for (let rest = value; rest > 0; rest &= rest - 1) count++
  return count
}
