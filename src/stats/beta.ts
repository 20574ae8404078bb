import { lnGamma, peakLoss, stirlingError } from './gamma.ts'

const EPSILON = 2e-16
const TINY = 1e-300
const MAX_STEPS = 1_000_000

/**
 * Regularised incomplete beta function I_x(a, b), a > 0, b > 0, 0 <= x <= 1.
 * Source: Press et al., Numerical Recipes, section 6.4 (modified Lentz).
 */
export function betaI(x: number, a: number, b: number): number {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1)) return Number.NaN
  if (x === 0 || x === 1) return x
  const front = powerOverBeta(x, a, b)
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

/**
 * The x with I_x(a, b) = p.
 * Method: Newton's steps on the logarithms of both (in the lower tail they are nearly proportional), kept inside a bracket;
 * where one would leave it or gains little, the bracket is halved in floating point order, so that tiny quantiles keep their
 * relative accuracy.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0) || !(p <= 1)) return Number.NaN
  if (p === 0 || p === 1) return p
  let [low, high] = [0, 1]
  let x = a / (a + b)
  for (let i = 0; i < 1200; i++) {
    const reached = betaI(x, a, b)
    if (reached === p) return x
    if (reached < p) low = x
    else high = x
    if (high - low < high * 1e-15) break
    const slope = powerOverBeta(x, a, b) / (1 - x) // of I on the logarithm of x
    const stepped = p < 0.5 ? x * (p / reached) ** (reached / slope) : x - (x * (reached - p)) / slope
    const next = i < NEWTON_STEPS && stepped > low && stepped < high ? stepped : halved(low, high)
    if (next <= low || next >= high) break
    if (Math.abs(next - x) <= x * 1e-14) return next
    x = next
  }
  return (low + high) / 2
}

const NEWTON_STEPS = 40

/** Geometric steps while the bracket spans magnitudes, arithmetic ones after. */
const halved = (low: number, high: number): number =>
  low === 0 ? high / 16 : high / low > 4 ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2

/** Probability of at most k successes in n draws of probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return betaI(1 - p, n - Math.floor(k), Math.floor(k) + 1)
}

/** Probability of exactly k successes in n draws of probability p. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0
  if (p === 0 || p === 1) return k === n * p ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  return (powerOverBeta(p, k, n - k) * n) / (k * (n - k))
}

/** Probability that a Student t variable with `degrees` degrees of freedom exceeds t. */
export function studentTTail(t: number, degrees: number): number {
  const tail = betaI(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
  return t >= 0 ? tail : 1 - tail
}

/** The t that a Student t variable stays below with probability p, 0 < p < 1. */
export function studentTQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -studentTQuantile(1 - p, degrees)
  if (p < 0.1) {
    const x = betaQuantile(2 * p, degrees / 2, 0.5)
    return -Math.sqrt((degrees * (1 - x)) / x)
  }
  // I_{1-x}(1/2, df/2) = 1 - I_x(df/2, 1/2): solving for 1 - x avoids cancellation near the centre.
  const y = betaQuantile(1 - 2 * p, 0.5, degrees / 2)
  return -Math.sqrt((degrees * y) / (1 - y))
}

/**
 * x^a (1 - x)^b / B(a, b). Where both are large: the value at its peak by Stirling's formula, times what the distance from
 * the peak costs, so that no huge logarithms are subtracted.
 */
function powerOverBeta(x: number, a: number, b: number): number {
  if (a < 1 || b < 1) return Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  const n = a + b
  const loss = a * peakLoss(x * n, a) + b * peakLoss((1 - x) * n, b)
  return (
    Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(loss + stirlingError(n) - stirlingError(a) - stirlingError(b))
  )
}

function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  if (Math.abs(d) < TINY) d = TINY
  d = 1 / d
  let h = d
  for (let m = 1; m < MAX_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    if (Math.abs(d) < TINY) d = TINY
    c = 1 + even / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    if (Math.abs(d) < TINY) d = TINY
    c = 1 + odd / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < EPSILON) break
  }
  return h
}
