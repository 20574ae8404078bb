import type { Candidate } from './candidate.ts'
import { groupFactors } from './group-caps.ts'

/** How much of a training set may come from one hand, and from samples that were picked because something went wrong. */
export interface Caps {
  /** Largest share of low-quality samples in the weight of a task, in [0, 1). */
  readonly lowQualityShare: number
  /** Largest share of one user's low-quality samples in that weight. */
  readonly lowQualityShareOfUser: number
  /** Largest share of one user, of whatever quality, in the weight of a task; absent (in early snapshots) = no limit. */
  readonly shareOfUser?: number
  /** The same of one annotator, in what he alone decided. */
  readonly shareOfAnnotator?: number
  /** The same of one cluster of near-duplicates. */
  readonly shareOfDuplicates?: number
}

export const defaultCaps: Caps = {
  lowQualityShare: 0.3,
  lowQualityShareOfUser: 0.03,
  shareOfUser: 0.02,
  shareOfAnnotator: 0.5,
  shareOfDuplicates: 0.02,
}

/** A user, an annotator or a cluster of less weight than this is never cut: few examples are no flood. */
const FEW = 20

/**
 * Weights under the caps, in the order of the candidates of one task.
 *
 * Users, annotators and clusters of near-duplicates are cut first, one kind after the other.
 * Low-quality samples are weighed down, not thrown away: what is rare in them stays, while their share of the whole
 * weight keeps the limit. First each user's low-quality weight is cut to his share, then all of it to the common one.
 * Both limits refer to the weight of the other samples, which no step changes, so both hold at the end.
 *
 * @returns all 0 for low-quality samples when there is nothing else to set beside them
 */
export function cappedWeights(candidates: readonly Candidate[], caps: Caps): number[] {
  return qualityCapped(groupCapped(candidates, caps), caps)
}

function groupCapped(candidates: readonly Candidate[], caps: Caps): readonly Candidate[] {
  const kinds: readonly (readonly [number | undefined, (candidate: Candidate) => string | null])[] = [
    [caps.shareOfUser, ({ userId }) => userId],
    [caps.shareOfAnnotator, ({ annotators = [] }) => (annotators.length === 1 ? annotators[0]! : null)],
    [caps.shareOfDuplicates, ({ duplicates }) => duplicates ?? null],
  ]
  let capped = candidates
  for (const [share, groupOf] of kinds) {
    if (share === undefined) continue
    const weights = capped.map(({ weight }) => weight)
    const factors = groupFactors(weights, capped.map(groupOf), share, FEW)
    if (factors.some((factor) => factor < 1))
      capped = capped.map((each, i) => ({ ...each, weight: each.weight * factors[i]! }))
  }
  return capped
}

function qualityCapped(candidates: readonly Candidate[], caps: Caps): number[] {
  const normal = sum(candidates.filter((each) => each.quality === 'normal').map((each) => each.weight))
  const byUser = new Map<string, number>()
  for (const each of candidates) {
    if (each.quality === 'low') byUser.set(userOf(each), (byUser.get(userOf(each)) ?? 0) + each.weight)
  }
  const userLimit = (normal * caps.lowQualityShareOfUser) / (1 - caps.lowQualityShareOfUser)
  const userFactor = new Map([...byUser].map(([user, weight]) => [user, Math.min(1, userLimit / weight)]))
  const afterUsers = sum([...byUser].map(([user, weight]) => weight * (userFactor.get(user) ?? 1)))
  const limit = (normal * caps.lowQualityShare) / (1 - caps.lowQualityShare)
  const factor = afterUsers > limit ? limit / afterUsers : 1
  return candidates.map((each) =>
    each.quality === 'low' ? each.weight * (userFactor.get(userOf(each)) ?? 1) * factor : each.weight,
  )
}

const userOf = (candidate: Candidate): string => candidate.userId ?? `${candidate.source}:${candidate.textId}`
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
