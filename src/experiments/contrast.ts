import type { Estimate } from '../stats/bootstrap.ts'
import { differenceSequence, type SequenceOptions, sequenceRadius } from '../stats/confidence-sequence.ts'
import type { Moments } from '../stats/moments.ts'

/**
 * Canary minus `keep` times live, with its confidence sequence: each bound holds at all looks together.
 *
 * @param keep 1 for the plain difference; 1 - margin for what is left of the live rate after a relative loss
 */
export const contrast = (live: Moments, canary: Moments, keep: number, options: SequenceOptions): Estimate =>
  differenceSequence({ n: live.n, mean: keep * live.mean, variance: keep * keep * live.variance }, canary, options)

/**
 * How many users of both arms together it takes until a sequence excludes a loss of `distance`, when the arms do not differ.
 *
 * @param variance what one user contributes: users times the variance of the difference
 * @param options a tuning for the number that comes out needs to know it: without one, the best tuning is taken
 * @returns infinite when it cannot be told
 */
export function usersNeeded(
  variance: number,
  distance: number,
  options: Omit<SequenceOptions, 'tunedFor'> & { readonly tunedFor?: number },
): number {
  if (!(variance > 0 && variance < Number.POSITIVE_INFINITY && distance > 0)) return Number.POSITIVE_INFINITY
  const enough = (n: number) =>
    Math.sqrt(variance) * sequenceRadius(n, { ...options, tunedFor: options.tunedFor ?? n }) <= distance
  let [low, high] = [0, MOST_DOUBLINGS]
  while (high - low > 0.001) {
    const middle = (low + high) / 2
    if (enough(2 ** middle)) high = middle
    else low = middle
  }
  return Math.ceil(2 ** high)
}

const MOST_DOUBLINGS = 50
