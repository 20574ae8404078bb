import { normalQuantile } from './normal.ts'

export interface PowerQuestion {
  /** Rate of the old version, in (0, 1). */
  readonly baseRate: number
  /** True rate of the new one; default: the same. */
  readonly trueRate?: number
  /** Difference (new less old, in rate) that the interval shall exclude: a loss is below 0, no change is 0. */
  readonly excluded: number
  /** Probability of excluding it; default 0.8. */
  readonly power?: number
  /** Level of the one-sided bound; default 0.05. */
  readonly alpha?: number
  /** Share of users who get the new version; default 0.5. */
  readonly share?: number
  /** Variance inflation by users with several units; units, not users, are then counted: multiply. Default 1. */
  readonly designEffect?: number
}

/**
 * Users of both versions together after which a one-sided interval excludes a difference with the wanted probability, in one
 * look at a time fixed in advance.
 *
 * With `excluded` = -margin and equal rates: users needed to ship a version that is as good. With `excluded` = 0 and
 * `trueRate` below: users needed to find a loss.
 *
 * @returns whole users, rounded up; Infinity when the true difference is the excluded one
 * Source: S.-C. Chow, J. Shao, H. Wang, Sample Size Calculations in Clinical Research (2008), section 4.2, unpooled variance.
 * @example usersNeeded({ baseRate: 0.1, excluded: -0.01 }) // 22258
 */
export function usersNeeded(question: PowerQuestion): number {
  const { baseRate, trueRate = baseRate, excluded } = question
  const { power = 0.8, alpha = 0.05, share = 0.5, designEffect = 1 } = question
  const distance = trueRate - baseRate - excluded
  const perUser = designEffect * differenceVariance(baseRate, trueRate, share)
  const deviations = normalQuantile(1 - alpha) + normalQuantile(power)
  return distance === 0 ? Number.POSITIVE_INFINITY : Math.ceil((deviations / distance) ** 2 * perUser)
}

/**
 * The same when one looks all the time (differenceSequence, one-sided, tuned for the number of users returned): the
 * drift that a confidence sequence needs is larger by a factor that depends on alpha and power alone.
 *
 * @param drift standard errors, at the last look, between truth and excluded difference: bench/power.ts finds them by
 * simulation and docs/power.md tells them; for alpha 0.05 and power 0.8 3.43 with 14 looks, instead of 2.49 with one
 */
export function usersNeededSequentially(question: PowerQuestion, drift: number): number {
  const { baseRate, trueRate = baseRate, excluded, share = 0.5, designEffect = 1 } = question
  const distance = trueRate - baseRate - excluded
  const perUser = designEffect * differenceVariance(baseRate, trueRate, share)
  return distance === 0 ? Number.POSITIVE_INFINITY : Math.ceil((drift / distance) ** 2 * perUser)
}

/** Of the difference of two rates, times the users of both together. */
const differenceVariance = (old: number, now: number, share: number): number =>
  (old * (1 - old)) / (1 - share) + (now * (1 - now)) / share
