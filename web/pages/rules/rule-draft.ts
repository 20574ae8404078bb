import type { Rule, Thresholds } from './rule-shape.ts'

/** A table under work. */
export interface Draft {
  readonly rules: readonly Rule[]
  readonly thresholds: Thresholds
}

/** Built-in reasons keep their names and stay in the table. */
const BUILT_IN: readonly string[] = [
  'no_click_no_order',
  'repeat_while_stalled',
  'silence_no_conversion',
  'low_confidence',
  'negative_feedback',
]
export const isBuiltIn = ({ reason }: Pick<Rule, 'reason'>): boolean => BUILT_IN.includes(reason)

export const draftOf = ({ rules, thresholds }: Draft): Draft => ({ rules, thresholds })

const REASON = /^[a-z][a-z0-9_]{1,47}$/
const TAKEN = ['control', 'flagged', 'eligible']

export type Fault = 'name' | 'twice' | 'empty'

/** What keeps a rule from being saved; null = nothing. */
export function faultOf(rules: readonly Rule[], index: number): Fault | null {
  const rule = rules[index]!
  if (!REASON.test(rule.reason) || TAKEN.includes(rule.reason)) return 'name'
  if (rules.some(({ reason }, i) => i !== index && reason === rule.reason)) return 'twice'
  return rule.all.length === 0 ? 'empty' : null
}

export const isSound = ({ rules }: Draft): boolean => rules.every((_, index) => faultOf(rules, index) === null)

export const isSame = (a: Draft, b: Draft): boolean => JSON.stringify(a) === JSON.stringify(b)

export const withRule = (draft: Draft, index: number, change: Partial<Rule>): Draft => ({
  ...draft,
  rules: draft.rules.map((rule, i) => (i === index ? { ...rule, ...change } : rule)),
})

export const withoutRule = (draft: Draft, index: number): Draft => ({
  ...draft,
  rules: draft.rules.filter((_, i) => i !== index),
})

/** The rule one place up (-1) or down (1). */
export function moved(draft: Draft, index: number, by: -1 | 1): Draft {
  const rules = [...draft.rules]
  const [rule] = rules.splice(index, 1)
  rules.splice(index + by, 0, rule!)
  return { ...draft, rules }
}

/** A new rule at the end, under a name that is free. */
export function withNewRule(draft: Draft): Draft {
  const taken = new Set(draft.rules.map(({ reason }) => reason))
  let number = 1
  while (taken.has(`new_rule_${number}`)) number++
  const rule: Rule = { reason: `new_rule_${number}`, all: ['eligible'], enabled: true, note: null }
  return { ...draft, rules: [...draft.rules, rule] }
}

/** How many rules and thresholds differ, for a line that says so. */
export function changeCount(before: Draft, after: Draft): number {
  const name = ({ reason }: Rule): string => reason
  const old = new Map(before.rules.map((rule) => [rule.reason, rule]))
  const changed = after.rules.filter((rule) => JSON.stringify(old.get(rule.reason)) !== JSON.stringify(rule)).length
  const gone = before.rules.filter((rule) => !after.rules.some(({ reason }) => reason === rule.reason)).length
  const common = (a: Draft, b: Draft): string =>
    a.rules
      .map(name)
      .filter((reason) => b.rules.some((rule) => rule.reason === reason))
      .join()
  const order = common(before, after) === common(after, before) ? 0 : 1
  const limits = (Object.keys(after.thresholds) as (keyof Thresholds)[]).filter(
    (key) => JSON.stringify(before.thresholds[key]) !== JSON.stringify(after.thresholds[key]),
  ).length
  return changed + gone + order + limits
}
