import type { Interval } from './interval.ts'
import { normalQuantile } from './normal.ts'

/**
 * Tango's score interval of the difference of two rates on the same units. Unlike a bootstrap, it has a width when no unit
 * tells the two apart: that says how little so few units can tell.
 *
 * @param onlyAfter units that only the second got right; need not be whole (effective numbers)
 * @param onlyBefore units that only the first got right
 * @param n all units
 * @returns second minus first, in [-1, 1]; all of that when n is 0
 * Source: T. Tango, Statistics in Medicine 17 (1998), 891-908.
 * @example tango(12, 2, 50) // { low: 0.0611, high: 0.3447 }
 */
export function tango(onlyAfter: number, onlyBefore: number, n: number, level = 0.95): Interval {
  if (!(n > 0)) return { low: -1, high: 1 }
  const z = normalQuantile((1 + level) / 2)
  const estimate = (onlyAfter - onlyBefore) / n
  const bound = (wanted: number, from: number, to: number): number => {
    let [low, high] = [from, to]
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2
      if (score(onlyAfter, onlyBefore, n, middle) > wanted) low = middle
      else high = middle
    }
    return (low + high) / 2
  }
  return {
    low: estimate <= -1 ? -1 : bound(z, -1, estimate),
    high: estimate >= 1 ? 1 : bound(-z, estimate, 1),
  }
}

const HALVINGS = 60

/** Distance of what was seen from a true difference, in standard errors under that difference; falls as it grows. */
function score(onlyAfter: number, onlyBefore: number, n: number, difference: number): number {
  const linear = (2 * n - onlyAfter + onlyBefore) * difference - onlyAfter - onlyBefore
  const root = Math.sqrt(Math.max(0, linear ** 2 + 8 * n * onlyBefore * difference * (1 - difference)))
  const likeliest = (root - linear) / (4 * n) // rate of units that only the first gets right
  const variance = n * (2 * likeliest + difference * (1 - difference))
  const distance = onlyAfter - onlyBefore - n * difference
  return variance > 0 ? distance / Math.sqrt(variance) : distance * Number.POSITIVE_INFINITY
}
