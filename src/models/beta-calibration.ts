import { fitLogistic, lnSigmoid, logit, sigmoid } from './logistic.ts'

/**
 * Calibrated log odds = intercept + onHigh * -ln(1 - p) + onLow * ln(p), for the probability p that log odds stand for.
 * Both slopes are at least 0, so the order stays; intercept 0 and slopes 1 change nothing.
 */
export interface BetaCalibration {
  readonly intercept: number
  readonly onHigh: number
  readonly onLow: number
}

export const IDENTITY: BetaCalibration = { intercept: 0, onHigh: 1, onLow: 1 }

const L2 = 1e-3
/** Twice the gain of log likelihood that three parameters reach by chance once in twenty times (chi-square, 3). */
const MORE_THAN_CHANCE = 7.81

/**
 * Bends log odds where a straight line does not fit: scores that are too sure at one end only. Stays the identity unless
 * the examples tell it apart from chance.
 *
 * Source: M. Kull, T. Silva Filho, P. Flach, Beta Calibration, AISTATS 2017.
 */
export function fitBeta(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  weights: Float64Array,
): BetaCalibration {
  const inputs = Array.from(scores, (score) => [-lnSigmoid(-score), lnSigmoid(score)])
  const fit = (high: 0 | 1, low: 0 | 1): BetaCalibration => {
    const used = inputs.map(([a, b]) => [high * a!, low * b!])
    const model = fitLogistic(used, Array.from(outcomes), L2, [...weights])
    const slopes = model.coefficients.map((value, k) => value / model.scales[k]!)
    return { intercept: logit(model, [0, 0]), onHigh: high * slopes[0]!, onLow: low * slopes[1]! }
  }
  const both = fit(1, 1)
  const found = both.onHigh < 0 ? fit(0, 1) : both.onLow < 0 ? fit(1, 0) : both
  if (found.onHigh < 0 || found.onLow < 0) return IDENTITY
  const gain = likelihood(found, scores, outcomes, weights) - likelihood(IDENTITY, scores, outcomes, weights)
  return 2 * gain > MORE_THAN_CHANCE ? found : IDENTITY
}

/** The calibrated probability of log odds. */
export const betaProbability = ({ intercept, onHigh, onLow }: BetaCalibration, score: number): number =>
  sigmoid(intercept - onHigh * lnSigmoid(-score) + onLow * lnSigmoid(score))

function likelihood(
  calibration: BetaCalibration,
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  weights: Float64Array,
): number {
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    const p = betaProbability(calibration, scores[i]!)
    sum += weights[i]! * Math.log(Math.max(1e-12, outcomes[i]! > 0 ? p : 1 - p))
  }
  return sum
}
