import { randomFrom } from '../stats/random.ts'
import { binned, cutsOf } from './bins.ts'
import { sigmoid } from './logistic.ts'
import { childOf, growTree, type Tree, type TreeSettings, treeValue } from './tree.ts'

/** Boosted trees: log odds = base + sum of the trees' values. Plain data. */
export interface Boost {
  readonly base: number
  readonly trees: readonly Tree[]
}

export interface BoostSettings extends TreeSettings {
  readonly rounds: number
  /** Factor on each tree's values. */
  readonly rate: number
  /** Share of the examples that each tree is grown on. */
  readonly rowShare: number
}

export const BOOST_SETTINGS: BoostSettings = {
  rounds: 200,
  rate: 0.06,
  depth: 3,
  leastCurvature: 4,
  l2: 4,
  rowShare: 0.6,
  columnShare: 0.4,
}

/** Examples as columns of numbers (NaN = not known), with their outcomes and weights. */
export interface BoostData {
  readonly columns: readonly ArrayLike<number>[]
  readonly outcomes: ArrayLike<number>
  readonly weights: ArrayLike<number>
}

/**
 * Fits P(y = 1 | x) by gradient boosting of small trees on the log loss. Same data, settings and seed, same trees.
 *
 * @param chosen which examples to fit on
 * @param watch called after each tree with its number and the present log odds of every example, chosen or not
 * Sources: J. H. Friedman, Greedy Function Approximation, Ann. Statist. 29 (2001), and Stochastic Gradient Boosting (2002).
 */
export function fitBoost(
  data: BoostData,
  chosen: Int32Array,
  settings: BoostSettings,
  seed: string,
  watch?: (round: number, scores: Float64Array) => void,
): Boost {
  const { columns, outcomes, weights } = data
  const cuts = columns.map((values) => cutsOf(Float64Array.from(chosen, (i) => values[i]!)))
  const bins = binned(columns, cuts)
  const count = outcomes.length
  const base = baseOf(data, chosen)
  const scores = new Float64Array(count).fill(base)
  const [gradients, curvatures] = [new Float64Array(count), new Float64Array(count)]
  const random = randomFrom(`boost/${seed}`)
  const trees: Tree[] = []
  for (let round = 0; round < settings.rounds; round++) {
    for (const i of chosen) {
      const p = sigmoid(scores[i]!)
      gradients[i] = weights[i]! * (p - outcomes[i]!)
      curvatures[i] = weights[i]! * p * (1 - p)
    }
    const drawn = chosen.filter(() => random() < settings.rowShare)
    const tree = scaled(growTree(bins, gradients, curvatures, drawn, settings, random), settings.rate)
    trees.push(tree)
    for (let i = 0; i < count; i++) scores[i]! += valueAt(tree, columns, i)
    watch?.(round, scores)
  }
  return { base, trees }
}

/** Log odds of outcome 1. */
export function boostLogit(boost: Boost, values: ArrayLike<number>): number {
  let sum = boost.base
  for (const tree of boost.trees) sum += treeValue(tree, values)
  return sum
}

/**
 * How much each column moved the log odds away from the mean: along each path, the change of value goes to the column of
 * the split. The sum is the log odds less the roots' values.
 * Source: A. Saabas, Interpreting random forests (2014); exact for one tree, order-dependent for correlated columns.
 */
export function boostPushes(boost: Boost, values: ArrayLike<number>): Float64Array {
  const pushes = new Float64Array(values.length)
  for (const tree of boost.trees) {
    let node = 0
    while (tree.column[node]! >= 0) {
      const column = tree.column[node]!
      const child = childOf(tree, node, values[column]!)
      pushes[column]! += tree.value[child]! - tree.value[node]!
      node = child
    }
  }
  return pushes
}

function valueAt(tree: Tree, columns: readonly ArrayLike<number>[], i: number): number {
  let node = 0
  while (tree.column[node]! >= 0) node = childOf(tree, node, columns[tree.column[node]!]![i]!)
  return tree.value[node]!
}

const scaled = (tree: Tree, rate: number): Tree => ({ ...tree, value: tree.value.map((value) => value * rate) })

function baseOf({ outcomes, weights }: BoostData, chosen: Int32Array): number {
  let positive = 0
  let total = 0
  for (const i of chosen) {
    positive += weights[i]! * outcomes[i]!
    total += weights[i]!
  }
  const rate = (positive + 0.5) / (total + 1)
  return Math.log(rate / (1 - rate))
}
