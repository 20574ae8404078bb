import type { RuleName } from '../features/row.ts'
import { hashUnit } from '../stats/random.ts'
import { FLAGGED_SHARE, type Plan, rateOf, reasonBudgetOf } from './plan.ts'
import { emphasis } from './priority.ts'
import { courseAt } from './window.ts'

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
  /** Of its reason; 0 for the control stratum. */
  readonly reasonSpent: number
  readonly flaggedSpent: number
  readonly controlSpent: number
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
 * The plan's rate, for flagged ones times the emphasis of their priority, then lowered by what was spent: by all
 * samples or by its reason ahead of the window's usual course, by its user beyond the cap. What was spent are
 * probabilities, never outcomes: so draws stay independent of each other (Poisson sampling) and the weights
 * 1 / probability are exact.
 *
 * Source: Poisson sampling, C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992), section 3.5.
 */
export function inclusionProbability(candidate: Candidate, plan: Plan): number {
  const { policy } = plan
  const { reason, priority, userSpent } = candidate
  const rate = reason === null ? plan.controlRate : rateOf(plan, reason) * emphasis(priority, policy)
  const ofBudget = reason === null ? controlFactor(candidate, plan) : flaggedFactor(candidate, reason, plan)
  const ofUser = factorBeyond(userSpent, policy.userCap, policy.userCap)
  // The budget lowers the rate before the cut at 1, so that a plan without history still prefers what is urgent.
  return Math.max(Math.min(1, rate * ofBudget) * ofUser, Math.min(1, rate) * policy.floor)
}

/** The control stratum is the ruler: it keeps its rate at every hour, until it alone has taken the whole budget. */
const controlFactor = ({ controlSpent }: Candidate, { budget }: Plan): number =>
  factorBeyond(controlSpent, budget, budget)

/** Flagged conversations share the budget with the control stratum, and keep a part of it however large that grows. */
function flaggedFactor(candidate: Candidate, reason: RuleName, plan: Plan): number {
  const { decidedAt, reasonSpent, flaggedSpent, controlSpent } = candidate
  const course = courseAt(plan, decidedAt)
  const { slack } = plan.policy
  const paced = (spent: number, budget: number) => factorBeyond(spent, (course + slack) * budget, slack * budget)
  const shared = paced(flaggedSpent + controlSpent, plan.budget)
  const own = paced(flaggedSpent, plan.budget * FLAGGED_SHARE)
  return Math.min(Math.max(shared, own), paced(reasonSpent, reasonBudgetOf(plan, reason)))
}

/**
 * 1 up to a limit, then falling with the square of the excess: fast enough that traffic of several times the limit
 * exceeds it by little, slow enough that no few conversations carry a weight that drowns the others.
 */
const factorBeyond = (spent: number, limit: number, scale: number): number =>
  spent <= limit ? 1 : 1 / (1 + (spent - limit) / scale) ** 2

/** The one draw of a conversation: the same plan, the same draw. */
export function draw(candidate: Candidate, plan: Plan): Draw {
  const probability = inclusionProbability(candidate, plan)
  const u = hashUnit(plan.seed, candidate.conversationId)
  return { probability, u, selected: u < probability }
}
