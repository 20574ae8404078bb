import { hashUnit } from '../stats/random.ts'
import { type Classifier, classifierFrom, type Example, usableExamples, type WeightedExample } from './classifier.ts'
import { type Extended, extendClassifier } from './extend.ts'
import { type Descent, descend, FIT_SETTINGS, type Softmax, scoreVector, type TrainingSet } from './fit.ts'
import { type Balance, balanceOf, type HeldRow } from './new-label-balance.ts'
import { quantise } from './quantise.ts'
import { vectorize } from './vocabulary.ts'

export interface UpdateOptions {
  seed: number
  /** Factor on the examples of a label; 1 for labels not named. */
  classWeights?: Readonly<Record<string, number>>
}

const FOLDS = 5
/** With fewer fresh or replayed examples than this nothing is balanced: the parent's temperature stays. */
const FEWEST = 20
const MANY_EXAMPLES = 2500
/**
 * A replayed example stands for those of its label that are left out, and counts half of that: what few examples stand
 * for many of, they teach by heart (development split of Banking77).
 */
const REPLAY_FACTOR = 0.5

/**
 * A classifier that goes on from its parent instead of beginning anew.
 *
 * Weights of labels without fresh examples stay as they are; those of new labels move freely; those of known labels
 * with fresh examples move by the fresh share of what is known of them. So replayed examples teach new labels what they
 * are not, and nothing old is overwritten. Scores of new labels are then balanced against the old ones on examples that
 * the update did not see (see balanceOf), and calibrated with them.
 *
 * Deterministic: the same parent, examples (in any order), options and Node version give the same bytes.
 *
 * @param fresh what the parent was not trained on
 * @param replayed some of what it was trained on; the weight of each is how many it stands for
 * @throws LoopError LOOP_EXAMPLES_UNUSABLE as fitClassifier, also without any fresh example
 * Sources: A. Rebuffi et al., iCaRL, CVPR 2017 (replay); Y. Wu et al., Large Scale Incremental Learning, CVPR 2019
 * (balancing new against old scores on held-out examples).
 */
export function updateClassifier(
  parent: Classifier,
  fresh: readonly Example[],
  replayed: readonly Example[],
  options: UpdateOptions,
): Classifier {
  const usableFresh = usableExamples(fresh, options)
  const usableReplayed = replayed.length === 0 ? [] : usableExamples(replayed, options)
  const update = prepare(parent, usableFresh, usableReplayed)
  const seed = `update/${options.seed}`
  const all = Int32Array.from(update.examples.keys())
  const softmax = moved(update, all, seed)
  const { offset, temperature } = crossBalance(parent, update, softmax, seed)
  update.extended.isNew.forEach((isNew, label) => {
    if (isNew) softmax.bias[label]! += offset
  })
  const { labels, vocabulary } = update.extended
  return classifierFrom({
    labels,
    vocabulary,
    weights: quantise(softmax.weights, labels.length),
    bias: softmax.bias,
    temperature,
    training: { examples: parent.parameters.training.examples + usableFresh.length, seed: options.seed },
  })
}

interface Update {
  examples: readonly (WeightedExample & { isFresh: boolean })[]
  extended: Extended
  set: TrainingSet
  rates: Float64Array
}

function prepare(parent: Classifier, fresh: readonly WeightedExample[], replayed: readonly WeightedExample[]): Update {
  const examples = [
    ...fresh.map((each) => ({ ...each, isFresh: true })),
    ...replayed.map((each) => ({ ...each, isFresh: false })),
  ]
  const texts = examples.map((each) => each.text)
  const minTexts = examples.length >= MANY_EXAMPLES ? 2 : 1
  const extended = extendClassifier(
    parent,
    texts,
    examples.map((each) => each.label),
    fresh.length,
    minTexts,
  )
  const numbers = new Map(extended.labels.map((label, i) => [label, i]))
  const set: TrainingSet = {
    vectors: vectorize(texts, extended.vocabulary),
    targets: Int32Array.from(examples, (each) => numbers.get(each.label)!),
    weights: Float64Array.from(examples, (each) => each.weight * (each.isFresh ? 1 : REPLAY_FACTOR)),
  }
  return { examples, extended, set, rates: ratesOf(examples, extended) }
}

/** How far each label's weights move: the fresh share of its examples; 1 for new labels, 0 for those without fresh ones. */
function ratesOf(examples: Update['examples'], { labels, isNew }: Extended): Float64Array {
  const freshWeight = new Map<string, number>()
  const allWeight = new Map<string, number>()
  for (const { label, weight, isFresh } of examples) {
    allWeight.set(label, (allWeight.get(label) ?? 0) + weight)
    if (isFresh) freshWeight.set(label, (freshWeight.get(label) ?? 0) + weight)
  }
  return Float64Array.from(labels, (label, i) =>
    isNew[i] ? 1 : (freshWeight.get(label) ?? 0) / (allWeight.get(label) ?? 1),
  )
}

/** The extended parent, moved over some of the examples. Nothing decays: what is not taught stays. */
function moved({ extended, set, rates }: Update, chosen: Int32Array, seed: string): Softmax {
  const { labels, weights, bias } = extended.softmax
  const softmax = { labels, weights: weights.slice(), bias: bias.slice() }
  const descent: Descent = { seed, settings: FIT_SETTINGS, decay: 0, rates }
  descend(softmax, set, chosen, descent)
  return softmax
}

/** Scores of every example by a model that was moved without it, and the balance that suits them. */
function crossBalance(parent: Classifier, update: Update, whole: Softmax, seed: string): Balance {
  const { examples, extended, set } = update
  const folds = examples.map(({ group, text }) => Math.floor(hashUnit(`${seed}/fold`, group ?? text) * FOLDS))
  const held: HeldRow[] = []
  const all = Int32Array.from(folds.keys())
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = all.filter((i) => folds[i] !== fold)
    if (inside.length === 0 || inside.length === all.length) continue
    const softmax = moved(update, inside, `${seed}/fold/${fold}`)
    for (const i of all) {
      if (folds[i] !== fold) continue
      const target = set.targets[i]!
      const scores = scored(softmax, set, i)
      const seen = scored(whole, set, i)[target]!
      const { isFresh, weight } = examples[i]!
      held.push({ scores, target, seen, isFresh, weight })
    }
  }
  const { temperature } = parent.parameters
  const fresh = held.filter((row) => row.isFresh).length
  if (Math.min(fresh, held.length - fresh) < FEWEST) return { offset: 0, temperature }
  return balanceOf(held, extended.isNew, temperature)
}

function scored(softmax: Softmax, { vectors }: TrainingSet, i: number): Float64Array {
  const scores = new Float64Array(softmax.labels)
  scoreVector(softmax, vectors, i, 1, scores)
  return scores
}
