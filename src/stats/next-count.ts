import { studentTQuantile } from './beta.ts'
import type { Bounded } from './independent-difference.ts'

/** How many of something one day brought. */
export interface DayCount {
  /** 0 to 6. */
  readonly weekday: number
  readonly count: number
}

export interface NextCount extends Bounded {
  /** Days that it rests on. */
  readonly days: number
  /** How much more the days differ than by chance alone (1 = Poisson); at least 1. */
  readonly dispersion: number
  /** The days of the week are told apart: each was there twice at least. */
  readonly byWeekday: boolean
}

const LEAST_DAYS = 3
const WEEKDAYS = 7

/**
 * How many the next day will bring, with an interval that holds with the wanted probability: the mean of the days (of the
 * same weekday, once there are two of each), and their variation beyond chance (quasi-Poisson: variance = dispersion x mean).
 * The interval adds the chance of the new day to the error of the mean: the x at which (x - m)^2 = t^2 dispersion (k m + x) / k,
 * for the mean m of k days. Days must come from one regime: a trend or a promotion is not foreseen.
 *
 * @returns null with fewer than three days; the least and the largest whole number that lie inside
 * Sources: P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), section 6.2; K. Krishnamoorthy and J. Peng,
 * Journal of Statistical Planning and Inference 141 (2011), 1709-1718, for the interval.
 * @example nextCount([10, 12, 8, 10].map((count) => ({ weekday: 0, count })), 0)
 */
export function nextCount(days: readonly DayCount[], weekday: number, level = 0.95): NextCount | null {
  if (days.length < LEAST_DAYS) return null
  const groups = Map.groupBy(days, (day) => day.weekday)
  const byWeekday = groups.size === WEEKDAYS && [...groups.values()].every((group) => group.length >= 2)
  const parts = byWeekday ? [...groups.values()] : [days]
  const degrees = days.length - parts.length
  const pearson = parts.reduce((sum, part) => sum + pearsonOf(part), 0)
  const dispersion = Math.max(1, pearson / degrees)
  const alike = byWeekday ? groups.get(weekday)! : days
  const [m, k] = [meanOf(alike), alike.length]
  const c = dispersion * studentTQuantile((1 + level) / 2, degrees) ** 2
  const half = Math.sqrt(c * m * (1 + 1 / k) + (c / (2 * k)) ** 2)
  const centre = m + c / (2 * k)
  return {
    estimate: m,
    low: Math.max(0, Math.ceil(centre - half)),
    high: Math.floor(centre + half),
    days: days.length,
    dispersion,
    byWeekday,
  }
}

const meanOf = (days: readonly DayCount[]): number => days.reduce((sum, { count }) => sum + count, 0) / days.length

/** Sum of squared distances from the mean over the mean. */
function pearsonOf(days: readonly DayCount[]): number {
  const mean = meanOf(days)
  return mean === 0 ? 0 : days.reduce((sum, { count }) => sum + (count - mean) ** 2, 0) / mean
}
