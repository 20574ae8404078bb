import { softmaxInPlace } from './fit.ts'
import { fitTemperature } from './temperature.ts'

/** One example under a model that was updated without it. */
export interface HeldRow {
  scores: Float64Array
  target: number
  /** Score of the target under the model that was updated with it. */
  seen: number
  isFresh: boolean
  /** How many examples it stands for. */
  weight: number
}

export interface Balance {
  /** Added to the scores of new labels. */
  offset: number
  temperature: number
}

const LOWEST = -8
const HIGHEST = 4
const PRECISION = 1e-3
const ROUNDS = 2

/**
 * What new labels' scores are shifted by, and the temperature, so that held-out examples are least surprising.
 *
 * New labels see all of their own examples and few of the old ones, so that they claim too much. The offset is judged on
 * examples that the update did not see. Replayed ones were seen by the parent, though, and their own label scores
 * higher than it would for a new text. By how much, fresh examples tell: their label's score with and without having
 * been learned from. The median of that gain is taken off first (without it, half of the offset is missed: development split of
 * Banking77).
 *
 * @param isNew by label: unknown to the parent. Without any, or with nothing but new ones, there is nothing to shift
 */
export function balanceOf(held: readonly HeldRow[], isNew: readonly boolean[], temperature: number): Balance {
  const gain = gainOfLearning(held)
  const rows = held.map(({ scores, target, isFresh, weight }) => {
    const honest = scores.slice()
    if (!isFresh) honest[target]! -= gain
    return { scores: honest, target, weight }
  })
  const shifts = isNew.includes(true) && isNew.includes(false)
  let balance: Balance = { offset: 0, temperature }
  for (let round = 0; round < ROUNDS; round++) {
    const offset = shifts ? bestOffset(rows, isNew, balance.temperature) : 0
    const shifted = rows.map((row) => ({
      ...row,
      scores: row.scores.map((score, l) => (isNew[l] ? score + offset : score)),
    }))
    balance = { offset, temperature: fitTemperature(shifted).temperature }
  }
  return balance
}

/** By how much the score of its own label rises when an example is learned from, at the median. */
function gainOfLearning(held: readonly HeldRow[]): number {
  const gains = held.flatMap(({ isFresh, seen, scores, target }) => (isFresh ? [seen - scores[target]!] : []))
  return Math.max(0, gains.sort((a, b) => a - b)[gains.length >> 1] ?? 0)
}

/** Golden-section search: the log loss is convex in the offset. */
function bestOffset(
  rows: readonly Omit<HeldRow, 'seen' | 'isFresh'>[],
  isNew: readonly boolean[],
  temperature: number,
) {
  const ratio = (Math.sqrt(5) - 1) / 2
  const probabilities = new Float64Array(isNew.length)
  const loss = (offset: number): number => {
    let sum = 0
    for (const { scores, target, weight } of rows) {
      for (let l = 0; l < scores.length; l++) probabilities[l] = scores[l]! + (isNew[l] ? offset : 0)
      softmaxInPlace(probabilities, temperature)
      sum -= weight * Math.log(probabilities[target]! + 1e-12)
    }
    return sum
  }
  let [low, high] = [LOWEST, HIGHEST]
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)]
  let [lossLeft, lossRight] = [loss(left), loss(right)]
  while (high - low > PRECISION) {
    if (lossLeft <= lossRight) {
      ;[high, right, lossRight] = [right, left, lossLeft]
      left = high - ratio * (high - low)
      lossLeft = loss(left)
    } else {
      ;[low, left, lossLeft] = [left, right, lossRight]
      right = low + ratio * (high - low)
      lossRight = loss(right)
    }
  }
  return (low + high) / 2
}
