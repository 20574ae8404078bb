import { murmur128 } from './murmur.ts'

/** Draws numbers in [0, 1). */
export type Random = () => number

/**
 * A number in [0, 1) that depends on seed and key only: one independent draw per key.
 *
 * Stable across versions and platforms, since inclusion probabilities and assignments hang on it: the 53 high bits of
 * MurmurHash3_x86_128 (seed 0) over the UTF-8 bytes of `<UTF-16 length of seed>:<seed><key>`.
 *
 * @example hashUnit('window-7', 'conversation-1') < probability // selected?
 */
export function hashUnit(seed: string, key: string): number {
  const words = murmur128(`${seed.length}:${seed}${key}`)
  return unit(words[0]!, words[1]!)
}

/**
 * A seeded stream of numbers in [0, 1): xoshiro128** (Blackman and Vigna 2018), whose four words of state are the
 * MurmurHash3_x86_128 of the seed's text; 53 bits per number from two outputs.
 */
export function randomFrom(seed: number | string): Random {
  let [a, b, c, d] = murmur128(String(seed)) as unknown as [number, number, number, number]
  if ((a | b | c | d) === 0) a = 1
  const next = (): number => {
    const mixed = Math.imul(b, 5)
    const result = Math.imul((mixed << 7) | (mixed >>> 25), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
  return () => unit(next(), next())
}

/** Puts the items into a random order in place (Fisher and Yates). */
export function shuffle<T extends { length: number; [index: number]: unknown }>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = items[i]
    items[i] = items[j]
    items[j] = held
  }
  return items
}

const unit = (high: number, low: number): number => ((high >>> 0) * 2 ** 21 + (low >>> 11)) / 2 ** 53
