import type { SamplingPolicy } from './sampling-policy.ts'

/** Parts of a window in which the usual course of its spending is told apart. */
export const PHASES = 24

/** Start of the window that holds the instant, for windows of one length since the epoch. */
export const windowStart = (at: number, windowMs: number): number => Math.floor(at / windowMs) * windowMs

/** The part of its window that holds the instant, 0 to PHASES - 1. */
export const phaseOf = (at: number, windowMs: number): number =>
  Math.floor(((at - windowStart(at, windowMs)) * PHASES) / windowMs)

/** Where the plan for this instant begins: with the window, or with the policy when that changed inside it. */
export const planStart = (at: number, policy: SamplingPolicy): number => {
  const start = windowStart(at, policy.windowMs)
  return at >= policy.since ? Math.max(start, policy.since) : start
}

/** Which plan an instant belongs to, under this policy. */
export const planIdAt = (at: number, policy: SamplingPolicy): string =>
  `plan-${planStart(at, policy)}-${policy.version}`

interface PhaseSpending {
  readonly phase: number
  /** Expected samples. */
  readonly samples: number
}

const samplesOf = (spending: readonly PhaseSpending[]): number =>
  spending.reduce((sum, { samples }) => sum + samples, 0)

/**
 * The share of a window's spending that used to fall until the end of each phase: shops sleep at night. Evenly without
 * any; the last is 1.
 *
 * @param firstPhase phase in which the plan begins; nothing is spent before
 */
export function usualCourse(spending: readonly PhaseSpending[], firstPhase: number): number[] {
  const total = samplesOf(spending.filter(({ phase }) => phase >= firstPhase))
  let reached = 0
  return Array.from({ length: PHASES }, (_, phase) => {
    if (phase < firstPhase) return 0
    const here = samplesOf(spending.filter((cell) => cell.phase === phase))
    reached += total > 0 ? here / total : 1 / (PHASES - firstPhase)
    return phase === PHASES - 1 ? 1 : Math.min(1, reached)
  })
}

/** How much of the budget may usually be spent by the end of the phase that holds `at`. */
export function courseAt(
  plan: {
    readonly course: readonly number[]
    readonly from: number
    readonly until: number
    readonly policy: SamplingPolicy
  },
  at: number,
): number {
  if (at < plan.from) return 0
  return at >= plan.until ? 1 : plan.course[phaseOf(at, plan.policy.windowMs)]!
}
