import { type Folds, insideOf, logLoss } from './cross-fit.ts'
import { logCountRatios, scaleColumns } from './log-count-ratios.ts'
import { fitSparseLogistic, type SparseProblem } from './sparse-logistic.ts'
import type { Vectors } from './vocabulary.ts'

/** A linear score over sparse columns. Single precision, as it is stored. */
export interface LinearScore {
  readonly weights: Float32Array
  readonly intercept: number
}

/** A matrix whose first columns are numbers and the others n-grams, with outcomes and weights. */
export interface Labelled extends SparseProblem {
  readonly numberColumns: number
}

/** The model of all examples, and what models that did not see an example say of it (log odds). */
export interface RidgeExpert {
  readonly score: LinearScore
  readonly held: Float64Array
}

/** From weak to strong; the search begins at the middle. */
const PENALTIES = [0.1, 0.3, 1, 3, 10, 30]
const FIRST = 2
/** One parameter needs no more held-out examples than this. */
const ENOUGH_HELD_OUT = 1500
const POWER = 0.5
/** Standardised numbers are made this much smaller, so that the penalty weighs on many numbers as it does on n-grams, of which a row has length 1. */
const NUMBERS_SCALE = 0.2
const TOLERANCE = 1e-2

/**
 * Ridge logistic regression on columns weighed by the root of their log-count ratio, its penalty chosen by the loss on
 * held-out folds: from the middle one to the neighbour that is better, as long as one is.
 */
export function fitRidgeExpert(data: Labelled, folds: Folds): RidgeExpert {
  const all = Int32Array.from({ length: data.outcomes.length }, (_, i) => i)
  let searched = 0
  for (let size = 0; searched < folds.count && size < ENOUGH_HELD_OUT; searched++)
    size += insideOf(folds, searched).held.length
  const judged = all.filter((i) => folds.of[i]! < searched)
  const tried = new Map<number, { readonly held: Float64Array; readonly loss: number }>()
  const lossAt = (at: number): number => {
    if (at < 0 || at >= PENALTIES.length) return Number.POSITIVE_INFINITY
    const known = tried.get(at)
    if (known !== undefined) return known.loss
    const held = new Float64Array(data.outcomes.length)
    holdOut(data, folds, 0, searched, PENALTIES[at]!, held)
    const loss = logLoss(held, data.outcomes, data.weights, judged)
    tried.set(at, { held, loss })
    return loss
  }
  let best = FIRST
  const step = lossAt(FIRST + 1) < lossAt(FIRST) ? 1 : -1
  while (lossAt(best + step) < lossAt(best)) best += step
  const l2 = PENALTIES[best]!
  const { held } = tried.get(best)!
  holdOut(data, folds, searched, folds.count, l2, held)
  return { score: fitOn(data, all, l2), held }
}

/** Log odds of vector i. */
const linearScore = ({ weights, intercept }: LinearScore, { starts, rows, values }: Vectors, i: number): number => {
  let sum = intercept
  for (let j = starts[i]!; j < starts[i + 1]!; j++) sum += weights[rows[j]!]! * values[j]!
  return sum
}

/** Scores the folds from .. to, each by a model of the others. */
function holdOut(data: Labelled, folds: Folds, from: number, to: number, l2: number, scores: Float64Array): void {
  for (let fold = from; fold < to; fold++) {
    const { inside, held } = insideOf(folds, fold)
    if (held.length === 0) continue
    const model = fitOn(data, inside, l2)
    for (const i of held) scores[i] = linearScore(model, data.vectors, i)
  }
}

function fitOn(data: Labelled, chosen: Int32Array, l2: number): LinearScore {
  const { vectors, numberColumns } = data
  const factors = logCountRatios(data, numberColumns, chosen, POWER)
  factors.fill(NUMBERS_SCALE, 0, numberColumns)
  const model = fitSparseLogistic({ ...data, vectors: scaleColumns(vectors, factors) }, chosen, l2, TOLERANCE)
  return { weights: Float32Array.from(model.weights, (weight, k) => weight * factors[k]!), intercept: model.intercept }
}
