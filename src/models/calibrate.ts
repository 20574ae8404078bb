import { hashUnit } from '../stats/random.ts'
import { fitSoftmax, type Softmax, scoreVector, softmaxInPlace, type TrainingSet } from './fit.ts'

const FOLDS = 5
/** One parameter needs no more held-out examples than this; large sets then pay for one fold, small ones for all. */
const ENOUGH_HELD_OUT = 1200
const COLDEST = 0.05
const HOTTEST = 20
/** Below this many examples the folds say too little; scores stay as they are. */
const FEWEST = 20

interface HeldOut {
  scores: Float64Array
  target: number
  weight: number
}

/**
 * Temperature that makes probabilities honest: fitted on training examples that a model did not see.
 *
 * Cross-validation in five folds by group (by default equal texts share a fold), as many folds as give 1,200 held-out examples. The
 * temperature minimises their log loss.
 * Source: C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
 *
 * @param groups one per vector; vectors of one group share a fold
 * @returns the number that scores are divided by; 1 where there is too little to learn from
 */
export function crossValidatedTemperature(
  set: TrainingSet,
  groups: readonly string[],
  rows: number,
  labels: number,
  seed: string,
): number {
  if (groups.length < FEWEST || labels < 2) return 1
  const folds = groups.map((group) => Math.floor(hashUnit(`${seed}/fold`, group) * FOLDS))
  const held: HeldOut[] = []
  for (let fold = 0; fold < FOLDS && held.length < ENOUGH_HELD_OUT; fold++) {
    const inside = Int32Array.from(groups.keys()).filter((i) => folds[i] !== fold)
    const outside = Int32Array.from(groups.keys()).filter((i) => folds[i] === fold)
    if (inside.length === 0) continue
    holdOut(fitSoftmax(set, inside, rows, labels, `${seed}/fold/${fold}`), set, outside, held)
  }
  return held.length < FEWEST / 2 ? 1 : coolest(held)
}

function holdOut(model: Softmax, set: TrainingSet, outside: Int32Array, held: HeldOut[]): void {
  for (const i of outside) {
    const scores = new Float64Array(model.labels)
    scoreVector(model, set.vectors, i, 1, scores)
    held.push({ scores, target: set.targets[i]!, weight: set.weights[i]! })
  }
}

/** Golden-section search over the logarithm of the temperature; the loss is unimodal in it. */
function coolest(held: readonly HeldOut[]): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = Math.log(COLDEST)
  let high = Math.log(HOTTEST)
  let left = high - ratio * (high - low)
  let right = low + ratio * (high - low)
  let lossLeft = lossAt(held, Math.exp(left))
  let lossRight = lossAt(held, Math.exp(right))
  while (high - low > 1e-4) {
    if (lossLeft <= lossRight) {
      high = right
      right = left
      lossRight = lossLeft
      left = high - ratio * (high - low)
      lossLeft = lossAt(held, Math.exp(left))
    } else {
      low = left
      left = right
      lossLeft = lossRight
      right = low + ratio * (high - low)
      lossRight = lossAt(held, Math.exp(right))
    }
  }
  return Math.exp((low + high) / 2)
}

function lossAt(held: readonly HeldOut[], temperature: number): number {
  const scores = new Float64Array(held[0]!.scores.length)
  let loss = 0
  for (const example of held) {
    scores.set(example.scores)
    softmaxInPlace(scores, temperature)
    loss -= example.weight * Math.log(scores[example.target]! + 1e-12)
  }
  return loss
}
