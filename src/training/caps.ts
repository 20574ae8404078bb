import type { Candidate } from './candidate.ts'

/** How much of a training set may come from samples that were picked because something went wrong. */
export interface Caps {
  /** Largest share of low-quality samples in the weight of a task, in [0, 1). */
  readonly lowQualityShare: number
  /** Largest share of one user's low-quality samples in that weight. */
  readonly lowQualityShareOfUser: number
}

export const defaultCaps: Caps = { lowQualityShare: 0.3, lowQualityShareOfUser: 0.03 }

/**
 * Weights under the caps, in the order of the candidates of one task.
 *
 * Low-quality samples are weighed down, not thrown away: what is rare in them stays, while their share of the whole
 * weight keeps the limit. First each user's low-quality weight is cut to his share, then all of it to the common one.
 * Both limits refer to the weight of the other samples, which no step changes, so both hold at the end.
 *
 * @returns all 0 for low-quality samples when there is nothing else to set beside them
 */
export function cappedWeights(candidates: readonly Candidate[], caps: Caps): number[] {
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
