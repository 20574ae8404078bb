import type { SparseProblem } from './sparse-logistic.ts'
import type { Vectors } from './vocabulary.ts'

const SMOOTHING = 1

/**
 * How telling each column is by itself: the absolute log ratio of its shares among both outcomes' examples. Columns
 * multiplied by it before a linear model is fitted make naive Bayes its starting point; the square root of the ratio is
 * the way between that and the plain model.
 *
 * @param from columns before this one keep the factor 1 (numbers, which are not counted)
 * @param chosen which vectors to count
 * @param power of the ratio; 1 = as in the source, 0 = no factor
 * Source: S. Wang, C. Manning, Baselines and Bigrams, ACL 2012 (NBSVM), over presence of n-grams.
 */
export function logCountRatios(
  { vectors: { starts, rows }, columns, outcomes, weights }: SparseProblem,
  from: number,
  chosen: Int32Array,
  power: number,
): Float64Array {
  const counts = [new Float64Array(columns), new Float64Array(columns)] as const
  const totals = [0, 0]
  for (const i of chosen) {
    const outcome = outcomes[i]! > 0 ? 1 : 0
    totals[outcome]! += weights[i]!
    for (let j = starts[i]!; j < starts[i + 1]!; j++) counts[outcome][rows[j]!]! += weights[i]!
  }
  const factors = new Float64Array(columns).fill(1)
  const share = (outcome: 0 | 1, column: number) =>
    (counts[outcome][column]! + SMOOTHING) / (totals[outcome]! + 2 * SMOOTHING)
  for (let column = from; column < columns; column++)
    factors[column] = Math.abs(Math.log(share(1, column) / share(0, column))) ** power
  return factors
}

/** The matrix with each column times its factor. */
export function scaleColumns({ starts, rows, values }: Vectors, factors: Float64Array): Vectors {
  const scaled = new Float32Array(values.length)
  for (let j = 0; j < values.length; j++) scaled[j] = values[j]! * factors[rows[j]!]!
  return { starts, rows, values: scaled }
}
