import { type HistoryCell, type Plan, planWindow, rateOf } from '../admission/plan.ts'
import { emphasis } from '../admission/priority.ts'
import type { SamplingPolicy } from '../admission/sampling-policy.ts'
import { DOUBT_STEPS } from '../admission/signal-code.ts'
import { windowStart } from '../admission/window.ts'
import type { Ternary } from '../events/event.ts'
import type { RuleName } from '../features/row.ts'
import { leadingReason } from '../pool/decide.ts'
import type { SignalCell } from './rule-history.ts'

/** Expected reviews of a day under the sampling policy. */
export interface Reviews {
  readonly flagged: number
  readonly control: number
  /** By the reason that stands for a conversation in the plan; they add up to `flagged`. */
  readonly byReason: readonly { readonly reason: RuleName; readonly reviews: number }[]
  /** What the policy allows in a day. */
  readonly budget: number
}

export interface CellVerdicts {
  reasonsOf(signals: number): readonly RuleName[]
  /** Of eligible conversations: flagged or not; null = not eligible, or undecided. */
  drawn(signals: number): Ternary
}

const DAY_MS = 86_400_000

/**
 * What reviewing costs when days like those of the span go on: the plan that `planWindow` makes of them, applied to them. Caps
 * per user are left out (they lower it a little), and where no plan could foresee the traffic, pacing holds the budget.
 */
export function expectedReviews(
  { cells, from, until }: { readonly cells: readonly SignalCell[]; readonly from: number; readonly until: number },
  verdicts: CellVerdicts,
  policy: SamplingPolicy,
): Reviews {
  const windows = (until - from) / policy.windowMs
  const history = cells.flatMap(({ signals, doubt, conversations }): HistoryCell[] => {
    const drawn = verdicts.drawn(signals)
    if (drawn === null || conversations === 0) return []
    const reason = drawn ? leadingReason(verdicts.reasonsOf(signals), policy) : null
    return [{ reason, priority: doubt / DOUBT_STEPS, phase: 0, count: conversations }]
  })
  const whole = { ...policy, since: 0, learned: null } // the question is of the rules
  const plan = planWindow({ cells: history, windows }, whole, windowStart(until, policy.windowMs))
  const perDay = DAY_MS / policy.windowMs / windows
  const spent = new Map<RuleName | null, number>()
  for (const cell of history) {
    const reviews = cell.count * chanceOf(cell, plan) * perDay
    spent.set(cell.reason, (spent.get(cell.reason) ?? 0) + reviews)
  }
  const budget = (policy.budget * DAY_MS) / policy.windowMs
  const control = Math.min(spent.get(null) ?? 0, budget)
  const flagged = [...spent].flatMap(([reason, reviews]) => (reason === null ? [] : [{ reason, reviews }]))
  const total = flagged.reduce((sum, each) => sum + each.reviews, 0)
  const allowed = Math.min(total, Math.max(budget - control, plan.flaggedBudget * (DAY_MS / policy.windowMs)))
  return {
    flagged: allowed,
    control,
    byReason: flagged.map(({ reason, reviews }) => ({ reason, reviews: (reviews * allowed) / total })),
    budget,
  }
}

const chanceOf = ({ reason, priority }: HistoryCell, plan: Plan): number =>
  Math.min(1, reason === null ? plan.controlRate : rateOf(plan, reason) * emphasis(priority, plan.policy))
