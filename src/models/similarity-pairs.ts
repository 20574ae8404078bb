import { DisjointSets } from '../stats/disjoint-sets.ts'
import { hashUnit } from '../stats/random.ts'

/** Two texts and what people said of them. */
export interface LabelledPair {
  readonly first: string
  readonly second: string
  /** 1 = they ask the same. */
  readonly label: 0 | 1
}

/**
 * Numbers the pairs' connected parts: pairs that share a text, directly or through others, have the same number. Whatever is
 * cut between parts leaves no text on both sides.
 */
export function componentsOf(pairs: readonly LabelledPair[]): Int32Array {
  const texts = new DisjointSets<string>()
  for (const { first, second } of pairs) texts.join(first, second)
  const numbers = new Map<string, number>()
  return Int32Array.from(pairs, ({ first }) => {
    const root = texts.root(first)
    const known = numbers.get(root)
    if (known !== undefined) return known
    numbers.set(root, numbers.size)
    return numbers.size - 1
  })
}

/**
 * Deals whole components into folds of about the same size: the largest first, each into the fold that is smallest so far.
 *
 * @returns the fold of each pair
 */
export function dealFolds(components: Int32Array, folds: number, seed: string): Int32Array {
  const sizes = new Map<number, number>()
  for (const component of components) sizes.set(component, (sizes.get(component) ?? 0) + 1)
  const order = [...sizes].map(([component, size]) => ({ component, size, key: hashUnit(seed, String(component)) }))
  order.sort((a, b) => b.size - a.size || a.key - b.key)
  const filled = new Array<number>(folds).fill(0)
  const foldOf = new Map<number, number>()
  for (const { component, size } of order) {
    const fold = filled.indexOf(Math.min(...filled))
    filled[fold]! += size
    foldOf.set(component, fold)
  }
  return components.map((component) => foldOf.get(component)!)
}
