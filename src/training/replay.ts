import { hashUnit } from '../stats/random.ts'
import type { Candidate } from './candidate.ts'

/**
 * Keeps training time bounded while nothing old is forgotten: of the texts that the parent snapshot already held, at
 * most `limit` are trained on again, every label in proportion but with at least `floorPerLabel` of them. Each kept one
 * stands for those left out by its weight. New texts all stay.
 *
 * @param candidates of one task
 * @param isOld was this text in the parent snapshot
 * @returns in the order given; the same input gives the same choice
 */
export function withReplay(
  candidates: readonly Candidate[],
  isOld: (candidate: Candidate) => boolean,
  limit: number,
  floorPerLabel = 20,
): Candidate[] {
  const old = candidates.filter(isOld)
  if (old.length <= limit) return [...candidates]
  const weights = new Map<Candidate, number>()
  for (const group of Map.groupBy(old, (each) => each.label).values()) {
    const quota = Math.min(group.length, Math.max(floorPerLabel, Math.floor((limit * group.length) / old.length)))
    const drawn = group
      .map((each) => ({ each, at: hashUnit('replay', `${each.source}:${each.textId}`) }))
      .sort((a, b) => a.at - b.at)
      .slice(0, quota)
      .map(({ each }) => each)
    const factor = total(group) / total(drawn)
    for (const each of drawn) weights.set(each, each.weight * factor)
  }
  return candidates.flatMap((each) => {
    if (!isOld(each)) return [each]
    const weight = weights.get(each)
    return weight === undefined ? [] : [{ ...each, weight }]
  })
}

const total = (group: readonly Candidate[]): number => group.reduce((sum, each) => sum + each.weight, 0)
