import { quantile } from './bootstrap.ts'
import type { Interval } from './interval.ts'
import type { Random } from './random.ts'

/** Units whose true and predicted class are known. */
export interface JudgedUnit {
  readonly truth: number
  readonly predicted: number
  /** Default 1; for a drawn sample one over its inclusion probability. */
  readonly weight?: number
  /** Units of one cluster are not independent. Absent: a cluster of its own. */
  readonly cluster?: string
}

export interface ClassScore {
  /** NaN = nothing was predicted to be it. */
  readonly precision: number
  /** NaN = nothing was it. */
  readonly recall: number
  readonly f1: number
  /** Units that were it, unweighted. */
  readonly support: number
}

export interface MacroF1 extends Interval {
  /** NaN without units. */
  readonly estimate: number
  readonly classes: readonly ClassScore[]
  /** Weighted, by true class then predicted class. */
  readonly confusion: readonly (readonly number[])[]
}

/**
 * Mean of the F1 of each class that occurs, with a percentile bootstrap interval over whole clusters.
 *
 * A class that neither occurs nor is predicted says nothing and is left out of the mean; one that is predicted and never
 * occurs, or occurs and is never found, has F1 0.
 *
 * Sources: Y. Yang, X. Liu, A re-examination of text categorization methods, SIGIR 1999, for the macro average; B. Efron,
 * R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13.
 * @example macroF1([{ truth: 0, predicted: 0 }, { truth: 1, predicted: 0 }], 2, random).estimate // (2/3 + 0) / 2
 */
export function macroF1(
  units: readonly JudgedUnit[],
  classes: number,
  random: Random,
  resamples = 400,
  level = 0.95,
): MacroF1 {
  const clusters = clustersOf(units, classes)
  const whole = new Float64Array(classes * classes)
  for (const cells of clusters) addTo(whole, cells)
  const estimate = meanF1(whole, classes)
  const drawn: number[] = []
  for (let r = 0; r < resamples && clusters.length > 1; r++) {
    const matrix = new Float64Array(classes * classes)
    for (let i = 0; i < clusters.length; i++) addTo(matrix, clusters[Math.floor(random() * clusters.length)]!)
    drawn.push(meanF1(matrix, classes))
  }
  const ascending = Float64Array.from(drawn).sort()
  const bound = (p: number, otherwise: number) => (ascending.length === 0 ? otherwise : quantile(ascending, p))
  return {
    estimate,
    low: bound((1 - level) / 2, 0),
    high: bound((1 + level) / 2, 1),
    classes: Array.from({ length: classes }, (_, k) => scoreOf(whole, classes, k, units)),
    confusion: Array.from({ length: classes }, (_, k) => [...whole.subarray(k * classes, (k + 1) * classes)]),
  }
}

/** Of each cluster its cells of the confusion matrix, as index and weight in turn. */
function clustersOf(units: readonly JudgedUnit[], classes: number): number[][] {
  const named = new Map<string, number[]>()
  const clusters: number[][] = []
  for (const { truth, predicted, weight = 1, cluster } of units) {
    const cell = [truth * classes + predicted, weight]
    const known = cluster === undefined ? undefined : named.get(cluster)
    if (known !== undefined) known.push(...cell)
    else {
      clusters.push(cell)
      if (cluster !== undefined) named.set(cluster, cell)
    }
  }
  return clusters
}

function addTo(matrix: Float64Array, cells: readonly number[]): void {
  for (let i = 0; i < cells.length; i += 2) matrix[cells[i]!]! += cells[i + 1]!
}

function sumsOf(matrix: Float64Array, classes: number, k: number) {
  let [occurs, predicted] = [0, 0]
  for (let j = 0; j < classes; j++) {
    occurs += matrix[k * classes + j]!
    predicted += matrix[j * classes + k]!
  }
  return { right: matrix[k * classes + k]!, occurs, predicted }
}

function meanF1(matrix: Float64Array, classes: number): number {
  let [sum, count] = [0, 0]
  for (let k = 0; k < classes; k++) {
    const { right, occurs, predicted } = sumsOf(matrix, classes, k)
    if (occurs + predicted === 0) continue
    sum += (2 * right) / (occurs + predicted)
    count++
  }
  return count === 0 ? Number.NaN : sum / count
}

function scoreOf(matrix: Float64Array, classes: number, k: number, units: readonly JudgedUnit[]): ClassScore {
  const { right, occurs, predicted } = sumsOf(matrix, classes, k)
  return {
    precision: predicted === 0 ? Number.NaN : right / predicted,
    recall: occurs === 0 ? Number.NaN : right / occurs,
    f1: occurs + predicted === 0 ? Number.NaN : (2 * right) / (occurs + predicted),
    support: units.filter(({ truth }) => truth === k).length,
  }
}
