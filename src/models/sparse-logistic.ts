import { sigmoid } from './logistic.ts'
import type { Vectors } from './vocabulary.ts'

/** Weights of a logistic regression on sparse columns; the intercept carries no penalty. */
export interface SparseLogistic {
  readonly weights: Float64Array
  readonly intercept: number
}

const MOST_NEWTON_STEPS = 30
const MOST_INNER_STEPS = 40
const INNER_TOLERANCE = 0.1
/** Training ends when the gradient is this much shorter than at the start. */
const TOLERANCE = 1e-3
const SUFFICIENT = 1e-4
const MOST_HALVINGS = 20

/**
 * Fits P(y = 1 | x) with a ridge penalty by truncated Newton steps (conjugate gradients), which need only products with the
 * sparse matrix.
 *
 * @param columns width of the matrix
 * @param chosen which vectors to fit on
 * @param outcomes 0 or 1 for each vector, chosen or not
 * @param weights how much each vector counts
 * @param l2 half of l2 times the squared weights is added to the log loss summed over vectors
 * @param start where to begin; the result does not depend on it beyond the tolerance
 * Source: C.-J. Lin, R. C. Weng, S. S. Keerthi, Trust Region Newton Method for Large-Scale Logistic Regression, JMLR 9
 * (2008); with a line search in place of the trust region.
 */
export function fitSparseLogistic(
  vectors: Vectors,
  columns: number,
  chosen: Int32Array,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
  l2: number,
  start?: SparseLogistic,
): SparseLogistic {
  return new NewtonFit(vectors, columns, chosen, outcomes, weights, l2).run(start)
}

/** Log odds of outcome 1 for vector i. */
export function sparseLogit(model: SparseLogistic, { starts, rows, values }: Vectors, i: number): number {
  let sum = model.intercept
  for (let j = starts[i]!; j < starts[i + 1]!; j++) sum += model.weights[rows[j]!]! * values[j]!
  return sum
}

/** The last column of every array here is the intercept. */
class NewtonFit {
  readonly #vectors: Vectors
  readonly #chosen: Int32Array
  readonly #outcomes: ArrayLike<number>
  readonly #weights: ArrayLike<number>
  readonly #l2: number
  readonly #size: number
  readonly #margins: Float64Array
  readonly #curvatures: Float64Array

  constructor(
    vectors: Vectors,
    columns: number,
    chosen: Int32Array,
    outcomes: ArrayLike<number>,
    weights: ArrayLike<number>,
    l2: number,
  ) {
    this.#vectors = vectors
    this.#chosen = chosen
    this.#outcomes = outcomes
    this.#weights = weights
    this.#l2 = l2
    this.#size = columns + 1
    this.#margins = new Float64Array(chosen.length)
    this.#curvatures = new Float64Array(chosen.length)
  }

  run(start?: SparseLogistic): SparseLogistic {
    const beta = new Float64Array(this.#size)
    if (start !== undefined) {
      beta.set(start.weights)
      beta[this.#size - 1] = start.intercept
    }
    const gradient = new Float64Array(this.#size)
    let loss = this.#evaluate(beta, gradient)
    const enough = TOLERANCE * Math.max(length(this.#gradientAtZero()), 1e-12)
    for (let step = 0; step < MOST_NEWTON_STEPS && length(gradient) > enough; step++) {
      const direction = this.#direction(gradient)
      const next = this.#search(beta, direction, loss, dot(gradient, direction))
      if (next === null) break
      loss = this.#evaluate(beta, gradient)
    }
    return { weights: beta.slice(0, this.#size - 1), intercept: beta[this.#size - 1]! }
  }

  #gradientAtZero(): Float64Array {
    const gradient = new Float64Array(this.#size)
    const kept = [this.#margins.slice(), this.#curvatures.slice()] as const
    this.#evaluate(new Float64Array(this.#size), gradient)
    this.#margins.set(kept[0])
    this.#curvatures.set(kept[1])
    return gradient
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
      const z = this.#outcomes[i]! > 0 ? margins[c]! : -margins[c]!
      loss += this.#weights[i]! * (z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z)
    }
    let squares = 0
    for (let k = 0; k < this.#size - 1; k++) squares += beta[k]! * beta[k]!
    return loss + (this.#l2 * squares) / 2
  }

  /** Solves (H) d = -gradient by conjugate gradients, roughly. */
  #direction(gradient: Float64Array): Float64Array {
    const direction = new Float64Array(this.#size)
    const residual = gradient.map((value) => -value)
    const along = residual.slice()
    const product = new Float64Array(this.#size)
    const weighted = new Float64Array(this.#chosen.length)
    let squares = dot(residual, residual)
    const enough = INNER_TOLERANCE * Math.sqrt(squares)
    for (let step = 0; step < MOST_INNER_STEPS && Math.sqrt(squares) > enough; step++) {
      this.#product(along, weighted)
      for (let c = 0; c < weighted.length; c++) weighted[c]! *= this.#curvatures[c]!
      this.#transposed(weighted, product)
      for (let k = 0; k < this.#size - 1; k++) product[k]! += this.#l2 * along[k]!
      const curvature = dot(along, product)
      if (!(curvature > 0)) break
      const by = squares / curvature
      for (let k = 0; k < this.#size; k++) {
        direction[k]! += by * along[k]!
        residual[k]! -= by * product[k]!
      }
      const next = dot(residual, residual)
      for (let k = 0; k < this.#size; k++) along[k] = residual[k]! + (next / squares) * along[k]!
      squares = next
    }
    return direction
  }

  /** Moves beta along the direction as far as the loss falls enough; null when it falls nowhere. */
  #search(beta: Float64Array, direction: Float64Array, loss: number, slope: number): number | null {
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
      return by
    }
    return null
  }

  #product(by: Float64Array, into: Float64Array): void {
    const { starts, rows, values } = this.#vectors
    for (let c = 0; c < this.#chosen.length; c++) {
      const i = this.#chosen[c]!
      let sum = by[this.#size - 1]!
      for (let j = starts[i]!; j < starts[i + 1]!; j++) sum += by[rows[j]!]! * values[j]!
      into[c] = sum
    }
  }

  #transposed(by: Float64Array, into: Float64Array): void {
    const { starts, rows, values } = this.#vectors
    into.fill(0)
    for (let c = 0; c < this.#chosen.length; c++) {
      const i = this.#chosen[c]!
      const factor = by[c]!
      into[this.#size - 1]! += factor
      for (let j = starts[i]!; j < starts[i + 1]!; j++) into[rows[j]!]! += factor * values[j]!
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

const length = (a: Float64Array): number => Math.sqrt(dot(a, a))
