import { TASKS, type Task } from '../models/task.ts'
import { mcnemar } from '../stats/mcnemar.ts'
import { type Comparison, compare, type Judgements, type Score, score } from './score.ts'

export type Verdict = 'pass' | 'refuse' | 'inconclusive'

/** What a candidate may cost at most. Shares are of 1. */
export interface GateLimits {
  /** Fewer gold items of a task than this decide nothing. */
  readonly minItems: number
  /**
   * The interval of the accuracy difference must exclude a loss greater than this. At one point, even a candidate that
   * answers everything alike needs 381 items (z^2 / (n + z^2) below the margin); a better one needs fewer.
   */
  readonly accuracyMargin: number
  /** Items that were right and are now wrong, as a share of all items. */
  readonly maxNegativeFlips: number
  /** Loss of recall of a label with at least `minLabelItems` gold items, where McNemar's p on them is below `recallP`. */
  readonly maxRecallLoss: number
  readonly minLabelItems: number
  readonly recallP: number
  /** Debiased ECE after; above it, only a candidate that is not worse calibrated than before passes. */
  readonly maxEce: number
}

export const defaultLimits: GateLimits = {
  minItems: 100,
  accuracyMargin: 0.01,
  maxNegativeFlips: 0.05,
  maxRecallLoss: 0.15,
  minLabelItems: 10,
  recallP: 0.05,
  maxEce: 0.1,
}

/** One finding of the gate, in words and figures. */
export interface Reason {
  readonly rule:
    | 'gold'
    | 'accuracy'
    | 'negative_flips'
    | 'protected'
    | 'recall'
    | 'calibration'
    | 'first_model'
    | 'unchanged'
  /** null = the bundle as a whole. */
  readonly task: Task | null
  readonly verdict: Verdict
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
 */
export function gate(before: Judgements, after: Judgements, limits: GateLimits): GateResult {
  const reasons: Reason[] = []
  const tasks: GateResult['tasks'] = {}
  for (const task of TASKS) {
    const now = after[task]
    if (now === undefined) continue
    const was = before[task]
    if (was === undefined) {
      tasks[task] = { before: null, after: score(now) }
      reasons.push({
        rule: 'first_model',
        task,
        verdict: 'pass',
        text: `There is no ${task} model yet to be worse than.`,
      })
      continue
    }
    const comparison = compare(was, now)
    tasks[task] = comparison
    const rules = comparison.after.items < limits.minItems ? RULES_ON_TOO_LITTLE : RULES
    reasons.push(...rules.flatMap((rule) => rule(task, comparison, limits)))
  }
  if (reasons.length === 0) reasons.push(UNCHANGED)
  return { verdict: overall(reasons), reasons, tasks }
}

const UNCHANGED: Reason = {
  rule: 'unchanged',
  task: null,
  verdict: 'inconclusive',
  text: 'The candidate has the models that are live: nothing was learned since.',
}

type Rule = (task: Task, found: Comparison, limits: GateLimits) => Reason[]

const tooLittle: Rule = (task, { after }, { minItems }) => [
  {
    rule: 'gold',
    task,
    verdict: 'inconclusive',
    text: `${after.items} gold items for ${task}; at least ${minItems} are needed.`,
  },
]

const accuracy: Rule = (task, { difference: d, onlyAfter, onlyBefore, p }, { accuracyMargin }) => {
  const seen = `${signed(d.estimate)} (95 % ${signed(d.low)} to ${signed(d.high)}); ${onlyAfter} items mended, ${onlyBefore} broken, p ${p.toPrecision(2)}`
  const verdict = d.low >= -accuracyMargin ? 'pass' : d.high < 0 ? 'refuse' : 'inconclusive'
  const words = {
    pass: `excludes a loss above ${points(accuracyMargin)}`,
    refuse: 'is a loss',
    inconclusive: `does not exclude a loss above ${points(accuracyMargin)}`,
  }
  return [{ rule: 'accuracy', task, verdict, text: `Accuracy of ${task} ${seen}: ${words[verdict]}.` }]
}

const negativeFlips: Rule = (task, { negativeFlips: flips, after }, { maxNegativeFlips }) => {
  const share = after.items === 0 ? 0 : flips.length / after.items
  const verdict = share > maxNegativeFlips ? 'refuse' : 'pass'
  const text = `${flips.length} of ${after.items} ${task} items were right and are now wrong (${percent(share)}, at most ${percent(maxNegativeFlips)}).`
  return [{ rule: 'negative_flips', task, verdict, text }]
}

const protectedSkills: Rule = (task, { negativeFlips: flips }) => {
  const broken = flips.filter((flip) => flip.protected).map((flip) => flip.itemId)
  if (broken.length === 0) return []
  return [{ rule: 'protected', task, verdict: 'refuse', text: `Protected ${task} items broke: ${broken.join(', ')}.` }]
}

const recall: Rule = (task, { before, after, negativeFlips: flips }, limits) =>
  before.recall.flatMap(({ label, items, right }) => {
    const now = after.recall.find((each) => each.label === label)?.right ?? 0
    const loss = (right - now) / items
    if (items < limits.minLabelItems || loss <= limits.maxRecallLoss) return []
    const broken = flips.filter((flip) => flip.truth === label).length
    if (mcnemar(broken, broken - (right - now)).p >= limits.recallP) return []
    const text = `Recall of ${task} ${label} fell from ${right}/${items} to ${now}/${items}, more than ${points(limits.maxRecallLoss)}.`
    return [{ rule: 'recall' as const, task, verdict: 'refuse' as const, text }]
  })

const calibration: Rule = (task, { before, after }, { maxEce }) => {
  const good = after.ece <= maxEce || after.ece <= before.ece
  const text = `Calibration error of ${task} ${percent(after.ece)} (before ${percent(before.ece)}, at most ${percent(maxEce)}).`
  return [{ rule: 'calibration', task, verdict: good ? 'pass' : 'refuse', text }]
}

/** The gate is this table. */
const RULES: readonly Rule[] = [accuracy, negativeFlips, protectedSkills, recall, calibration]
const RULES_ON_TOO_LITTLE: readonly Rule[] = [tooLittle, protectedSkills]

function overall(reasons: readonly Reason[]): Verdict {
  if (reasons.some((reason) => reason.verdict === 'refuse')) return 'refuse'
  return reasons.some((reason) => reason.verdict === 'inconclusive') ? 'inconclusive' : 'pass'
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const points = (share: number): string => `${(100 * share).toFixed(1)} points`
const signed = (share: number): string => `${share >= 0 ? '+' : '-'}${points(Math.abs(share))}`
