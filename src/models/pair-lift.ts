import { type GramRarity, rarityOf } from './gram-rarity.ts'
import type { SharedGrams } from './pair-grams.ts'

/**
 * How much likelier a gram stands in a text when another one stands in a text that asks the same: lift(from, to) =
 * P(to | from) / P(to). A table by open addressing, of grams that are not rare.
 */
export interface PairLift {
  /** Hash of two grams, whichever comes first; 0 = free. The length is a power of two. */
  readonly keys: Uint32Array
  /** By 2 * place + direction: 0 = raises nothing; else 1 + logarithm of the lift, in steps of `scale`. */
  readonly levels: Uint8Array
  readonly scale: number
  /** P(gram) = exp(-rarity) / perText: grams of a kind in a text, on average. */
  readonly perText: number
  /** P(gram | the same gram), for a gram that was not counted. */
  readonly itself: number
}

/** Units and pairs of units, each among themselves. */
export const LIFT_KINDS = 2
/** Grams of each kind that are looked at: a long text must not cost its square. */
const MOST = 48
/** Grams of fewer texts are not counted: they would only learn the one pair that they stand in. */
const LEAST_TEXTS = 3
/** Share of a gram's probability that comes from the other text; the rest is that it stands there anyway. */
const FROM_OTHER = 0.9

/** The grams of either text that are compared; those of both stand first in each, at the same places. */
export function liftSides({ both, first, second }: SharedGrams): { a: number[]; b: number[]; common: number } {
  const [a, b] = [both.concat(first), both.concat(second)]
  a.length = Math.min(a.length, MOST)
  b.length = Math.min(b.length, MOST)
  return { a, b, common: Math.min(both.length, MOST) }
}

/** The rarity above which too few texts have a gram: one of n has rarity log(texts / (n + 0.5)), see `fitRarity`. */
export const largestCounted = ({ largest }: GramRarity): number => largest - Math.log(LEAST_TEXTS)

/** The place of two grams in the table, or the free one where they would stand; its key is 0 then. */
export const liftPlace = (keys: Uint32Array, x: number, y: number): number => placeOf(keys, liftKey(x, y))

export function placeOf(keys: Uint32Array, key: number): number {
  const mask = keys.length - 1
  let place = key & mask
  for (let at = keys[place]!; at !== 0 && at !== key; at = keys[place]!) place = (place + 1) & mask
  return place
}

/** The same whichever comes first: grams are hashes of all bits already. Never 0, which says that a place is free. */
export const liftKey = (x: number, y: number): number => (x + y) >>> 0 || 1

/** Where the lift of one by the other stands, at the place of both. */
export const liftIndex = (place: number, from: number, to: number): number => 2 * place + (from < to ? 0 : 1)

/**
 * For each kind and text, how well its grams are told by the other's: mean of log(P(gram | other text) / P(gram)), over
 * all grams alike, and weighted by their rarity; of either the lesser text first, so that the order of the texts plays no part.
 *
 * Sources: P. F. Brown et al., The Mathematics of Statistical Machine Translation, Comp. Ling. 19 (1993), model 1; as a measure of
 * questions J. Jeon, W. B. Croft, J. H. Lee, Finding Similar Questions in Large Question and Answer Archives, CIKM 2005.
 */
export function liftColumns(lift: PairLift, shared: readonly SharedGrams[], rarity: GramRarity): number[] {
  const columns: number[] = []
  for (let kind = 0; kind < LIFT_KINDS; kind++) {
    const { a, b, common } = liftSides(shared[kind]!)
    const [ofA, ofB] = [rarities(a, rarity), rarities(b, rarity)]
    const [toA, toB] = [new Float64Array(a.length), new Float64Array(b.length)]
    const largest = largestCounted(rarity)
    addItself(lift, a.slice(0, common), ofA, largest, [toA, toB])
    addOthers(lift, counted(a, ofA, largest), counted(b, ofB, largest), [toA, toB])
    const [back, there] = [told(ofA, toA, b.length), told(ofB, toB, a.length)]
    columns.push(Math.min(there.mean, back.mean), Math.max(there.mean, back.mean))
    columns.push(Math.min(there.rare, back.rare), Math.max(there.rare, back.rare))
  }
  return columns
}

function rarities(grams: readonly number[], rarity: GramRarity): Float64Array {
  const values = new Float64Array(grams.length)
  for (let i = 0; i < grams.length; i++) values[i] = rarityOf(rarity, grams[i]!)
  return values
}

/** Grams with their places in the text's list. */
interface Counted {
  readonly grams: readonly number[]
  readonly at: readonly number[]
}

function counted(grams: readonly number[], ofGrams: Float64Array, largest: number): Counted {
  const kept: number[] = []
  const at: number[] = []
  for (let i = 0; i < grams.length; i++) {
    if (ofGrams[i]! > largest) continue
    kept.push(grams[i]!)
    at.push(i)
  }
  return { grams: kept, at }
}

const raised = ({ levels, scale }: PairLift, index: number): number =>
  levels[index] === 0 ? 0 : Math.exp((levels[index]! - 1) * scale)

type Sums = readonly [Float64Array, Float64Array]

/** What each gram of both texts says for itself. */
function addItself(
  lift: PairLift,
  both: readonly number[],
  ofBoth: Float64Array,
  largest: number,
  [toA, toB]: Sums,
): void {
  for (let k = 0; k < both.length; k++) {
    const gram = both[k]!
    const known = ofBoth[k]! > largest ? 0 : raised(lift, liftIndex(liftPlace(lift.keys, gram, gram), gram, gram))
    toA[k] = known || lift.itself * lift.perText * Math.exp(ofBoth[k]!)
    toB[k] = toA[k]!
  }
}

/** For each gram, what the other text's other grams say for it. */
function addOthers(lift: PairLift, a: Counted, b: Counted, [toA, toB]: Sums): void {
  const { keys } = lift
  for (let i = 0; i < a.grams.length; i++) {
    const x = a.grams[i]!
    for (let j = 0; j < b.grams.length; j++) {
      const y = b.grams[j]!
      if (x === y) continue
      const place = liftPlace(keys, x, y)
      if (keys[place] === 0) continue
      toB[b.at[j]!]! += raised(lift, liftIndex(place, x, y))
      toA[a.at[i]!]! += raised(lift, liftIndex(place, y, x))
    }
  }
}

/** @param others grams of the other text, of which each is as likely to be the one that says it */
function told(ofGrams: Float64Array, lifts: Float64Array, others: number): { mean: number; rare: number } {
  if (lifts.length === 0 || others === 0) return { mean: 0, rare: 0 }
  let [sum, weighted, weights] = [0, 0, 0]
  for (let i = 0; i < lifts.length; i++) {
    const value = Math.log(1 - FROM_OTHER + (FROM_OTHER * lifts[i]!) / others)
    sum += value
    weighted += ofGrams[i]! * value
    weights += ofGrams[i]!
  }
  return { mean: sum / lifts.length, rare: weights > 0 ? weighted / weights : 0 }
}
