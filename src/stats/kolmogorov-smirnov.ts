/** Up to this many pairs the p is exact: some ten milliseconds. */
const EXACT_PAIRS = 1_000_000

export interface KolmogorovSmirnov {
  /** Largest distance of the two empirical distribution functions, in [0, 1]. */
  readonly d: number
  /** Probability of at least this distance when both samples come from one distribution. */
  readonly p: number
  readonly exact: boolean
}

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided.
 *
 * The p is exact up to a million pairs of values, given the ties among them; beyond, Kolmogorov's limit, which with ties
 * errs to the safe side.
 *
 * @param a values of the reference, in any order
 * @param method 'auto' as above; the others force one
 * @returns d NaN and p 1 when a sample is empty or holds NaN
 * Sources: J. L. Hodges, Arkiv för Matematik 3 (1958), 469-486 (paths on a lattice); G. Schröer and D. Trenkler,
 * Computational Statistics and Data Analysis 20 (1995), 185-202 (ties); N. Smirnov (1939) for the limit.
 * @example kolmogorovSmirnov([1, 2, 3], [4, 5, 6]) // { d: 1, p: 0.1, exact: true }
 */
export function kolmogorovSmirnov(
  a: readonly number[],
  b: readonly number[],
  method: 'auto' | 'exact' | 'asymptotic' = 'auto',
): KolmogorovSmirnov {
  const [n, m] = [a.length, b.length]
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()] // NaN sorts to the end
  if (n === 0 || m === 0 || Number.isNaN(first[n - 1]) || Number.isNaN(second[m - 1]))
    return { d: Number.NaN, p: 1, exact: true }
  const { distance, groupEnds } = compare(first, second)
  const d = distance / (n * m)
  const exact = method === 'exact' || (method === 'auto' && n * m <= EXACT_PAIRS)
  return {
    d,
    p: exact ? exactTail(n, m, distance, groupEnds) : kolmogorovTail(Math.sqrt((n * m) / (n + m)) * d),
    exact,
  }
}

/**
 * Probability that Kolmogorov's limit distribution exceeds x. The alternating series keeps its relative accuracy in the
 * tail; near 0, where it hardly converges, its transform by Jacobi's theta function takes over.
 * Source: W. Feller, Annals of Mathematical Statistics 19 (1948), 177-189.
 */
export function kolmogorovTail(x: number): number {
  if (!(x > 0)) return 1
  let sum = 0
  if (x < 1) {
    for (let k = 1; k <= 20; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x))
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum
  }
  for (let k = 1; k <= 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2)
  return sum
}

/**
 * The largest |i m - j n| over the points where i values of a and j of b have been passed, and after how many values
 * of both together a group of equal ones ends: in between, no distribution function has a value.
 */
function compare(a: Float64Array, b: Float64Array): { distance: number; groupEnds: Uint8Array } {
  const [n, m] = [a.length, b.length]
  const groupEnds = new Uint8Array(n + m + 1)
  let [i, j, distance] = [0, 0, 0]
  while (i < n || j < m) {
    const value = j >= m || (i < n && a[i]! <= b[j]!) ? a[i]! : b[j]!
    while (i < n && a[i] === value) i++
    while (j < m && b[j] === value) j++
    groupEnds[i + j] = 1
    distance = Math.max(distance, Math.abs(i * m - j * n))
  }
  return { distance, groupEnds }
}

/**
 * Shares of equally likely orders of n a's and m b's in which the distance is reached: walks the lattice and sets aside
 * what reaches it for the first time, so that tiny probabilities are sums of positive terms.
 */
function exactTail(n: number, m: number, distance: number, groupEnds: Uint8Array): number {
  if (distance === 0) return 1
  let reached = 0
  let row = new Float64Array(m + 1)
  for (let i = 0; i <= n; i++) {
    const next = new Float64Array(m + 1)
    for (let j = 0; j <= m; j++) {
      // Orders that get here without having reached the distance: from the row before, and from the left.
      let mass = i === 0 && j === 0 ? 1 : 0
      if (i > 0) mass += row[j]! * ((n - i + 1) / (n + m - i - j + 1))
      if (j > 0) mass += next[j - 1]! * ((m - j + 1) / (n + m - i - j + 1))
      if (groupEnds[i + j] === 1 && Math.abs(i * m - j * n) >= distance) reached += mass
      else next[j] = mass
    }
    row = next
  }
  return Math.min(1, reached)
}
