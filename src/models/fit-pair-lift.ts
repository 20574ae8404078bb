import { type GramRarity, rarityOf } from './gram-rarity.ts'
import type { SharedGrams } from './pair-grams.ts'
import {
  LIFT_KINDS,
  largestCounted,
  liftIndex,
  liftKey,
  liftPlace,
  liftSides,
  type PairLift,
  placeOf,
} from './pair-lift.ts'

const ROUNDS = 3
/** Added to how often a gram was seen, so that a rare one promises little. */
const PRIOR = 5
/** A gram is its own first guess. */
const ITSELF_FIRST = 3
/** Less says too little for its place in the table. */
const LEAST_LIFT = 1.5
const LEVELS = 254

/**
 * Counts, over the pairs that ask the same and in both directions, which gram answers to which: expectation and
 * maximisation of IBM's model 1 (see `liftColumns`), then what raises a chance at all, rounded to 8 bits.
 *
 * @param shared the grams of each pair, by kind
 */
export function fitPairLift(
  shared: readonly (readonly SharedGrams[])[],
  labels: ArrayLike<number>,
  chosen: Int32Array,
  rarity: GramRarity,
): PairLift {
  const sides: Side[] = []
  const largest = largestCounted(rarity)
  let [grams, texts] = [0, 0]
  for (const i of chosen)
    for (const ofKind of shared[i]!.slice(0, LIFT_KINDS)) {
      const { a, b } = liftSides(ofKind)
      grams += a.length + b.length
      texts += 2
      if (labels[i] !== 1) continue
      const [from, to] = [a, b].map((ones) => ones.filter((gram) => rarityOf(rarity, gram) <= largest))
      sides.push({ from: from!, to: to! }, { from: to!, to: from! })
    }
  const keys = tableOf(sides)
  return rounded(sides, keys, chancesOf(sides, keys), rarity, Math.max(grams / Math.max(texts, 1), 1))
}

interface Side {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** A table of every two grams that stand on different sides, at most half full. */
function tableOf(sides: readonly Side[]): Uint32Array<ArrayBuffer> {
  let keys: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 12)
  let size = 0
  for (const { from, to } of sides)
    for (const y of to)
      for (const x of from) {
        const key = liftKey(x, y)
        const place = placeOf(keys, key)
        if (keys[place] !== 0) continue
        keys[place] = key
        if (++size * 2 > keys.length) keys = widened(keys)
      }
  return keys
}

function widened(keys: Uint32Array): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(keys.length * 2)
  for (const key of keys) if (key !== 0) wider[placeOf(wider, key)] = key
  return wider
}

/** P(to | from), by `liftIndex`. */
function chancesOf(sides: readonly Side[], keys: Uint32Array): Float64Array {
  let chances: Float64Array | null = null
  const shares = new Float64Array(256)
  for (let round = 0; round < ROUNDS; round++) {
    const counts = new Float64Array(2 * keys.length)
    const totals = new Map<number, number>()
    for (const { from, to } of sides) {
      for (const y of to) {
        let all = 0
        for (const [k, x] of from.entries()) {
          const first = x === y ? ITSELF_FIRST : 1
          shares[k] = chances === null ? first : chances[liftIndex(liftPlace(keys, x, y), x, y)]!
          all += shares[k]!
        }
        if (all === 0) continue
        for (const [k, x] of from.entries()) {
          counts[liftIndex(liftPlace(keys, x, y), x, y)]! += shares[k]! / all
          totals.set(x, (totals.get(x) ?? 0) + shares[k]! / all)
        }
      }
    }
    chances = divided(sides, keys, counts, totals)
  }
  return chances!
}

function divided(
  sides: readonly Side[],
  keys: Uint32Array,
  counts: Float64Array,
  totals: ReadonlyMap<number, number>,
): Float64Array {
  const chances = new Float64Array(counts.length)
  for (const { from, to } of sides)
    for (const x of from) {
      const total = (totals.get(x) ?? 0) + PRIOR
      for (const y of to) {
        const index = liftIndex(liftPlace(keys, x, y), x, y)
        chances[index] = counts[index]! / total
      }
    }
  return chances
}

function rounded(
  sides: readonly Side[],
  keys: Uint32Array,
  chances: Float64Array,
  rarity: GramRarity,
  perText: number,
): PairLift {
  const lifts = new Float64Array(chances.length)
  const own = new Map<number, number>()
  for (const { from, to } of sides)
    for (const y of to) {
      const chance = Math.exp(-rarityOf(rarity, y)) / perText
      for (const x of from) {
        const index = liftIndex(liftPlace(keys, x, y), x, y)
        if (x === y) own.set(x, chances[index]!)
        if (chances[index]! >= LEAST_LIFT * chance) lifts[index] = chances[index]! / chance
      }
    }
  const scale = Math.log(lifts.reduce((most, lift) => Math.max(most, lift), Math.E)) / LEVELS
  const raised = Array.from(keys.keys()).filter((place) => lifts[2 * place]! > 0 || lifts[2 * place + 1]! > 0)
  const kept = new Uint32Array(2 ** Math.ceil(Math.log2(2 * raised.length + 2)))
  const levels = new Uint8Array(2 * kept.length)
  for (const place of raised) {
    const at = placeOf(kept, keys[place]!)
    kept[at] = keys[place]!
    for (const side of [0, 1]) {
      const lift = lifts[2 * place + side]!
      if (lift > 0) levels[2 * at + side] = 1 + Math.round(Math.log(lift) / scale)
    }
  }
  const itself = [...own.values()].reduce((sum, chance) => sum + chance, 0) / Math.max(own.size, 1)
  return { keys: kept, levels, scale, perText, itself }
}
