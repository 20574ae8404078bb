import { hashUnit } from '../stats/random.ts'
import { FIT_SETTINGS, type FitSettings, fitSoftmax, scoreVector, type TrainingSet } from './fit.ts'
import { fitTemperature, type HeldOut } from './temperature.ts'

const FOLDS = 5
/** Two parameters need no more held-out examples than this: large sets pay for one fold, small ones for all five. */
const ENOUGH_HELD_OUT = 1200
/** Below this many examples the folds say too little; the defaults stay. */
const FEWEST = 20
/** A stronger penalty must lower the loss by this factor: a smaller gain is within the noise of the folds. */
const CLEARLY_BETTER = 0.99
/** From weak to strong. Clean labels want the first, labels of which a fifth is wrong the last (5 points better then). */
const L2_INVERSES = [FIT_SETTINGS.l2Inverse, 8, 3]

export interface Chosen {
  settings: FitSettings
  temperature: number
}

/**
 * Chooses the L2 penalty and the temperature on training examples that a model did not see.
 *
 * Cross-validation in five folds by group, as many folds as give 1,200 held-out examples; each penalty is judged by its
 * log loss at its own best temperature, from the weakest on, until one is not clearly better than the one before.
 *
 * @param groups one per vector; vectors of one group share a fold
 * @param rows size of the vocabulary
 */
export function crossValidate(
  set: TrainingSet,
  groups: readonly string[],
  rows: number,
  labels: number,
  seed: string,
): Chosen {
  let chosen: Chosen = { settings: FIT_SETTINGS, temperature: 1 }
  if (groups.length < FEWEST || labels < 2) return chosen
  const folds = groups.map((group) => Math.floor(hashUnit(`${seed}/fold`, group) * FOLDS))
  let least = Number.POSITIVE_INFINITY
  for (const l2Inverse of L2_INVERSES) {
    const settings = { ...FIT_SETTINGS, l2Inverse }
    const held = holdOut(set, folds, rows, labels, seed, settings)
    if (held.length < FEWEST / 2) return chosen
    const { temperature, loss } = fitTemperature(held)
    if (loss > least * CLEARLY_BETTER) break
    least = loss
    chosen = { settings, temperature }
  }
  return chosen
}

function holdOut(
  set: TrainingSet,
  folds: readonly number[],
  rows: number,
  labels: number,
  seed: string,
  settings: FitSettings,
): HeldOut[] {
  const held: HeldOut[] = []
  const all = Int32Array.from(folds.keys())
  for (let fold = 0; fold < FOLDS && held.length < ENOUGH_HELD_OUT; fold++) {
    const inside = all.filter((i) => folds[i] !== fold)
    if (inside.length === 0 || inside.length === all.length) continue
    const model = fitSoftmax(set, inside, rows, labels, `${seed}/fold/${fold}`, settings)
    for (const i of all) {
      if (folds[i] !== fold) continue
      const scores = new Float64Array(labels)
      scoreVector(model, set.vectors, i, 1, scores)
      held.push({ scores, target: set.targets[i]!, weight: set.weights[i]! })
    }
  }
  return held
}
