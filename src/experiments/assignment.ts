import { hashUnit } from '../stats/random.ts'

export type Arm = 'live' | 'canary'

/**
 * The arm of a user: always the same one for the same experiment, and on a growing share nobody leaves the canary.
 *
 * @param experiment names the draw: users of one experiment say nothing about those of another
 * @param unit the user; a conversation where the user is not known
 * @param share of users that get the canary, in [0, 1]
 */
export const assign = (experiment: string, unit: string, share: number): Arm =>
  hashUnit(experiment, unit) < share ? 'canary' : 'live'
