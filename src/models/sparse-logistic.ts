import { lnSigmoid, sigmoid } from './logistic.ts'
import type { Vectors } from './vocabulary.ts'

/** Weights of a logistic regression on sparse columns; the intercept carries no penalty. */
export interface SparseLogistic {
  readonly weights: Float64Array
  readonly intercept: number
}

/** Examples as sparse rows, with what came of them. */
export interface SparseProblem {
  readonly vectors: Vectors
  /** Width of the matrix. */
  readonly columns: number
  /** 0 or 1 for each vector. */
  readonly outcomes: ArrayLike<number>
  /** How much each vector counts, at least 0. */
  readonly weights: ArrayLike<number>
}

const MOST_NEWTON_STEPS = 30
const MOST_INNER_STEPS = 40
const INNER_TOLERANCE = 0.3
const SUFFICIENT = 1e-4
const MOST_HALVINGS = 20
/** Pseudo-example at even odds for the intercept's start: keeps it finite where only one outcome came. */
const START_SMOOTHING = 0.5

/**
 * Fits P(y = 1 | x) with a ridge penalty by truncated Newton steps (preconditioned conjugate gradients), which need only
 * products with the sparse matrix.
 *
 * @param chosen which vectors to fit on
 * @param l2 half of l2 times the squared weights is added to the log loss summed over vectors
 * @param tolerance ends once the gradient is this much shorter than where all weights are 0; predictions are then good to
 * three digits, which is more than the choice of the penalty is
 * Source: C.-J. Lin, R. C. Weng, S. S. Keerthi, Trust Region Newton Method for Large-Scale Logistic Regression, JMLR 9
 * (2008); with a line search in place of the trust region, and the diagonal preconditioner of C.-Y. Hsia et al. (2018).
 */
export function fitSparseLogistic(
  problem: SparseProblem,
  chosen: Int32Array,
  l2: number,
  tolerance = 1e-3,
): SparseLogistic {
  return new NewtonFit(problem, chosen, l2).run(tolerance)
}

/** The last entry of every array by column is the intercept's. */
class NewtonFit {
  readonly #vectors: Vectors
  readonly #chosen: Int32Array
  readonly #outcomes: ArrayLike<number>
  readonly #weights: ArrayLike<number>
  readonly #l2: number
  readonly #size: number
  readonly #margins: Float64Array
  readonly #curvatures: Float64Array

  constructor({ vectors, columns, outcomes, weights }: SparseProblem, chosen: Int32Array, l2: number) {
    this.#vectors = vectors
    this.#chosen = chosen
    this.#outcomes = outcomes
    this.#weights = weights
    this.#l2 = l2
    this.#size = columns + 1
    this.#margins = new Float64Array(chosen.length)
    this.#curvatures = new Float64Array(chosen.length)
  }

  run(tolerance: number): SparseLogistic {
    const last = this.#size - 1
    const beta = new Float64Array(this.#size)
    beta[last] = this.#startIntercept()
    const gradient = new Float64Array(this.#size)
    let loss = this.#evaluate(beta, gradient)
    const first = length(gradient)
    for (let step = 0; step < MOST_NEWTON_STEPS; step++) {
      const reach = length(gradient)
      if (reach <= tolerance * first) break
      const direction = this.#direction(gradient, reach * Math.min(INNER_TOLERANCE, Math.sqrt(reach / first)))
      if (!this.#search(beta, direction, loss, dot(gradient, direction))) break
      loss = this.#evaluate(beta, gradient)
    }
    return { weights: beta.slice(0, last), intercept: beta[last]! }
  }

  #startIntercept(): number {
    let [positive, negative] = [START_SMOOTHING, START_SMOOTHING]
    for (const i of this.#chosen) {
      if (this.#outcomes[i]! > 0) positive += this.#weights[i]!
      else negative += this.#weights[i]!
    }
    return Math.log(positive / negative)
  }

  /** Loss at beta; fills the gradient, margins and curvatures. */
  #evaluate(beta: Float64Array, gradient: Float64Array): number {
    this.#product(beta, this.#margins)
    const residuals = new Float64Array(this.#chosen.length)
    for (let c = 0; c < residuals.length; c++) {
      const i = this.#chosen[c]!
      const p = sigmoid(this.#margins[c]!)
      residuals[c] = this.#weights[i]! * (p - this.#outcomes[i]!)
      this.#curvatures[c] = this.#weights[i]! * p * (1 - p)
    }
    this.#transposed(residuals, gradient)
    for (let k = 0; k < this.#size - 1; k++) gradient[k]! += this.#l2 * beta[k]!
    return this.#lossAt(this.#margins, beta)
  }

  #lossAt(margins: Float64Array, beta: Float64Array): number {
    let loss = 0
    for (let c = 0; c < margins.length; c++) {
      const i = this.#chosen[c]!
      loss -= this.#weights[i]! * lnSigmoid(this.#outcomes[i]! > 0 ? margins[c]! : -margins[c]!)
    }
    let squares = 0
    for (let k = 0; k < this.#size - 1; k++) squares += beta[k]! * beta[k]!
    return loss + (this.#l2 * squares) / 2
  }

  /** Solves (H) d = -gradient roughly, by conjugate gradients preconditioned with the diagonal of H. */
  #direction(gradient: Float64Array, enough: number): Float64Array {
    const size = this.#size
    const l2 = this.#l2
    const curvatures = this.#curvatures
    const direction = new Float64Array(size)
    const residual = gradient.map((value) => -value)
    const inverse = this.#inverseDiagonal()
    const along = residual.map((value, k) => value * inverse[k]!)
    const product = new Float64Array(size)
    const weighted = new Float64Array(this.#chosen.length)
    let fit = dot(residual, along)
    for (let step = 0; step < MOST_INNER_STEPS; step++) {
      this.#product(along, weighted)
      for (let c = 0; c < weighted.length; c++) weighted[c]! *= curvatures[c]!
      this.#transposed(weighted, product)
      for (let k = 0; k < size - 1; k++) product[k]! += l2 * along[k]!
      const curvature = dot(along, product)
      if (!(curvature > 0)) break
      const by = fit / curvature
      let squares = 0
      let next = 0
      for (let k = 0; k < size; k++) {
        direction[k]! += by * along[k]!
        const left = residual[k]! - by * product[k]!
        residual[k] = left
        squares += left * left
        next += left * left * inverse[k]!
      }
      if (squares <= enough * enough) break
      const keep = next / fit
      for (let k = 0; k < size; k++) along[k] = residual[k]! * inverse[k]! + keep * along[k]!
      fit = next
    }
    return direction
  }

  #inverseDiagonal(): Float64Array {
    const { starts, rows, values } = this.#vectors
    const diagonal = new Float64Array(this.#size).fill(this.#l2)
    diagonal[this.#size - 1] = 0
    for (let c = 0; c < this.#chosen.length; c++) {
      const i = this.#chosen[c]!
      const curvature = this.#curvatures[c]!
      diagonal[this.#size - 1]! += curvature
      for (let j = starts[i]!; j < starts[i + 1]!; j++) diagonal[rows[j]!]! += curvature * values[j]! * values[j]!
    }
    for (let k = 0; k < diagonal.length; k++) diagonal[k] = diagonal[k]! > 0 ? 1 / diagonal[k]! : 1
    return diagonal
  }

  /** Moves beta along the direction as far as the loss falls enough; false when it falls nowhere. */
  #search(beta: Float64Array, direction: Float64Array, loss: number, slope: number): boolean {
    const moved = new Float64Array(this.#size)
    const margins = new Float64Array(this.#chosen.length)
    const change = new Float64Array(this.#chosen.length)
    this.#product(direction, change)
    let by = 1
    for (let halving = 0; halving < MOST_HALVINGS; halving++, by /= 2) {
      for (let k = 0; k < this.#size; k++) moved[k] = beta[k]! + by * direction[k]!
      for (let c = 0; c < margins.length; c++) margins[c] = this.#margins[c]! + by * change[c]!
      if (this.#lossAt(margins, moved) > loss + SUFFICIENT * by * slope) continue
      beta.set(moved)
      return true
    }
    return false
  }

  #product(by: Float64Array, into: Float64Array): void {
    const { starts, rows, values } = this.#vectors
    const chosen = this.#chosen
    const intercept = by[this.#size - 1]!
    for (let c = 0; c < chosen.length; c++) {
      const i = chosen[c]!
      const end = starts[i + 1]!
      let sum = intercept
      for (let j = starts[i]!; j < end; j++) sum += by[rows[j]!]! * values[j]!
      into[c] = sum
    }
  }

  #transposed(by: Float64Array, into: Float64Array): void {
    const { starts, rows, values } = this.#vectors
    const chosen = this.#chosen
    const last = this.#size - 1
    into.fill(0)
    for (let c = 0; c < chosen.length; c++) {
      const i = chosen[c]!
      const end = starts[i + 1]!
      const factor = by[c]!
      into[last]! += factor
      for (let j = starts[i]!; j < end; j++) into[rows[j]!]! += factor * values[j]!
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

const length = (a: Float64Array): number => Math.sqrt(dot(a, a))
