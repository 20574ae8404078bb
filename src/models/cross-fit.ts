import { hashUnit } from '../stats/random.ts'
import { lnSigmoid } from './logistic.ts'

/** Examples cut into folds by group. */
export interface Folds {
  readonly count: number
  /** Fold of each example. */
  readonly of: Uint8Array
}

const FOLDS = 5

/**
 * Five folds with whole groups. Groups are dealt in an order drawn by hash, each to the fold that holds least of its kind,
 * so that small or lopsided sets have both outcomes in every fold as far as the groups allow.
 */
export function foldsOf(groups: readonly string[], outcomes: ArrayLike<number>, seed: string): Folds {
  const totals = new Map<string, { size: number; positive: number; place: number }>()
  groups.forEach((group, i) => {
    const held = totals.get(group) ?? { size: 0, positive: 0, place: hashUnit(`folds/${seed}`, group) }
    held.size++
    held.positive += outcomes[i]!
    totals.set(group, held)
  })
  const filled = Array.from({ length: FOLDS }, () => ({ size: 0, positive: 0 }))
  const foldOf = new Map<string, number>()
  const order = [...totals].sort(([a, x], [b, y]) => x.place - y.place || (a < b ? -1 : 1))
  for (const [group, { size, positive }] of order) {
    const kind = positive > 0 ? 'positive' : 'size'
    let best = 0
    for (let fold = 1; fold < FOLDS; fold++) if (filled[fold]![kind] < filled[best]![kind]) best = fold
    foldOf.set(group, best)
    filled[best]!.size += size
    filled[best]!.positive += positive
  }
  return { count: FOLDS, of: Uint8Array.from(groups, (group) => foldOf.get(group)!) }
}

/** Numbers of the examples outside a fold, and of those in it. */
export function insideOf({ of }: Folds, fold: number): { inside: Int32Array; held: Int32Array } {
  const all = Int32Array.from(of.keys())
  return { inside: all.filter((i) => of[i] !== fold), held: all.filter((i) => of[i] === fold) }
}

/** Weighted mean log loss of log odds, over the given examples. */
export function logLoss(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
  over: Int32Array,
): number {
  let [loss, total] = [0, 0]
  for (const i of over) {
    loss -= weights[i]! * lnSigmoid(outcomes[i]! > 0 ? scores[i]! : -scores[i]!)
    total += weights[i]!
  }
  return total > 0 ? loss / total : 0
}
