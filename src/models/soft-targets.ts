/** A softmax regression; plain data. */
export interface Softmax {
  readonly classes: number
  /** By input then class; the last row holds the intercepts. */
  readonly weights: Float64Array
}

export interface SoftTargets {
  /** By example then input. */
  readonly inputs: Float64Array
  readonly width: number
  /** By example then class; each row sums to 1. */
  readonly targets: Float64Array
  readonly classes: number
  readonly weights: Float64Array
}

const MEMORY = 8
const ENOUGH = 1e-5

/**
 * Fits P(class | input) to targets that are themselves probabilities, with a ridge penalty on all but the intercepts, by
 * L-BFGS with backtracking.
 *
 * @param rows examples to learn from
 * @param l2 half of it times the squared weights is added to the weighted log loss summed over examples
 * @param start weights to go on from; null = zero
 * Sources: J. Nocedal, S. J. Wright, Numerical Optimization (2006), algorithms 7.4 and 3.1; soft targets as in
 * R. Jin, Z. Ghahramani, Learning with Multiple Labels, NIPS 2002.
 */
export function fitSoftTargets(
  set: SoftTargets,
  rows: Int32Array,
  l2: number,
  steps: number,
  start: Softmax | null = null,
): Softmax {
  const { width, classes } = set
  let at: Float64Array = start?.weights.slice() ?? new Float64Array((width + 1) * classes)
  let gradient = new Float64Array(at.length)
  let loss = lossAt(set, rows, l2, at, gradient)
  const past: { s: Float64Array; y: Float64Array; rho: number }[] = []
  for (let step = 0; step < steps; step++) {
    const direction = twoLoops(gradient, past)
    const slope = dot(direction, gradient)
    if (!(slope < 0)) break
    let rate = past.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1
    const next = new Float64Array(at.length)
    const nextGradient = new Float64Array(at.length)
    let nextLoss = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < 20; tries++, rate /= 2) {
      for (let i = 0; i < at.length; i++) next[i] = at[i]! + rate * direction[i]!
      nextLoss = lossAt(set, rows, l2, next, nextGradient)
      if (nextLoss <= loss + 1e-4 * rate * slope) break
    }
    if (!(nextLoss < loss)) break
    const s = next.map((value, i) => value - at[i]!)
    const y = nextGradient.map((value, i) => value - gradient[i]!)
    const curvature = dot(s, y)
    if (curvature > 1e-12) past.push({ s, y, rho: 1 / curvature })
    if (past.length > MEMORY) past.shift()
    const gain = loss - nextLoss
    ;[at, gradient, loss] = [next, nextGradient, nextLoss]
    if (gain < ENOUGH * Math.max(1, Math.abs(loss))) break
  }
  return { classes, weights: at }
}

/** Probabilities of the classes, written to `into`. */
export function softmaxOf(model: Softmax, inputs: ArrayLike<number>, offset: number, into: Float64Array): void {
  const { classes, weights } = model
  const width = weights.length / classes - 1
  for (let k = 0; k < classes; k++) into[k] = weights[width * classes + k]!
  for (let i = 0; i < width; i++) {
    const value = inputs[offset + i]!
    if (value === 0) continue
    for (let k = 0; k < classes; k++) into[k]! += value * weights[i * classes + k]!
  }
  let highest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < classes; k++) if (into[k]! > highest) highest = into[k]!
  let sum = 0
  for (let k = 0; k < classes; k++) sum += into[k] = Math.exp(into[k]! - highest)
  for (let k = 0; k < classes; k++) into[k]! /= sum
}

function lossAt(set: SoftTargets, rows: Int32Array, l2: number, weights: Float64Array, gradient: Float64Array): number {
  const { inputs, width, targets, classes } = set
  const model = { classes, weights }
  const p = new Float64Array(classes)
  let loss = 0
  gradient.fill(0)
  for (const row of rows) {
    const weight = set.weights[row]!
    softmaxOf(model, inputs, row * width, p)
    for (let k = 0; k < classes; k++) {
      const target = targets[row * classes + k]!
      if (target > 0) loss -= weight * target * Math.log(Math.max(1e-300, p[k]!))
      p[k] = weight * (p[k]! - target)
      gradient[width * classes + k]! += p[k]!
    }
    for (let i = 0; i < width; i++) {
      const value = inputs[row * width + i]!
      if (value === 0) continue
      for (let k = 0; k < classes; k++) gradient[i * classes + k]! += value * p[k]!
    }
  }
  for (let i = 0; i < width * classes; i++) {
    loss += 0.5 * l2 * weights[i]! ** 2
    gradient[i]! += l2 * weights[i]!
  }
  return loss
}

/** The quasi-Newton direction from the last few moves. */
function twoLoops(gradient: Float64Array, past: readonly { s: Float64Array; y: Float64Array; rho: number }[]) {
  const direction = gradient.map((value) => -value)
  const alphas = new Float64Array(past.length)
  for (let i = past.length - 1; i >= 0; i--) {
    const { s, y, rho } = past[i]!
    alphas[i] = rho * dot(s, direction)
    for (let j = 0; j < direction.length; j++) direction[j]! -= alphas[i]! * y[j]!
  }
  const last = past.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y))
    for (let j = 0; j < direction.length; j++) direction[j]! *= scale
  }
  past.forEach(({ s, y, rho }, i) => {
    const beta = rho * dot(y, direction)
    for (let j = 0; j < direction.length; j++) direction[j]! += (alphas[i]! - beta) * s[j]!
  })
  return direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
