import type { SharedGrams } from './pair-grams.ts'
import { gramHash, pairHash } from './unit-hash.ts'

/** Log odds from single grams: each one that both texts have, that one of them lacks, and each pair of such. */
export interface PairLinear {
  /** By bucket, in steps of `scale`. */
  readonly weights: Int8Array
  readonly scale: number
  readonly intercept: number
}

export const LINEAR_BUCKETS = 1 << 18
const SHIFT = 32 - 18

/** Inputs of one pair: buckets, and how much each counts. */
export interface PairInputs {
  readonly buckets: Uint32Array
  readonly values: Float32Array
}

const SHARED = 0x51ed27
const APART = 0x3c6ef3
/** Pairs of grams that stand on different sides are formed of kinds below this: units, and pairs of units. */
const REPLACING_KINDS = 2
/** Texts that share little have too many such pairs to say anything, and they would cost time. */
const MOST_REPLACED = 24

export function pairInputs(shared: readonly SharedGrams[]): PairInputs {
  const buckets: number[] = []
  const values: number[] = []
  const add = (hash: number, value: number) => {
    buckets.push(hash >>> SHIFT)
    values.push(value)
  }
  for (const [kind, { both, first, second }] of shared.entries()) {
    const weight = 1 / Math.sqrt(Math.max(1, 2 * both.length + first.length + second.length))
    for (const gram of both) add(gramHash(SHARED, gram), weight)
    for (const gram of first) add(gramHash(APART, gram), weight)
    for (const gram of second) add(gramHash(APART, gram), weight)
    if (kind >= REPLACING_KINDS || first.length > MOST_REPLACED || second.length > MOST_REPLACED) continue
    const replacing = 0.7 / Math.sqrt(Math.max(1, first.length * second.length))
    for (const x of first) for (const y of second) add(pairHash(x, y), replacing)
  }
  return { buckets: Uint32Array.from(buckets), values: Float32Array.from(values) }
}

export function linearLogit({ weights, scale, intercept }: PairLinear, { buckets, values }: PairInputs): number {
  let sum = 0
  for (let i = 0; i < buckets.length; i++) sum += weights[buckets[i]!]! * values[i]!
  return intercept + scale * sum
}
