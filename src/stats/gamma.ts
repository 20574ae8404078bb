const LANCZOS_G = 607 / 128
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.00003399464998481189, 0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275,
  -0.000026190838401581408, 0.0000036899182659531625,
]
const EPSILON = 1e-16
const TINY = 1e-300
const MAX_STEPS = 1_000_000

/**
 * Natural logarithm of the gamma function for x > 0.
 * Source: Lanczos approximation with the coefficients of P. Godfrey (g = 607/128, n = 15).
 */
export function lnGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x)
  const z = x - 1
  let sum = LANCZOS[0]!
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i)
  const t = z + LANCZOS_G + 0.5
  return (z + 0.5) * Math.log(t) - t + Math.log(sum) + 0.5 * Math.log(2 * Math.PI)
}

/**
 * Regularised lower incomplete gamma function P(a, x), a > 0, x >= 0.
 * Source: Press et al., Numerical Recipes, section 6.2 (series below a + 1, continued fraction above).
 */
export function gammaP(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0) return 0
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), without cancellation in the tail. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0) return 1
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/** Probability that a chi-square variable with `degrees` degrees of freedom exceeds x. */
export const chiSquareTail = (x: number, degrees: number): number => (x <= 0 ? 1 : gammaQ(degrees / 2, x / 2))

/**
 * What Stirling's formula for ln(gamma(x)) leaves out. With it, powers and factorials of large numbers are divided without
 * taking the difference of huge logarithms.
 * Source: C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000).
 */
export function stirlingError(x: number): number {
  if (x < 16) return lnGamma(x) - ((x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI))
  const y = 1 / (x * x)
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - (y * 691) / 360_360))))) / x
}

/** ln(1 + x) - x for x = value / peak - 1, without cancellation around 0 nor near -1: what lies away from a peak loses. */
export function peakLoss(value: number, peak: number): number {
  const x = (value - peak) / peak
  if (Math.abs(x) > 0.1) return Math.log(value / peak) - x
  let sum = 0
  let power = x
  for (let k = 2; k < 40; k++) {
    power *= -x
    const next = sum + power / k
    if (next === sum) break
    sum = next
  }
  return sum
}

/** x^a e^-x / gamma(a). */
const prefactor = (a: number, x: number): number =>
  a < 1
    ? Math.exp(a * Math.log(x) - x - lnGamma(a))
    : Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * peakLoss(x, a) - stirlingError(a))

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MAX_STEPS; n++) {
    term *= x / (a + n)
    sum += term
    if (term < sum * EPSILON) break
  }
  return sum * prefactor(a, x)
}

function upperFraction(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let i = 1; i < MAX_STEPS; i++) {
    const an = -i * (i - a)
    b += 2
    d = an * d + b
    if (Math.abs(d) < TINY) d = TINY
    c = b + an / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < EPSILON * 2) break
  }
  return h * prefactor(a, x)
}
