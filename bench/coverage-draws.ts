import { type Plan, planWindow, type SamplingHistory } from '../src/admission/plan.ts'
import type { SamplingPolicy } from '../src/admission/sampling-policy.ts'
import { phaseOf, planIdAt, planStart } from '../src/admission/window.ts'
import { decideDraws, firstWindow } from '../src/pool/decide.ts'
import type { DueConversation, KeptDraw, Spent } from '../src/pool/pool-store.ts'

/**
 * The draws of a sequence of decisions, window by window, each under the plan that the windows before it make.
 *
 * @param due in order of decision
 */
export function drawAll(due: readonly DueConversation[], policy: SamplingPolicy): KeptDraw[] {
  const draws: KeptDraw[] = []
  const nothing: Spent = { byUser: new Map(), byReason: new Map() }
  for (let left = due; left.length > 0; ) {
    const window = firstWindow(left, policy)
    draws.push(...decideDraws(window, planAt(window[0]!.computedAt, draws, policy), nothing))
    left = left.slice(window.length)
  }
  return draws
}

function planAt(at: number, draws: readonly KeptDraw[], policy: SamplingPolicy): Plan {
  const plan = planWindow(historyBefore(planStart(at, policy), draws, policy), policy, at)
  if (plan.planId !== planIdAt(at, policy)) throw new Error(`plan ${plan.planId} is not the one of ${at}`)
  return plan
}

/** What admission reads from its table of draws. */
function historyBefore(before: number, draws: readonly KeptDraw[], policy: SamplingPolicy): SamplingHistory {
  const { windowMs, lookback } = policy
  const first = draws[0]?.decidedAt
  if (first === undefined || first >= before) return { cells: [], windows: 0 }
  const from = Math.max(first, before - lookback * windowMs)
  const past = draws.filter(({ decidedAt }) => decidedAt >= from && decidedAt < before)
  const cells = past.map(({ reason, priority, decidedAt }) => ({
    reason,
    priority: Math.round(priority * 100) / 100,
    phase: phaseOf(decidedAt, windowMs),
    count: 1,
  }))
  return { cells, windows: (before - from) / windowMs }
}
