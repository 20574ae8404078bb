import { type Random, randomFrom, shuffle } from '../../src/stats/random.ts'

/** Seeded choices; the same seed draws the same history on every machine. */
export interface Draw {
  random: Random
  chance(probability: number): boolean
  int(below: number): number
  pick<T>(items: readonly T[]): T
  /** Later items are rarer: each is half as likely as the one before. */
  mostly<T>(...items: readonly T[]): T
  shuffle<T>(items: readonly T[]): T[]
}

export const drawFrom = (seed: number | string): Draw => {
  const random = randomFrom(seed)
  const int = (below: number): number => Math.floor(random() * below)
  const mostly = <T>(...items: readonly T[]): T => {
    let i = 0
    while (i < items.length - 1 && random() < 0.5) i++
    return items[i]!
  }
  return {
    random,
    chance: (probability) => random() < probability,
    int,
    pick: (items) => items[int(items.length)]!,
    mostly,
    shuffle: (items) => shuffle([...items], random),
  }
}
