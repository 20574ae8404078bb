import type { AdmissionConfig } from './config.ts'
import type { KeptRule, RuleTable } from './rule-version.ts'

/** A rule that both tables have, and that differs. */
export interface ChangedRule {
  readonly reason: string
  readonly before: KeptRule
  readonly after: KeptRule
}

/** Of a list of words: what came and what went; of a number: from what to what. */
export type ThresholdChange =
  | { readonly name: keyof AdmissionConfig; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly name: keyof AdmissionConfig; readonly before: number; readonly after: number }

export interface RuleDiff {
  readonly added: readonly KeptRule[]
  readonly removed: readonly KeptRule[]
  readonly changed: readonly ChangedRule[]
  /** The rules that both have stand in another order. */
  readonly reordered: boolean
  readonly thresholds: readonly ThresholdChange[]
}

/** What makes the second table of the first. Two equal tables have an empty difference. */
export function ruleDiff(before: RuleTable, after: RuleTable): RuleDiff {
  const find = (table: RuleTable, reason: string) => table.rules.find((rule) => rule.reason === reason)
  const changed = after.rules.flatMap((rule) => {
    const old = find(before, rule.reason)
    return old === undefined || sameRule(old, rule) ? [] : [{ reason: rule.reason, before: old, after: rule }]
  })
  const common = (table: RuleTable, other: RuleTable): string =>
    table.rules
      .map((rule) => rule.reason)
      .filter((reason) => find(other, reason) !== undefined)
      .join()
  return {
    added: after.rules.filter((rule) => find(before, rule.reason) === undefined),
    removed: before.rules.filter((rule) => find(after, rule.reason) === undefined),
    changed,
    reordered: common(before, after) !== common(after, before),
    thresholds: thresholdChanges(before.thresholds, after.thresholds),
  }
}

/** Which of a rule's signals come first says nothing. */
const sameRule = (a: KeptRule, b: KeptRule): boolean =>
  a.enabled === b.enabled && a.note === b.note && a.all.toSorted().join() === b.all.toSorted().join()

function thresholdChanges(before: AdmissionConfig, after: AdmissionConfig): ThresholdChange[] {
  return (Object.keys(after) as (keyof AdmissionConfig)[]).flatMap((name): ThresholdChange[] => {
    const [old, now] = [before[name], after[name]]
    if (typeof old === 'number' || typeof now === 'number') {
      return old === now ? [] : [{ name, before: old as number, after: now as number }]
    }
    const [added, removed] = [now.filter((word) => !old.includes(word)), old.filter((word) => !now.includes(word))]
    return added.length + removed.length === 0 ? [] : [{ name, added, removed }]
  })
}
