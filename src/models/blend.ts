import { fitLogistic, logit } from './logistic.ts'
import type { Blend } from './mixed-model.ts'

/** Penalty on standardised coefficients: tells two alike experts apart only as far as the examples can. */
const L2 = 1

/**
 * Weighs two experts by logistic regression on their held-out log odds; calibration comes with it. An expert that would
 * get a negative weight is left out. Outcomes are pulled in a little, so that a set of one outcome stays finite.
 *
 * Sources: D. H. Wolpert, Stacked Generalization (1992); L. Breiman, Stacked Regressions (1996) for weights of at least
 * 0; J. Platt (1999) for the pulled-in outcomes.
 */
export function fitBlend(
  linear: Float64Array,
  trees: Float64Array,
  outcomes: ArrayLike<number>,
  weights: Float64Array,
): Blend {
  const targets = pulledIn(outcomes)
  const fit = (useLinear: number, useTrees: number): Blend => {
    const inputs = [...linear].map((score, i) => [useLinear * score, useTrees * trees[i]!])
    const model = fitLogistic(inputs, targets, L2, [...weights])
    const [a, b] = model.coefficients.map((value, k) => value / model.scales[k]!)
    return { intercept: logit(model, [0, 0]), linear: useLinear * a!, trees: useTrees * b! }
  }
  const both = fit(1, 1)
  if (both.linear >= 0 && both.trees >= 0) return both
  const one = both.linear < both.trees ? fit(0, 1) : fit(1, 0)
  return { intercept: one.intercept, linear: Math.max(0, one.linear), trees: Math.max(0, one.trees) }
}

function pulledIn(outcomes: ArrayLike<number>): number[] {
  const list = Array.from(outcomes)
  const positives = list.reduce((sum, outcome) => sum + outcome, 0)
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (list.length - positives + 2)]
  return list.map((outcome) => (outcome > 0 ? high : low))
}
