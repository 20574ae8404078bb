import { debiasedEce } from '../stats/calibration-error.ts'

/** How good a model is on examples that it did not see in training (cross-fitted by group). */
export interface MixedQuality {
  readonly examples: number
  readonly positives: number
  /** Weighted area under the ROC curve; NaN when one outcome is missing. */
  readonly auc: number
  /** Debiased expected calibration error of the probability, weighted; and the upper end of its one-sided 95 % bound. */
  readonly ece: number
  readonly eceHigh: number
  /** Weighted mean log loss, in nats. */
  readonly logLoss: number
}

const BINS = 15
const RESAMPLES = 200

/** @param probabilities of outcome 1, from models that did not see the example */
export function qualityOf(
  probabilities: readonly number[],
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
): MixedQuality {
  const happened = probabilities.map((_, i) => outcomes[i] === 1)
  const { ece, high } = debiasedEce(probabilities, happened, BINS, RESAMPLES, weights)
  let [loss, total] = [0, 0]
  probabilities.forEach((p, i) => {
    loss -= weights[i]! * Math.log(Math.max(1e-12, happened[i] ? p : 1 - p))
    total += weights[i]!
  })
  return {
    examples: probabilities.length,
    positives: happened.filter(Boolean).length,
    auc: rankedArea(probabilities, happened, weights),
    ece,
    eceHigh: high,
    logLoss: loss / total,
  }
}

/**
 * Chance that a positive's probability lies above a negative's when both are drawn by weight; ties count half. NaN when a
 * side has no weight. Source: J. A. Hanley, B. J. McNeil, Radiology 143 (1982).
 */
function rankedArea(scores: readonly number[], positive: readonly boolean[], weights: ArrayLike<number>): number {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!)
  let [below, positives, area] = [0, 0, 0]
  for (let from = 0; from < order.length; ) {
    let [up, down, to] = [0, 0, from]
    for (; to < order.length && scores[order[to]!] === scores[order[from]!]; to++) {
      if (positive[order[to]!]) up += weights[order[to]!]!
      else down += weights[order[to]!]!
    }
    area += up * (below + down / 2)
    below += down
    positives += up
    from = to
  }
  return area / (below * positives)
}
