import type { RuleName } from '../features/row.ts'
import { hashUnit } from '../stats/random.ts'
import { courseAt, type Plan } from './plan.ts'
import { emphasis } from './priority.ts'

/** A decided conversation before its draw. `…Spent` = sum of the probabilities given before it under this plan. */
export interface Candidate {
  readonly conversationId: string
  /** The reason it stands for in the plan; null = unflagged, the control stratum. */
  readonly reason: RuleName | null
  /** In [0, 1]. */
  readonly priority: number
  /** When `flagged` became known, epoch milliseconds. */
  readonly decidedAt: number
  /** Of its user, in both strata; 0 without a user. */
  readonly userSpent: number
  /** Of its reason; for the control stratum, of that. */
  readonly reasonSpent: number
  /** Of all flagged; for the control stratum, of that. */
  readonly stratumSpent: number
}

/** A draw, made once. */
export interface Draw {
  readonly probability: number
  /** In [0, 1); selected = below the probability. */
  readonly u: number
  readonly selected: boolean
}

/**
 * The probability with which a conversation enters review, in (0, 1].
 *
 * The plan's rate times the emphasis of its priority, then lowered by what was spent: by its stratum and its reason
 * ahead of the window's usual course, by its user beyond the cap. What was spent are probabilities, never outcomes: so
 * draws stay independent of each other (Poisson sampling) and the weights 1 / probability are exact.
 *
 * Source: Poisson sampling, C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992), section 3.5.
 */
export function inclusionProbability(candidate: Candidate, plan: Plan): number {
  const { policy } = plan
  const { reason, priority, decidedAt, userSpent, reasonSpent, stratumSpent } = candidate
  const base = reason === null ? plan.controlRate : Math.min(1, plan.rates[reason] * emphasis(priority, policy))
  // The control stratum is the ruler: it keeps its rate at every hour, as long as the whole budget holds it.
  const course = reason === null ? 1 : courseAt(plan, decidedAt)
  const stratumRoom = room(
    reason === null ? plan.controlBudget : plan.flaggedBudget,
    course,
    stratumSpent,
    policy.slack,
  )
  const reasonRoom = reason === null ? 1 : room(plan.reasonBudgets[reason], course, reasonSpent, policy.slack)
  const userRoom = (policy.userCap - userSpent) / base
  return base * Math.min(1, Math.max(policy.floor, Math.min(stratumRoom, reasonRoom, userRoom)))
}

/**
 * Above 1 until spending runs ahead of its course by the slack, 0 when ahead by twice that. In between it settles where
 * the spending keeps pace, whatever the traffic: a proportional controller.
 */
const room = (budget: number, course: number, spent: number, slack: number): number =>
  budget > 0 ? 2 + (course - spent / budget) / slack : 0

/** The one draw of a conversation: the same plan, the same draw. */
export function draw(candidate: Candidate, plan: Plan): Draw {
  const probability = inclusionProbability(candidate, plan)
  const u = hashUnit(plan.seed, candidate.conversationId)
  return { probability, u, selected: u < probability }
}
