import type { Draft } from './rule-draft.ts'
import type { Rule, TableDiff, ThresholdChange, Thresholds } from './rule-shape.ts'

/** The difference of two tables, for a draft that the service does not know yet. */
export function draftDiff(before: Draft, after: Draft): TableDiff {
  const find = (draft: Draft, reason: string) => draft.rules.find((rule) => rule.reason === reason)
  const common = (draft: Draft, other: Draft): string =>
    draft.rules.flatMap(({ reason }) => (find(other, reason) ? [reason] : [])).join()
  return {
    added: after.rules.filter(({ reason }) => !find(before, reason)).map(copy),
    removed: before.rules.filter(({ reason }) => !find(after, reason)).map(copy),
    changed: after.rules.flatMap((rule) => {
      const old = find(before, rule.reason)
      return old === undefined || sameRule(old, rule)
        ? []
        : [{ reason: rule.reason, before: copy(old), after: copy(rule) }]
    }),
    reordered: common(before, after) !== common(after, before),
    thresholds: (Object.keys(after.thresholds) as (keyof Thresholds)[]).flatMap((name) =>
      thresholdChange(name, before.thresholds[name], after.thresholds[name]),
    ),
  }
}

const copy = (rule: Rule): Rule => ({ ...rule, all: [...rule.all] })

const sameRule = (a: Rule, b: Rule): boolean =>
  a.enabled === b.enabled && a.note === b.note && [...a.all].sort().join() === [...b.all].sort().join()

function thresholdChange(
  name: keyof Thresholds,
  old: Thresholds[keyof Thresholds],
  now: Thresholds[keyof Thresholds],
): ThresholdChange[] {
  if (typeof old === 'number' || typeof now === 'number') {
    return old === now ? [] : [{ name, before: old as number, after: now as number, added: [], removed: [] }]
  }
  const added = now.filter((word) => !old.includes(word))
  const removed = old.filter((word) => !now.includes(word))
  return added.length + removed.length === 0 ? [] : [{ name, before: null, after: null, added, removed }]
}
