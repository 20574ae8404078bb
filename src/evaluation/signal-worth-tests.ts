import { evidenceAbove } from '../stats/one-sided-evidence.ts'
import type { GroupRate } from './signal-worth-sample.ts'

/**
 * Evidence that one rate is more than `factor` times another, of disjoint units; clusters that both have a part in make it
 * smaller than it could be. Takes the lesser of the plain difference and that of the moved estimates, so that few units
 * do not pass for many.
 *
 * @param typical difference that it bets on
 * @returns e-value; 1 where a side has no unit
 */
export function moreThan(a: GroupRate, b: GroupRate, typical: number, factor = 1): number {
  if (a.units === 0 || b.units === 0) return 1
  const effect = Math.min(a.estimate - factor * b.estimate, a.moved - factor * b.moved)
  return evidenceAbove(effect, ...varianceOf(a, b, factor, typical))
}

/** The same for less than `factor` times another. */
export function lessThan(a: GroupRate, b: GroupRate, typical: number, factor = 1): number {
  if (a.units === 0 || b.units === 0) return 1
  const effect = Math.min(factor * b.estimate - a.estimate, factor * b.moved - a.moved)
  return evidenceAbove(effect, ...varianceOf(a, b, factor, typical))
}

/** Of the difference, with Satterthwaite's degrees of freedom. */
function varianceOf(a: GroupRate, b: GroupRate, factor: number, typical: number): [number, number, number] {
  const [first, second] = [a.variance, factor ** 2 * b.variance]
  const degrees = (first + second) ** 2 / (first ** 2 / a.degrees + second ** 2 / b.degrees)
  return [first + second, typical, Math.max(1, degrees)]
}
