/** A logistic regression on standardised inputs; plain data. */
export interface Logistic {
  readonly intercept: number
  readonly coefficients: readonly number[]
  /** Of each input in training; inputs are taken less the mean, over the scale. */
  readonly means: readonly number[]
  readonly scales: readonly number[]
}

const MOST_STEPS = 50
const TOLERANCE = 1e-9
/** Longest step of Newton's method: beyond, separable data would make it jump. */
const LONGEST_STEP = 5

/**
 * Fits P(y = 1 | x) by Newton's method with a ridge penalty on the standardised coefficients (not on the intercept).
 *
 * @param inputs one row per unit, all of one length; a constant column gets coefficient 0
 * @param outcomes 0 or 1 per unit; both must occur, or the intercept runs off to the end of its steps
 * @param l2 penalty: half of l2 times the squared coefficients is added to the log loss summed over units
 * Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning (2009), sections 4.4.1 and 3.4.1.
 * @example logit(fitLogistic([[0], [1], [0], [1]], [0, 1, 1, 1], 0.1), [1]) // > 0
 */
export function fitLogistic(
  inputs: readonly (readonly number[])[],
  outcomes: readonly number[],
  l2 = 1,
  weights: readonly number[] | null = null,
): Logistic {
  const size = inputs[0]?.length ?? 0
  const { means, scales } = standards(inputs, size)
  const rows = inputs.map((row) => [1, ...row.map((value, i) => (value - means[i]!) / scales[i]!)])
  const beta = new Array<number>(size + 1).fill(0)
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, hessian } = derivatives(rows, outcomes, weights, beta, l2)
    const move = solve(hessian, gradient)
    const length = Math.max(...move.map(Math.abs))
    const shrink = length > LONGEST_STEP ? LONGEST_STEP / length : 1
    for (let i = 0; i <= size; i++) beta[i]! += shrink * move[i]!
    if (length < TOLERANCE) break
  }
  return { intercept: beta[0]!, coefficients: beta.slice(1), means, scales }
}

/** Log odds of outcome 1. */
export function logit(model: Logistic, input: ArrayLike<number>): number {
  let sum = model.intercept
  for (let i = 0; i < model.coefficients.length; i++)
    sum += (model.coefficients[i]! * (input[i]! - model.means[i]!)) / model.scales[i]!
  return sum
}

export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

/** Its logarithm, also where it is 0 in floating point: less it is the log loss of log odds x on an outcome of 1. */
export const lnSigmoid = (x: number): number => (x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x)))

function standards(inputs: readonly (readonly number[])[], size: number): { means: number[]; scales: number[] } {
  const means = new Array<number>(size).fill(0)
  for (const row of inputs) for (let i = 0; i < size; i++) means[i]! += row[i]! / inputs.length
  const squares = new Array<number>(size).fill(0)
  for (const row of inputs) for (let i = 0; i < size; i++) squares[i]! += (row[i]! - means[i]!) ** 2 / inputs.length
  return { means, scales: squares.map((square, i) => (square > 1e-12 * (1 + means[i]! ** 2) ? Math.sqrt(square) : 1)) }
}

function derivatives(
  rows: readonly (readonly number[])[],
  outcomes: readonly number[],
  weights: readonly number[] | null,
  beta: readonly number[],
  l2: number,
): { gradient: number[]; hessian: number[][] } {
  const size = beta.length
  const gradient = beta.map((value, i) => (i === 0 ? 0 : -l2 * value))
  const hessian = beta.map((_, i) => beta.map((__, j) => (i === j ? (i === 0 ? 1e-9 : l2 + 1e-9) : 0)))
  rows.forEach((row, n) => {
    const p = sigmoid(row.reduce((sum, value, i) => sum + value * beta[i]!, 0))
    const weight = weights?.[n] ?? 1
    const residual = weight * (outcomes[n]! - p)
    const curvature = weight * p * (1 - p)
    for (let i = 0; i < size; i++) {
      gradient[i]! += residual * row[i]!
      for (let j = 0; j < size; j++) hessian[i]![j]! += curvature * row[i]! * row[j]!
    }
  })
  return { gradient, hessian }
}

/** Solves a symmetric positive definite system by Cholesky's factors. */
function solve(matrix: readonly (readonly number[])[], target: readonly number[]): number[] {
  const size = target.length
  const lower = matrix.map((row) => row.map(() => 0))
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!
      lower[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j]![j]!
    }
  }
  const half = [...target]
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) half[i]! -= lower[i]![k]! * half[k]!
    half[i]! /= lower[i]![i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) half[i]! -= lower[k]![i]! * half[k]!
    half[i]! /= lower[i]![i]!
  }
  return half
}
