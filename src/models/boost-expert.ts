import { BOOST_SETTINGS, type Boost, type BoostData, fitBoost } from './boost.ts'
import { type Folds, insideOf, logLoss } from './cross-fit.ts'

/** The trees of all examples, and what trees that did not see an example say of it (log odds). */
export interface BoostExpert {
  readonly boost: Boost
  readonly held: Float64Array
}

const MOST_ROUNDS = 300
/** The number of trees is chosen among multiples of this. */
const STEP = 10

/** Boosted trees whose number is chosen by the loss on held-out folds. */
export function fitBoostExpert(data: BoostData, folds: Folds, seed: string): BoostExpert {
  const { outcomes, weights } = data
  const all = Int32Array.from({ length: outcomes.length }, (_, i) => i)
  const looks = Array.from({ length: MOST_ROUNDS / STEP }, () => new Float32Array(outcomes.length))
  for (let fold = 0; fold < folds.count; fold++) {
    const { inside, held } = insideOf(folds, fold)
    if (held.length === 0) continue
    fitBoost(data, inside, { ...BOOST_SETTINGS, rounds: MOST_ROUNDS }, `${seed}/${fold}`, (round, scores) => {
      if ((round + 1) % STEP !== 0) return
      const look = looks[(round + 1) / STEP - 1]!
      for (const i of held) look[i] = scores[i]!
    })
  }
  const losses = looks.map((look) => logLoss(look, outcomes, weights, all))
  const best = losses.indexOf(Math.min(...losses))
  const boost = fitBoost(data, all, { ...BOOST_SETTINGS, rounds: (best + 1) * STEP }, seed)
  return { boost, held: Float64Array.from(looks[best]!) }
}
