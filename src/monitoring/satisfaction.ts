import { ratedNegative, SATISFACTION_INPUTS, satisfactionInputs } from '../metrics/satisfaction-inputs.ts'
import type { Unit } from '../metrics/unit.ts'
import { fitLogistic, type Logistic, logit, sigmoid } from '../models/logistic.ts'
import { debiasedEce } from '../stats/calibration-error.ts'
import { hashUnit } from '../stats/random.ts'

/** Predicts a negative rating (1 or 2) from what is known when a conversation closes. Plain data. */
export interface SatisfactionModel {
  readonly inputs: readonly string[]
  readonly logistic: Logistic
  /** Calibrates the log odds (Platt), fitted where a model of the other folds predicted. */
  readonly calibration: Logistic
  readonly ratings: number
  readonly negatives: number
  /** Of the calibrated probabilities on folds that the model did not see; debiased. */
  readonly calibrationError: number
}

/** Keeps the models; the latest one is used. */
export interface SatisfactionStore {
  latest(): Promise<SatisfactionModel | null>
  add(model: SatisfactionModel, now: number): Promise<void>
}

const FOLDS = 5
/** Of each kind; ten per input would be better, and fewer than this say nothing. */
const FEWEST_OF_A_KIND = 15
/** Platt's targets keep the calibration off 0 and 1; a light penalty does the same here. */
const CALIBRATION_L2 = 0.1

/**
 * Fits on rated conversations whose feedback window is over. That those who rate are like those who do not, given the
 * inputs, is assumed: so the figure is shown apart from the ratings.
 *
 * @param rated one unit per rated conversation; others are ignored
 * @returns null while there are fewer than 15 negative or 15 other ratings
 * Source: J. Platt, Probabilistic outputs for support vector machines (1999), for the calibration.
 */
export function fitSatisfaction(rated: readonly Unit[]): SatisfactionModel | null {
  const units = rated.filter((unit) => ratedNegative(unit) !== null)
  const inputs = units.map(satisfactionInputs)
  const outcomes = units.map((unit) => Number(ratedNegative(unit)))
  const negatives = outcomes.reduce((sum, outcome) => sum + outcome, 0)
  if (negatives < FEWEST_OF_A_KIND || outcomes.length - negatives < FEWEST_OF_A_KIND) return null
  const folds = units.map((unit) =>
    Math.floor(hashUnit('satisfaction/fold', unit.userId ?? unit.conversationId) * FOLDS),
  )
  const held = heldOutLogits(inputs, outcomes, folds)
  const calibration = fitLogistic(
    held.map((each) => [each.logit]),
    held.map((each) => each.outcome),
    CALIBRATION_L2,
  )
  const probabilities = held.map((each) => sigmoid(logit(calibration, [each.logit])))
  const { ece } = debiasedEce(
    probabilities,
    held.map((each) => each.outcome === 1),
    10,
    100,
  )
  return {
    inputs: SATISFACTION_INPUTS,
    logistic: fitLogistic(inputs, outcomes),
    calibration,
    ratings: outcomes.length,
    negatives,
    calibrationError: ece,
  }
}

/** Calibrated probability of a negative rating, had the customer rated; null for a model with other inputs. */
export function predictDissatisfaction(model: SatisfactionModel | null, unit: Unit): number | null {
  return dissatisfactionBy(model)?.(satisfactionInputs(unit)) ?? null
}

/** The same from the inputs of a unit; null for a model with other inputs. */
export function dissatisfactionBy(model: SatisfactionModel | null): ((inputs: ArrayLike<number>) => number) | null {
  if (model === null || model.inputs.join() !== SATISFACTION_INPUTS.join()) return null
  return (inputs) => sigmoid(logit(model.calibration, [logit(model.logistic, inputs)]))
}

function heldOutLogits(
  inputs: readonly (readonly number[])[],
  outcomes: readonly number[],
  folds: readonly number[],
): { logit: number; outcome: number }[] {
  const held: { logit: number; outcome: number }[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = [...folds.keys()].filter((i) => folds[i] !== fold)
    if (inside.length === 0) continue
    const model = fitLogistic(
      inside.map((i) => inputs[i]!),
      inside.map((i) => outcomes[i]!),
    )
    for (const i of folds.keys())
      if (folds[i] === fold) held.push({ logit: logit(model, inputs[i]!), outcome: outcomes[i]! })
  }
  return held
}
