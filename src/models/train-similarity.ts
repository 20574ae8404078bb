import { LoopError } from '../errors/loop-error.ts'
import { randomFrom } from '../stats/random.ts'
import { fitSimilarity } from './fit-similarity.ts'
import { chooseThreshold, figuresAt, figuresOf, type ThresholdAim } from './same-threshold.ts'
import type { SimilarityModel } from './similarity-model.ts'
import { componentsOf, dealFolds, type LabelledPair } from './similarity-pairs.ts'

/** A figure with its 95 % interval. */
export interface Between {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What a model was learned from and what it reaches on pairs that it did not see. */
export interface SimilarityAbout {
  readonly pairs: number
  /** Pairs that ask the same. */
  readonly same: number
  /** Parts of the pairs that share no text with each other. */
  readonly components: number
  readonly seed: string
  readonly aim: ThresholdAim
  readonly threshold: number
  readonly f1: Between
  readonly precision: Between
  readonly recall: Between
}

export interface TrainedSimilarity {
  readonly model: SimilarityModel
  readonly about: SimilarityAbout
}

const FEWEST_PAIRS = 200
const FEWEST_OF_A_LABEL = 50
const FEWEST_COMPONENTS = 20
const FOLDS = 5
const RESAMPLES = 500

/**
 * Trains the measure and chooses its threshold, both without looking at a pair when judging it: the probabilities are
 * out-of-fold, and the figures are those of thresholds chosen on the other folds. The model's own threshold is chosen on all.
 *
 * @throws LoopError LOOP_TOO_FEW_PAIRS, LOOP_NO_THRESHOLD
 */
export function trainSimilarity(pairs: readonly LabelledPair[], seed: string, aim: ThresholdAim): TrainedSimilarity {
  const components = componentsOf(pairs)
  const parts = components.reduce((most, component) => Math.max(most, component + 1), 0)
  const same = pairs.reduce((sum, { label }) => sum + label, 0)
  refuseFew(pairs.length, same, parts)
  const { model, outOfFold } = fitSimilarity(pairs, seed)
  const labels = Float64Array.from(pairs, ({ label }) => label)
  const chosen = chooseThreshold(outOfFold, labels, aim)
  if (chosen === null) throw noThreshold(aim)
  const verdicts = heldOutVerdicts(outOfFold, labels, components, aim, seed)
  const of = intervals(verdicts, labels, components, parts, seed)
  return {
    model,
    about: { pairs: pairs.length, same, components: parts, seed, aim, threshold: chosen.threshold, ...of },
  }
}

/** 1 where the pair counts as the same by a threshold that was chosen on the other folds. */
function heldOutVerdicts(
  probabilities: Float64Array,
  labels: Float64Array,
  components: Int32Array,
  aim: ThresholdAim,
  seed: string,
): Float64Array {
  const folds = dealFolds(components, FOLDS, `${seed}/threshold`)
  const verdicts = new Float64Array(labels.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = Array.from(labels.keys()).filter((i) => folds[i] !== fold)
    const chosen = chooseThreshold(
      others.map((i) => probabilities[i]!),
      others.map((i) => labels[i]!),
      aim,
    )
    const threshold = chosen?.threshold ?? Number.POSITIVE_INFINITY
    for (const i of labels.keys()) if (folds[i] === fold) verdicts[i] = probabilities[i]! >= threshold ? 1 : 0
  }
  return verdicts
}

/**
 * Percentile intervals from resampled components: pairs that share a text stand or fall together.
 * Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13.
 */
function intervals(
  verdicts: Float64Array,
  labels: Float64Array,
  components: Int32Array,
  parts: number,
  seed: string,
): Record<'f1' | 'precision' | 'recall', Between> {
  const counts = new Float64Array(parts * 3)
  for (const [i, verdict] of verdicts.entries()) {
    const from = components[i]! * 3
    counts[from]! += verdict * labels[i]!
    counts[from + 1]! += verdict
    counts[from + 2]! += labels[i]!
  }
  const random = randomFrom(`${seed}/resample`)
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const sums: [number, number, number] = [0, 0, 0]
    for (let n = 0; n < parts; n++) {
      const from = Math.floor(random() * parts) * 3
      for (let k = 0; k < 3; k++) sums[k]! += counts[from + k]!
    }
    return figuresOf(0.5, ...sums)
  })
  const whole = figuresAt(verdicts, labels, 0.5)
  const between = (name: 'f1' | 'precision' | 'recall'): Between => {
    const sorted = drawn.map((figures) => figures[name]).sort((a, b) => a - b)
    return {
      value: whole[name],
      low: sorted[Math.floor(0.025 * RESAMPLES)]!,
      high: sorted[Math.ceil(0.975 * RESAMPLES) - 1]!,
    }
  }
  return { f1: between('f1'), precision: between('precision'), recall: between('recall') }
}

function refuseFew(pairs: number, same: number, parts: number): void {
  if (pairs >= FEWEST_PAIRS && Math.min(same, pairs - same) >= FEWEST_OF_A_LABEL && parts >= FEWEST_COMPONENTS) return
  throw new LoopError(
    'LOOP_TOO_FEW_PAIRS',
    `${pairs} pairs came, ${same} of them the same question, in ${parts} parts that share no text. At least ${FEWEST_PAIRS} pairs, ${FEWEST_OF_A_LABEL} of either label and ${FEWEST_COMPONENTS} parts are needed. Add pairs, also of texts that look alike and ask something else.`,
  )
}

const noThreshold = (aim: ThresholdAim) =>
  new LoopError(
    'LOOP_NO_THRESHOLD',
    `No threshold reaches a precision of ${aim.kind === 'precision' ? aim.least : 0} on pairs that the model did not see. Ask for less, or add pairs that look alike and ask something else.`,
  )
