import { clopperPearson } from '../stats/clopper-pearson.ts'
import { DisjointSets } from '../stats/disjoint-sets.ts'

/** Who was exposed in a stage, as far as it disturbs the comparison. */
export interface ExposureCounts {
  readonly users: number
  /** Users whom both arms answered under one id. They count whole in the arm that answered them first. */
  readonly inBoth: number
  /** People with several ids (a log-in half way joins them) whose ids began in different arms: nothing puts them into one. */
  readonly idsAcross: number
  /** The same within one arm: two users are one person there, which biases nothing. */
  readonly idsWithin: number
  /** Conversations whose assignment was logged (POST /v1/predict) and whose reply names an arm. */
  readonly assigned: number
  /** Of those, how many name another arm than the one that was assigned. */
  readonly mismatched: number
}

export const NOBODY_EXPOSED: ExposureCounts = {
  users: 0,
  inBoth: 0,
  idsAcross: 0,
  idsWithin: 0,
  assigned: 0,
  mismatched: 0,
}

/** May the exposure be believed? Shares are of 1. */
export interface ExposureCheck extends ExposureCounts {
  /** People of both arms, under one id or several, of all users; null = nobody yet. */
  readonly bothShare: number | null
  readonly mismatchedShare: number | null
  /** Above this share, surely, the comparison is not used. */
  readonly limit: number
  readonly tooManyInBoth: boolean
  readonly tooManyMismatched: boolean
  /** By how much, in points of 1, the true difference of a share can be larger than the shown one, when those in both arms react wholly. */
  readonly dilution: number
}

/** Users whom chance alone would put above the limit: one check in a thousand. */
const ALARM_TAIL = 0.001

/** Of a policy that names no limit: one in a hundred are people who logged in half way, more say that users are not recognised. */
export const MOST_IN_BOTH = 0.01

/**
 * Were users answered by one arm only, and by the one that was drawn for them? Those in both arms stay in the comparison, in the
 * arm that met them first (intention to treat): leaving them out would sort by what they did after. That can only hide a part
 * of a difference, at most their share of it.
 *
 * @param limit share of users (of conversations, for mismatches) that is borne; the alarm waits until it is surely exceeded
 * Source: D. Gupta, R. Kohavi and others, Trustworthy Online Controlled Experiments (2020), chapters 3 and 14, on users in
 * several variants and intention to treat.
 */
export function checkExposure(counts: ExposureCounts, limit: number = MOST_IN_BOTH): ExposureCheck {
  const both = counts.inBoth + counts.idsAcross
  const surelyAbove = (k: number, n: number): boolean => clopperPearson(Math.min(k, n), n, ALARM_TAIL).low > limit
  return {
    ...counts,
    bothShare: shareOf(both, counts.users),
    mismatchedShare: shareOf(counts.mismatched, counts.assigned),
    limit,
    tooManyInBoth: surelyAbove(both, counts.users),
    tooManyMismatched: surelyAbove(counts.mismatched, counts.assigned),
    dilution: counts.users === 0 ? 0 : Math.min(1, both / counts.users),
  }
}

const shareOf = (part: number, all: number): number | null => (all === 0 ? null : part / all)

/** An id with the arm in which it began. */
export interface ArmOfId {
  readonly user: string
  readonly arm: 'live' | 'canary'
}

/**
 * People who were met under several ids, by the arms in which their ids began: ids named by one conversation are one person.
 *
 * @param together ids of each conversation that names several
 * @param arms of the ids that were exposed; the others say nothing
 */
export function peopleOfSeveralIds(
  together: readonly (readonly string[])[],
  arms: readonly ArmOfId[],
): Pick<ExposureCounts, 'idsAcross' | 'idsWithin'> {
  const ids = new DisjointSets<string>()
  for (const [first, ...others] of together) for (const other of others) ids.join(other, first!)
  const people = Map.groupBy(arms, ({ user }) => ids.root(user))
  const several = [...people.values()].filter((ids) => new Set(ids.map(({ user }) => user)).size > 1)
  const idsAcross = several.filter((ids) => new Set(ids.map(({ arm }) => arm)).size > 1).length
  return { idsAcross, idsWithin: several.length - idsAcross }
}
