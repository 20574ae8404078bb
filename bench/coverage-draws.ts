import { LEARNED_REASON } from '../src/admission/learned-plan.ts'
import { type Plan, planWindow, type SamplingHistory } from '../src/admission/plan.ts'
import type { SamplingPolicy } from '../src/admission/sampling-policy.ts'
import { phaseOf, planIdAt, planStart } from '../src/admission/window.ts'
import { decideDraws, firstWindow } from '../src/pool/decide.ts'
import type { DueConversation, KeptDraw, Spent } from '../src/pool/pool-store.ts'

/**
 * The draws of a sequence of decisions, window by window, each under the plan that the windows before it make.
 *
 * @param due in order of decision
 * @param chances of a fault by the model that the policy puts in charge
 */
export function drawAll(
  due: readonly DueConversation[],
  policy: SamplingPolicy,
  chances: ReadonlyMap<string, number> = new Map(),
): KeptDraw[] {
  const draws: KeptDraw[] = []
  const nothing: Spent = { byUser: new Map(), byReason: new Map() }
  for (let left = due; left.length > 0; ) {
    const window = firstWindow(left, policy)
    draws.push(...decideDraws(window, planAt(window[0]!.computedAt, draws, policy, chances), nothing, chances))
    left = left.slice(window.length)
  }
  return draws
}

type Chances = ReadonlyMap<string, number>

function planAt(at: number, draws: readonly KeptDraw[], policy: SamplingPolicy, chances: Chances): Plan {
  const plan = planWindow(historyBefore(planStart(at, policy), draws, policy, chances), policy, at)
  if (plan.planId !== planIdAt(at, policy)) throw new Error(`plan ${plan.planId} is not the one of ${at}`)
  return plan
}

/** What admission reads from its table of draws. */
function historyBefore(
  before: number,
  draws: readonly KeptDraw[],
  policy: SamplingPolicy,
  chances: Chances,
): SamplingHistory {
  const { windowMs, lookback } = policy
  const first = draws[0]?.decidedAt
  if (first === undefined || first >= before) return { cells: [], windows: 0 }
  const from = Math.max(first, before - lookback * windowMs)
  const past = draws.filter(({ decidedAt }) => decidedAt >= from && decidedAt < before)
  const cells = past.map(({ conversationId, reason, priority, decidedAt }) => ({
    reason: reason === LEARNED_REASON ? null : reason,
    priority: Math.round(priority * 100) / 100,
    phase: phaseOf(decidedAt, windowMs),
    count: 1,
    learned: chances.get(conversationId) ?? null,
  }))
  return { cells, windows: (before - from) / windowMs }
}
