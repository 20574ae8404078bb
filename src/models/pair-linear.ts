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
  readonly values: Float64Array
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
  for (let kind = 0; kind < shared.length; kind++) {
    const { single, replacing } = weightsOf(shared[kind]!, kind)
    visit(shared[kind]!, replacing > 0, (bucket, replaces) => {
      buckets.push(bucket)
      values.push(replaces ? replacing : single)
    })
  }
  return { buckets: Uint32Array.from(buckets), values: Float64Array.from(values) }
}

/** Log odds of the pair with these grams. Whole levels are summed, so that it does not matter which text comes first. */
export function linearLogit({ weights, scale, intercept }: PairLinear, shared: readonly SharedGrams[]): number {
  let sum = 0
  for (let kind = 0; kind < shared.length; kind++) {
    const { single, replacing } = weightsOf(shared[kind]!, kind)
    let singles = 0
    let pairs = 0
    visit(shared[kind]!, replacing > 0, (bucket, replaces) => {
      if (replaces) pairs += weights[bucket]!
      else singles += weights[bucket]!
    })
    sum += single * singles + replacing * pairs
  }
  return intercept + scale * sum
}

/** How much a single gram of a kind counts, and a pair of grams; 0 = pairs are not formed. */
function weightsOf({ both, first, second }: SharedGrams, kind: number): { single: number; replacing: number } {
  const single = 1 / Math.sqrt(Math.max(1, 2 * both.length + (first.length + second.length)))
  const forms = kind < REPLACING_KINDS && first.length <= MOST_REPLACED && second.length <= MOST_REPLACED
  return { single, replacing: forms ? 0.7 / Math.sqrt(Math.max(1, first.length * second.length)) : 0 }
}

function visit(
  { both, first, second }: SharedGrams,
  withPairs: boolean,
  see: (bucket: number, replaces: boolean) => void,
): void {
  for (const gram of both) see(gramHash(SHARED, gram) >>> SHIFT, false)
  for (const gram of first) see(gramHash(APART, gram) >>> SHIFT, false)
  for (const gram of second) see(gramHash(APART, gram) >>> SHIFT, false)
  if (withPairs) for (const x of first) for (const y of second) see(pairHash(x, y) >>> SHIFT, true)
}
