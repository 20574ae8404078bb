import { RULE_NAMES, type RuleName } from '../features/row.ts'
import { hashUnit } from '../stats/random.ts'
import { learnedThreshold, underLearned } from './learned-plan.ts'
import { emphasis } from './priority.ts'
import { capOf, type SamplingPolicy, weightOf } from './sampling-policy.ts'
import { phaseOf, planIdAt, planStart, usualCourse, windowStart } from './window.ts'

/** Conversations of past windows that looked alike to the plan. */
export interface HistoryCell {
  /** null = unflagged, the control stratum. */
  readonly reason: RuleName | null
  /** In [0, 1]. */
  readonly priority: number
  /** Part of its window in which it was decided, 0 to PHASES - 1. */
  readonly phase: number
  readonly count: number
  /** The chance of a fault by the model in charge, in [0, 1]; null or absent = it has not scored them. */
  readonly learned?: number | null
}

/** What was decided before a window began; `windows` may be a fraction, when less than one has passed. */
export interface SamplingHistory {
  readonly cells: readonly HistoryCell[]
  readonly windows: number
}

/**
 * How one window samples: fixed when it begins, so that every probability is known before its draw.
 * Instants are epoch milliseconds; the window is [from, until).
 */
export interface Plan {
  readonly planId: string
  readonly policy: SamplingPolicy
  readonly seed: string
  readonly from: number
  readonly until: number
  readonly controlRate: number
  /** Per reason: the probability of a conversation of the highest priority. May be above 1. */
  readonly rates: Readonly<Record<RuleName, number>>
  /** Expected samples of the window, both strata; of that for the flagged, as far as can be foreseen. */
  readonly budget: number
  readonly flaggedBudget: number
  readonly reasonBudgets: Readonly<Record<RuleName, number>>
  /** With a model in charge: from this chance of a fault on, a conversation is admitted as `learned`, also when no rule flags it. null or absent = the rule table is in charge. */
  readonly threshold?: number | null
  /** Share of the window's spending that is usual by the end of each phase; the last is 1. */
  readonly course: readonly number[]
}

const LEAST_HISTORY_WINDOWS = 0.25
/** Flagged conversations keep this share of the budget, however large the control stratum grows. */
export const FLAGGED_SHARE = 0.25
const BISECTIONS = 60

/**
 * Makes the plan of the window that holds `at`. The rates are such that, if the window brings what the past ones brought
 * on average, the expected number of samples is the budget. Without history every flagged conversation starts at its
 * full probability and the pacing of `inclusionProbability` holds the budget.
 *
 * @param history what was decided before the window; never what it decides itself
 * @param policy the policy in force; changed within the window, it makes a plan for the rest of it
 */
export function planWindow(history: SamplingHistory, policy: SamplingPolicy, at: number): Plan {
  const start = windowStart(at, policy.windowMs)
  const until = start + policy.windowMs
  const from = planStart(at, policy)
  const budget = (policy.budget * (until - from)) / policy.windowMs
  const known = history.windows >= LEAST_HISTORY_WINDOWS
  const scale = (until - from) / policy.windowMs / history.windows
  const past = known ? history.cells.map((cell) => ({ ...cell, count: cell.count * scale })) : []
  const threshold = policy.learned ? learnedThreshold(past, budget, policy.controlRate) : null
  const expected = threshold === null ? past : past.map((cell) => underLearned(cell, threshold))
  const unflagged = sum(expected.filter((cell) => cell.reason === null).map((cell) => cell.count))
  const controlRate = Math.min(policy.controlRate, unflagged > 0 ? budget / unflagged : 1)
  const flaggedBudget = Math.max(budget - controlRate * unflagged, budget * FLAGGED_SHARE)
  const rates = reasonRates(expected, policy, flaggedBudget)
  const spending = expected.map((cell) => ({
    phase: cell.phase,
    samples: cell.count * (cell.reason === null ? controlRate : chanceOf(cell, rates[cell.reason]!, policy)),
  }))
  const planId = planIdAt(at, policy)
  return {
    planId,
    policy,
    seed: `${policy.seed}/${planId}`,
    from,
    until,
    controlRate,
    rates,
    budget,
    flaggedBudget,
    threshold,
    reasonBudgets: byReason(expected, (reason) => capOf(reason, policy) * flaggedBudget),
    course: usualCourse(spending, phaseOf(from, policy.windowMs)),
  }
}

const chanceOf = (cell: HistoryCell, rate: number, policy: SamplingPolicy): number =>
  Math.min(1, rate * emphasis(cell.priority, policy))

/** One rate for all, shared out by weight; a reason that would take more than its cap stays at the rate that meets it. */
function reasonRates(
  cells: readonly HistoryCell[],
  policy: SamplingPolicy,
  flaggedBudget: number,
): Record<RuleName, number> {
  const full = 1 / emphasis(0, policy)
  const spend = (reason: RuleName, rate: number): number =>
    sum(cells.filter((cell) => cell.reason === reason).map((cell) => cell.count * chanceOf(cell, rate, policy)))
  const capped = byReason(cells, (reason) =>
    largest(full, (rate) => spend(reason, rate) <= capOf(reason, policy) * flaggedBudget),
  )
  const rateAt = (reason: RuleName, level: number): number =>
    Math.min(level * weightOf(reason, policy), capped[reason]!)
  const reasons = reasonsOf(cells)
  const lightest = Math.min(...reasons.map((reason) => weightOf(reason, policy)))
  const level = largest(
    full / lightest,
    (candidate) => sum(reasons.map((reason) => spend(reason, rateAt(reason, candidate)))) <= flaggedBudget,
  )
  return byReason(cells, (reason) => rateAt(reason, level))
}

/** Largest value in (0, most] for which a condition that only gets harder holds. */
function largest(most: number, holds: (value: number) => boolean): number {
  if (holds(most)) return most
  let [low, high] = [0, most]
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low > 0 ? low : high
}

/** Does this sample go to several people? Decided by hash, so that it is the same on every try. */
export const wantedAnswers = (conversationId: string, policy: SamplingPolicy): number =>
  hashUnit(`${policy.seed}/overlap`, conversationId) < policy.overlap ? policy.overlapAnswers : 1

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The built-in reasons, and every other that the history knows. */
const reasonsOf = (cells: readonly HistoryCell[]): RuleName[] => [
  ...new Set([...RULE_NAMES, ...cells.flatMap((cell) => cell.reason ?? [])]),
]

const byReason = (cells: readonly HistoryCell[], value: (reason: RuleName) => number): Record<RuleName, number> =>
  Object.fromEntries(reasonsOf(cells).map((reason) => [reason, value(reason)]))

/**
 * The rate of a reason. One that the plan does not know came up within its window: it gets what `planWindow` gives a reason
 * without history, the rate of the others by its weight.
 */
export function rateOf({ rates, policy }: Pick<Plan, 'rates' | 'policy'>, reason: RuleName): number {
  const levels = Object.entries(rates).map(([known, rate]) => rate / weightOf(known, policy))
  return rates[reason] ?? Math.max(...levels) * weightOf(reason, policy)
}

/** Expected samples of a window that one reason may take. */
export const reasonBudgetOf = (plan: Pick<Plan, 'reasonBudgets' | 'policy' | 'flaggedBudget'>, reason: RuleName) =>
  plan.reasonBudgets[reason] ?? capOf(reason, plan.policy) * plan.flaggedBudget
