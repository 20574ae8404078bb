import { emphasis, priorityOf } from '../admission/priority.ts'
import type { SamplingPolicy } from '../admission/sampling-policy.ts'
import { clusteredAuc } from '../stats/clustered-auc.ts'
import type { Linearised } from '../stats/linearised.ts'
import { type WeightedReliability, weightedReliability } from '../stats/weighted-reliability.ts'
import type { HeldOutVerdict } from '../training/fault-store.ts'
import { type BudgetComparison, budgetCurve, compareAtBudget, type JudgedCandidate } from './fault-comparison.ts'
import { stratumWeights } from './stratum-weights.ts'

/** A fault model on verdicts that it had not seen, beside the rule table. */
export interface FaultReport {
  readonly verdicts: number
  readonly atFault: number
  readonly controls: number
  /** Weighted share of conversations in which a model was at fault: what picking by chance would find. */
  readonly baseRate: number
  readonly auc: Linearised
  readonly calibration: WeightedReliability
  /** At the review budget of the sampling policy; null = there is nothing to compare. */
  readonly atBudget: BudgetComparison | null
  /** At parts of what the rule table flags, ascending. */
  readonly curve: readonly BudgetComparison[]
}

/** What the figures are weighted up to, and which budget is asked for. */
export interface FaultPopulation {
  /** Conversations that were drawn for in the span of the verdicts, flagged by the rules and not. */
  readonly flagged: number
  readonly control: number
  /** Reviews per conversation that the policy wants. */
  readonly share: number
}

/**
 * @param verdicts drawn and judged conversations, each with a probability that was made without its verdict
 * @returns null without verdicts
 */
export function faultReport(
  verdicts: readonly HeldOutVerdict[],
  population: FaultPopulation,
  policy: SamplingPolicy,
): FaultReport | null {
  if (verdicts.length === 0) return null
  const judged = candidatesOf(verdicts, population, policy)
  const units = judged.map(({ probability, atFault, weight, cluster }) => ({
    score: probability,
    positive: atFault,
    weight,
    cluster,
  }))
  const total = judged.reduce((sum, one) => sum + one.weight, 0)
  return {
    verdicts: verdicts.length,
    atFault: verdicts.filter((one) => one.atFault).length,
    controls: verdicts.filter((one) => !one.flagged).length,
    baseRate: judged.reduce((sum, one) => sum + (one.atFault ? one.weight : 0), 0) / total,
    auc: clusteredAuc(units),
    calibration: weightedReliability(units),
    atBudget: compareAtBudget(judged, Math.min(1, population.share)),
    curve: budgetCurve(judged),
  }
}

/** Each stands for as many as its draw says, both strata as large as they were. */
function candidatesOf(
  verdicts: readonly HeldOutVerdict[],
  { flagged, control }: FaultPopulation,
  policy: SamplingPolicy,
): JudgedCandidate[] {
  const weights = stratumWeights(
    verdicts.map((one) => ({ ...one, stratum: one.flagged ? 'flagged' : 'control' })),
    new Map([
      ['flagged', flagged],
      ['control', control],
    ]),
  )
  const byRules = { emphasis: policy.emphasis, learned: null }
  return verdicts.map((one, i) => ({
    probability: one.probability,
    flagged: one.flagged,
    emphasis: emphasis(priorityOf(one), byRules),
    atFault: one.atFault,
    weight: weights[i]!,
    cluster: one.userId ?? `conversation ${one.conversationId}`,
  }))
}
