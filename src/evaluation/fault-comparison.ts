import { type Linearised, linearised } from '../stats/linearised.ts'

/** A drawn and judged conversation, as both ways of admission see it. */
export interface JudgedCandidate {
  /** The learned chance of a fault, made without this conversation's verdict. */
  readonly probability: number
  /** The rule table flags it. */
  readonly flagged: boolean
  /** What the rule table's plan raises its chance by, in (0, 1]; of no effect where it is not flagged. */
  readonly emphasis: number
  readonly atFault: boolean
  /** How many conversations it stands for: 1 over its inclusion probability, where known times the correction of its stratum. */
  readonly weight: number
  readonly cluster: string
}

/** What one way of admission brings into review at some budget. */
export interface Admitted {
  /** Weighted share of the admitted in which a model was at fault. */
  readonly precision: Linearised
  /** Weighted share of all faulty conversations that are admitted. */
  readonly recall: Linearised
}

/** Both ways at the same expected number of reviews. */
export interface BudgetComparison {
  /** Reviews per conversation. */
  readonly share: number
  readonly rules: Admitted
  readonly learned: Admitted
  /** Learned less rules; the units are the same, so the intervals are narrower than those of both would say. */
  readonly difference: Admitted
}

/**
 * Precision and recall of the rule table and of the learned probability when both review the same share of conversations. The table
 * admits what it flags, thinned as its plan would where that is more than the budget; the model the most probable ones. Where the
 * table flags less than the budget, both get what it flags: it has no more to offer.
 *
 * Estimates are Hajek's over judged conversations, intervals are linearised with users as clusters; the probability at which
 * the budget ends counts as given.
 *
 * @param share wanted reviews per conversation, in (0, 1]
 * @returns null where nothing is flagged or nobody was found at fault: then there is nothing to compare
 * Sources: J. Hajek (1971); D. A. Binder, International Statistical Review 51 (1983), 279-292.
 */
export function compareAtBudget(judged: readonly JudgedCandidate[], share: number): BudgetComparison | null {
  const total = sum(judged, (one) => one.weight)
  const flagged = sum(judged, (one) => (one.flagged ? one.weight : 0))
  const faulty = sum(judged, (one) => (one.atFault ? one.weight : 0))
  const budget = Math.min(share * total, flagged)
  if (!(budget > 0) || !(faulty > 0)) return null
  const byRules = thinned(judged, budget)
  const byModel = mostProbable(judged, budget)
  const clusters = judged.map((one) => one.cluster)
  const rules = influencesOf(judged, byRules, faulty)
  const learned = influencesOf(judged, byModel, faulty)
  const admitted = ({ precision, recall }: Influences): Admitted => ({
    precision: within(linearised(precision.estimate, precision.influences, clusters), 0),
    recall: within(linearised(recall.estimate, recall.influences, clusters), 0),
  })
  const less = (a: Influence, b: Influence): Linearised =>
    within(
      linearised(
        a.estimate - b.estimate,
        a.influences.map((each, i) => each - b.influences[i]!),
        clusters,
      ),
      -1,
    )
  return {
    share: budget / total,
    rules: admitted(rules),
    learned: admitted(learned),
    difference: { precision: less(learned.precision, rules.precision), recall: less(learned.recall, rules.recall) },
  }
}

/** The same at several budgets up to all that the table flags, and at the one wanted. Ascending by share. */
export function budgetCurve(judged: readonly JudgedCandidate[], points = 8): BudgetComparison[] {
  const total = sum(judged, (one) => one.weight)
  const most = sum(judged, (one) => (one.flagged ? one.weight : 0)) / total
  if (!(most > 0)) return []
  return Array.from({ length: points }, (_, i) => compareAtBudget(judged, (most * (i + 1)) / points)).filter(
    (one) => one !== null,
  )
}

interface Influence {
  readonly estimate: number
  readonly influences: Float64Array
}

interface Influences {
  readonly precision: Influence
  readonly recall: Influence
}

/** @param chances with which each is admitted */
function influencesOf(judged: readonly JudgedCandidate[], chances: Float64Array, faulty: number): Influences {
  const admitted = judged.reduce((all, one, i) => all + one.weight * chances[i]!, 0)
  const found = judged.reduce((all, one, i) => all + (one.atFault ? one.weight * chances[i]! : 0), 0)
  const precision = found / admitted
  const recall = found / faulty
  return {
    precision: {
      estimate: precision,
      influences: Float64Array.from(
        judged,
        (one, i) => (one.weight * chances[i]! * (Number(one.atFault) - precision)) / admitted,
      ),
    },
    recall: {
      estimate: recall,
      influences: Float64Array.from(judged, (one, i) =>
        one.atFault ? (one.weight * (chances[i]! - recall)) / faulty : 0,
      ),
    },
  }
}

const BISECTIONS = 50

/** The table's chances: its plan's emphasis, at the level that spends the budget. */
function thinned(judged: readonly JudgedCandidate[], budget: number): Float64Array {
  const chance = (one: JudgedCandidate, level: number) => (one.flagged ? Math.min(1, level * one.emphasis) : 0)
  const least = Math.min(...judged.filter((one) => one.flagged).map((one) => one.emphasis))
  let [low, high] = [0, 1 / least]
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (sum(judged, (one) => one.weight * chance(one, middle)) <= budget) low = middle
    else high = middle
  }
  return Float64Array.from(judged, (one) => chance(one, (low + high) / 2))
}

/** The most probable first until the budget is spent; those of the probability at which it ends share what is left. */
function mostProbable(judged: readonly JudgedCandidate[], budget: number): Float64Array {
  const chances = new Float64Array(judged.length)
  const order = [...judged.keys()].sort((a, b) => judged[b]!.probability - judged[a]!.probability)
  let left = budget
  for (let i = 0; i < order.length && left > 0; ) {
    let end = i
    while (end < order.length && judged[order[end]!]!.probability === judged[order[i]!]!.probability) end++
    const alike = order.slice(i, end)
    const weight = alike.reduce((all, at) => all + judged[at]!.weight, 0)
    const chance = Math.min(1, left / weight)
    for (const at of alike) chances[at] = chance
    left -= weight * chance
    i = end
  }
  return chances
}

const within = (found: Linearised, least: number): Linearised => ({
  ...found,
  low: Math.max(least, found.low),
  high: Math.min(1, found.high),
})

const sum = (judged: readonly JudgedCandidate[], value: (one: JudgedCandidate) => number): number =>
  judged.reduce((all, one) => all + value(one), 0)
