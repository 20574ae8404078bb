import { TASKS, type Task } from '../models/task.ts'
import { mcnemar } from '../stats/mcnemar.ts'
import { type Comparison, compare } from './compare.ts'
import type { GateLimits, TaskLimits } from './limits.ts'
import { type Judgements, type Score, score } from './score.ts'
import { breaks, type SkillCheck } from './skill.ts'

export type Verdict = 'pass' | 'refuse' | 'inconclusive'

export const RULE_NAMES = [
  'gold',
  'accuracy',
  'negative_flips',
  'protected',
  'skills',
  'recall',
  'segment',
  'calibration',
  'first_model',
  'unchanged',
] as const

/** One finding of the gate, as figures and in words. */
export interface Reason {
  readonly rule: (typeof RULE_NAMES)[number]
  /** null = the bundle as a whole. */
  readonly task: Task | null
  readonly verdict: Verdict
  /** What was found, in the unit of `limit`; null = the rule measures nothing. */
  readonly measured: number | null
  /** What is allowed; for accuracy the lowest lower end of the interval. */
  readonly limit: number | null
  /** How many items it was measured on. */
  readonly items: number
  /** The items at fault (of `skills`: the skills), the first 100 of them; GET /v1/evaluations/:id/items has all. */
  readonly itemIds: readonly string[]
  /** The label or the segment that it is about, such as `refund` or `language zh`; null = all. */
  readonly part: string | null
  readonly text: string
}

/** What is shown for a task: a comparison, or the score alone when there was no model before. */
export type TaskFindings = Comparison | { readonly before: null; readonly after: Score }

export interface GateResult {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly tasks: Partial<Record<Task, TaskFindings>>
}

/**
 * May the candidate go to the customers?
 *
 * Refused as soon as one rule refuses; else inconclusive as soon as one cannot tell; inconclusive does not ship. A task
 * that had no model before passes: anything is better than no answer, and the score is shown.
 *
 * @param before judgements of the live models; a task is absent when it has none
 * @param after judgements of the candidate on the same items in the same order
 * @param skills messages of protected skills under both models, of the tasks in `after`
 */
export function gate(
  before: Judgements,
  after: Judgements,
  limits: TaskLimits,
  skills: readonly SkillCheck[] = [],
): GateResult {
  const reasons: Reason[] = []
  const tasks: GateResult['tasks'] = {}
  for (const task of TASKS) {
    const now = after[task]
    if (now === undefined) continue
    const was = before[task]
    if (was === undefined) {
      tasks[task] = { before: null, after: score(now) }
      const text = `There is no ${task} model yet to be worse than.`
      reasons.push(reason('first_model', task, 'pass', text, { items: now.length }))
      continue
    }
    const comparison = compare(was, now)
    tasks[task] = comparison
    const found = { task, ...comparison, skills: skills.filter((each) => each.task === task) }
    const rules = comparison.after.items < limits[task].minItems ? RULES_ON_TOO_LITTLE : RULES
    reasons.push(...rules.flatMap((rule) => rule(found, limits[task])))
  }
  if (reasons.length === 0) {
    const text = 'The candidate has the models that are live: nothing was learned since.'
    reasons.push(reason('unchanged', null, 'inconclusive', text, {}))
  }
  return { verdict: overall(reasons), reasons, tasks }
}

type Found = Comparison & { readonly task: Task; readonly skills: readonly SkillCheck[] }
type Rule = (found: Found, limits: GateLimits) => Reason[]

const MOST_IDS = 100

function reason(
  rule: Reason['rule'],
  task: Task | null,
  verdict: Verdict,
  text: string,
  { measured = null, limit = null, items = 0, itemIds = [], part = null }: Partial<Reason>,
): Reason {
  return { rule, task, verdict, measured, limit, items, itemIds: itemIds.slice(0, MOST_IDS), part, text }
}

const tooLittle: Rule = ({ task, after: { items } }, { minItems }) => {
  const text = `${items} gold items for ${task}; at least ${minItems} are needed.`
  return [reason('gold', task, 'inconclusive', text, { measured: items, limit: minItems, items })]
}

const accuracy: Rule = ({ task, difference: d, onlyAfter, onlyBefore, p, after }, { accuracyMargin }) => {
  const seen = `${signed(d.estimate)} (95 % ${signed(d.low)} to ${signed(d.high)}); ${onlyAfter} items mended, ${onlyBefore} broken, p ${p.toPrecision(2)}`
  const verdict = d.low >= -accuracyMargin ? 'pass' : d.high < 0 ? 'refuse' : 'inconclusive'
  const words = {
    pass: `excludes a loss above ${points(accuracyMargin)}`,
    refuse: 'is a loss',
    inconclusive: `does not exclude a loss above ${points(accuracyMargin)}`,
  }
  const text = `Accuracy of ${task} ${seen}: ${words[verdict]}.`
  return [reason('accuracy', task, verdict, text, { measured: d.low, limit: -accuracyMargin, items: after.items })]
}

const negativeFlips: Rule = ({ task, negativeFlips: flips, after: { items } }, { maxNegativeFlips: limit }) => {
  const measured = items === 0 ? 0 : flips.length / items
  const verdict = measured > limit ? 'refuse' : 'pass'
  const text = `${flips.length} of ${items} ${task} items were right and are now wrong (${percent(measured)}, at most ${percent(limit)}).`
  const itemIds = flips.map((flip) => flip.itemId)
  return [reason('negative_flips', task, verdict, text, { measured, limit, items, itemIds })]
}

const protectedItems: Rule = ({ task, negativeFlips: flips, after: { items } }) => {
  const itemIds = flips.filter((flip) => flip.protected).map((flip) => flip.itemId)
  if (itemIds.length === 0) return []
  const text = `Protected ${task} items broke: ${itemIds.join(', ')}.`
  return [reason('protected', task, 'refuse', text, { measured: itemIds.length, limit: 0, items, itemIds })]
}

const protectedSkills: Rule = ({ task, skills }) => {
  if (skills.length === 0) return []
  const broken = skills.filter(breaks)
  const itemIds = [...new Set(broken.map((each) => each.skillId))]
  const failing = skills.filter(({ label, before, after }) => before !== label && after !== label).length
  const held = `${skills.length} ${task} messages of protected skills${failing > 0 ? ` (${failing} fail with the live model, too)` : ''}`
  const list = broken.map(({ skillId, textId, label, after }) => `${skillId} ${textId} (${label}, now ${after})`)
  const text = broken.length === 0 ? `None of ${held} broke.` : `Of ${held} these broke: ${list.join(', ')}.`
  const verdict = broken.length === 0 ? 'pass' : 'refuse'
  return [reason('skills', task, verdict, text, { measured: broken.length, limit: 0, items: skills.length, itemIds })]
}

const recall: Rule = ({ task, before, after, negativeFlips: flips }, limits) =>
  before.labels.flatMap(({ label, recall: { hits: right, items } }) => {
    const now = after.labels.find((each) => each.label === label)?.recall.hits ?? 0
    const measured = (right - now) / items
    if (items < limits.minLabelItems || measured <= limits.maxRecallLoss) return []
    const broken = flips.filter((flip) => flip.truth === label)
    if (mcnemar(broken.length, broken.length - (right - now)).p >= limits.recallP) return []
    const text = `Recall of ${task} ${label} fell from ${right}/${items} to ${now}/${items}, more than ${points(limits.maxRecallLoss)}.`
    const itemIds = broken.map((flip) => flip.itemId)
    return [
      reason('recall', task, 'refuse', text, { measured, limit: limits.maxRecallLoss, items, itemIds, part: label }),
    ]
  })

const segment: Rule = ({ task, segments }, limits) => {
  const large = segments.filter(({ items }) => items >= limits.minSegmentItems)
  return large.flatMap(({ segment: kind, value, items, before, after, p }) => {
    const measured = before - after
    if (measured <= limits.maxSegmentLoss || p >= limits.segmentP / large.length) return []
    const part = `${kind} ${value}`
    const text = `Accuracy of ${task} where ${kind} is ${value} fell from ${percent(before)} to ${percent(after)} on ${items} items, more than ${points(limits.maxSegmentLoss)}.`
    return [reason('segment', task, 'refuse', text, { measured, limit: limits.maxSegmentLoss, items, part })]
  })
}

const calibration: Rule = ({ task, before, after }, { maxEce }) => {
  const good = after.ece <= maxEce || after.ece <= before.ece
  const text = `Calibration error of ${task} ${percent(after.ece)} (before ${percent(before.ece)}, at most ${percent(maxEce)}).`
  const figures = { measured: after.ece, limit: maxEce, items: after.items }
  return [reason('calibration', task, good ? 'pass' : 'refuse', text, figures)]
}

/** The gate is this table. */
const RULES: readonly Rule[] = [accuracy, negativeFlips, protectedItems, protectedSkills, recall, segment, calibration]
const RULES_ON_TOO_LITTLE: readonly Rule[] = [tooLittle, protectedItems, protectedSkills]

function overall(reasons: readonly Reason[]): Verdict {
  if (reasons.some((each) => each.verdict === 'refuse')) return 'refuse'
  return reasons.some((each) => each.verdict === 'inconclusive') ? 'inconclusive' : 'pass'
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const points = (share: number): string => `${(100 * share).toFixed(1)} points`
const signed = (share: number): string => `${share >= 0 ? '+' : '-'}${points(Math.abs(share))}`
