import { randomFrom } from '../stats/random.ts'
import { sigmoid } from './logistic.ts'
import { LINEAR_BUCKETS, type PairInputs, type PairLinear } from './pair-linear.ts'
import { shuffle } from './shuffle.ts'

const EPOCHS = 8
const RATE = 0.3
const L2 = 3e-4
const INTERCEPT_RATE = 0.01

/**
 * Logistic regression by AdaGrad, then rounded to 8 bits.
 * Source: J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods, JMLR 12 (2011).
 */
export function fitPairLinear(
  inputs: readonly PairInputs[],
  labels: ArrayLike<number>,
  chosen: Int32Array,
  seed: string,
): PairLinear {
  const weights = new Float64Array(LINEAR_BUCKETS)
  const squares = new Float64Array(LINEAR_BUCKETS)
  const random = randomFrom(`pair-linear/${seed}`)
  let intercept = 0
  const order = Int32Array.from(chosen)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    for (const at of order) {
      const { buckets, values } = inputs[at]!
      let logit = intercept
      for (let i = 0; i < buckets.length; i++) logit += weights[buckets[i]!]! * values[i]!
      const error = sigmoid(logit) - labels[at]!
      intercept -= INTERCEPT_RATE * error
      for (let i = 0; i < buckets.length; i++) {
        const bucket = buckets[i]!
        const gradient = error * values[i]! + L2 * weights[bucket]!
        squares[bucket]! += gradient * gradient
        weights[bucket]! -= (RATE * gradient) / Math.sqrt(squares[bucket]! + 0.01)
      }
    }
  }
  return rounded(weights, intercept)
}

function rounded(weights: Float64Array, intercept: number): PairLinear {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  const scale = largest / 127 || 1
  return { weights: Int8Array.from(weights, (weight) => Math.round(weight / scale)), scale, intercept }
}
