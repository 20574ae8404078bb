import { softmaxInPlace } from './fit.ts'

/** What a model said of an example that it did not see in training. */
export interface HeldOut {
  scores: Float64Array
  target: number
  weight: number
}

export interface Calibration {
  /** What scores are divided by before the softmax. */
  temperature: number
  /** Weighted mean log loss of the held-out examples at that temperature, in nats. */
  loss: number
}

const COLDEST = 0.05
const HOTTEST = 20
const PRECISION = 1e-4

/**
 * The temperature at which held-out probabilities have the least log loss.
 *
 * Golden-section search over the logarithm of the temperature, in which the loss is unimodal.
 * Source: C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
 */
export function fitTemperature(held: readonly HeldOut[]): Calibration {
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = Math.log(COLDEST)
  let high = Math.log(HOTTEST)
  let left = high - ratio * (high - low)
  let right = low + ratio * (high - low)
  let lossLeft = meanLoss(held, Math.exp(left))
  let lossRight = meanLoss(held, Math.exp(right))
  while (high - low > PRECISION) {
    if (lossLeft <= lossRight) {
      high = right
      right = left
      lossRight = lossLeft
      left = high - ratio * (high - low)
      lossLeft = meanLoss(held, Math.exp(left))
    } else {
      low = left
      left = right
      lossLeft = lossRight
      right = low + ratio * (high - low)
      lossRight = meanLoss(held, Math.exp(right))
    }
  }
  const temperature = Math.exp((low + high) / 2)
  return { temperature, loss: meanLoss(held, temperature) }
}

function meanLoss(held: readonly HeldOut[], temperature: number): number {
  const scores = new Float64Array(held[0]?.scores.length ?? 0)
  let loss = 0
  let weight = 0
  for (const example of held) {
    scores.set(example.scores)
    softmaxInPlace(scores, temperature)
    loss -= example.weight * Math.log(scores[example.target]! + 1e-12)
    weight += example.weight
  }
  return loss / weight
}
