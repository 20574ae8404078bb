import { debiasedEce } from '../stats/calibration-error.ts'
import { clusteredAuc } from '../stats/clustered-auc.ts'

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
  const units = probabilities.map((score, i) => ({
    score,
    positive: happened[i]!,
    weight: weights[i]!,
    cluster: String(i),
  }))
  const { ece, high } = debiasedEce(probabilities, happened, BINS, RESAMPLES, weights)
  let [loss, total] = [0, 0]
  probabilities.forEach((p, i) => {
    loss -= weights[i]! * Math.log(Math.max(1e-12, happened[i] ? p : 1 - p))
    total += weights[i]!
  })
  return {
    examples: probabilities.length,
    positives: happened.filter(Boolean).length,
    auc: clusteredAuc(units).estimate,
    ece,
    eceHigh: high,
    logLoss: loss / total,
  }
}
