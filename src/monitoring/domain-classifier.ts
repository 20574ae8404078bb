import { fitSoftmax, scoreVector } from '../models/fit.ts'
import { buildVocabulary, vectorize } from '../models/vocabulary.ts'
import { type AreaUnderCurve, areaUnderCurve } from '../stats/auc.ts'
import { hashUnit } from '../stats/random.ts'

/** A text and whose it is. */
export interface OwnedText {
  readonly text: string
  readonly user: string
}

export interface TextDrift {
  /** Mean over the folds of the area under the curve: 0.5 = nobody can tell the two apart, 1 = always. */
  readonly auc: number
  readonly low: number
  readonly high: number
  /** That nothing differs: twice the mean of the folds' p, at most 1. */
  readonly p: number
  readonly texts: readonly [reference: number, current: number]
}

const FOLDS = 3
/** A fold of fewer on a side says nothing. */
const FEWEST_PER_FOLD = 10

/**
 * Can a classifier tell the current texts from the reference's? It is trained on two thirds and judged on the rest, three
 * times, folds by user; what it is judged on, it has not seen.
 *
 * The folds' tests are not independent of each other, so their p-values are joined by twice their mean, which holds
 * whatever ties them. The interval takes DeLong's variances as independent.
 *
 * @returns null with too few texts
 * Sources: S. Rabanser, S. Günnemann, Z. Lipton, Failing Loudly, NeurIPS 2019 (domain classifier); V. Vovk and R. Wang,
 * Combining p-values via averaging, Biometrika 107 (2020), 791-808.
 */
export async function textDrift(
  reference: readonly OwnedText[],
  current: readonly OwnedText[],
  pause: () => Promise<unknown>,
): Promise<TextDrift | null> {
  const all = [...reference, ...current]
  const isCurrent = (i: number): boolean => i >= reference.length
  const folds = all.map(({ user }) => Math.floor(hashUnit('domain/fold', user) * FOLDS))
  const texts = all.map(({ text }) => text)
  const vocabulary = buildVocabulary(texts, 2)
  const set = {
    vectors: vectorize(texts, vocabulary),
    targets: Int32Array.from(all.keys(), (i) => Number(isCurrent(i))),
    weights: balanced(reference.length, current.length),
  }
  const found: AreaUnderCurve[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    await pause()
    const inside = Int32Array.from([...folds.keys()].filter((i) => folds[i] !== fold))
    const held = [...folds.keys()].filter((i) => folds[i] === fold)
    const [positives, negatives] = [held.filter(isCurrent), held.filter((i) => !isCurrent(i))]
    if (Math.min(positives.length, negatives.length) < FEWEST_PER_FOLD) return null
    const model = fitSoftmax(set, inside, vocabulary.keys.length, 2, `domain/${fold}`)
    const scores = new Float64Array(2)
    const scoreOf = (i: number): number => {
      scoreVector(model, set.vectors, i, 1, scores)
      return scores[1]! - scores[0]!
    }
    found.push(areaUnderCurve(positives.map(scoreOf), negatives.map(scoreOf)))
  }
  return { ...joined(found), texts: [reference.length, current.length] }
}

/** Both sides weigh the same, however many texts each has. */
const balanced = (reference: number, current: number): Float64Array =>
  Float64Array.from({ length: reference + current }, (_, i) => 1 / (i < reference ? reference : current))

function joined(folds: readonly AreaUnderCurve[]): Omit<TextDrift, 'texts'> {
  const mean = (of: (fold: AreaUnderCurve) => number): number =>
    folds.reduce((sum, fold) => sum + of(fold), 0) / folds.length
  const auc = mean((fold) => fold.estimate)
  const half = 1.96 * Math.sqrt(mean((fold) => fold.variance) / folds.length)
  const p = Math.min(1, 2 * mean((fold) => fold.p))
  return { auc, low: Math.max(0, auc - half), high: Math.min(1, auc + half), p }
}
