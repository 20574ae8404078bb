import type { Draft } from './rule-draft.ts'
import type { Rule, Thresholds } from './rule-shape.ts'

/**
 * My changes on top of theirs, field by field: what I changed since the common version is mine, all else is theirs. A rule that they
 * removed stays removed unless I changed it; the order is theirs, new rules of mine come last.
 */
export function rebased(base: Draft, mine: Draft, theirs: Draft): Draft {
  const kept = theirs.rules.flatMap((their) => {
    const [old, my] = [find(base, their.reason), find(mine, their.reason)]
    if (old !== undefined && my === undefined) return [] // I removed it
    return [old === undefined || my === undefined ? their : mergedRule(old, my, their)]
  })
  const added = mine.rules.filter((my) => {
    const old = find(base, my.reason)
    return find(theirs, my.reason) === undefined && (old === undefined || !same(old, my))
  })
  return {
    rules: [...kept, ...added],
    thresholds: mergedThresholds(base.thresholds, mine.thresholds, theirs.thresholds),
  }
}

const find = ({ rules }: Draft, reason: string): Rule | undefined => rules.find((rule) => rule.reason === reason)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const pick = <T>(old: T, mine: T, theirs: T): T => (same(old, mine) ? theirs : mine)

const mergedRule = (old: Rule, mine: Rule, theirs: Rule): Rule => ({
  reason: theirs.reason,
  all: pick(old.all, mine.all, theirs.all),
  enabled: pick(old.enabled, mine.enabled, theirs.enabled),
  note: pick(old.note, mine.note, theirs.note),
})

function mergedThresholds(old: Thresholds, mine: Thresholds, theirs: Thresholds): Thresholds {
  const names = Object.keys(theirs) as (keyof Thresholds)[]
  return Object.fromEntries(
    names.map((name) => [name, pick(old[name], mine[name], theirs[name])]),
  ) as unknown as Thresholds
}
