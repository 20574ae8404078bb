/** So many units at one time: in whom it happened then, and of whom nothing later is known. */
export interface TimedCount {
  readonly time: number
  readonly events: number
  readonly censored: number
}

/** The share in whom it has not happened yet, from `time` to the next step. */
export interface SurvivalStep {
  readonly time: number
  readonly survival: number
  /** Greenwood's sum of d / (n (n - d)): the variance of ln(survival); Infinity once nobody is left. */
  readonly logVariance: number
}

/**
 * How long it takes until something happens, when some were watched for a shorter time than others: the product-limit estimate.
 * What happens to nobody in the end is part of it, as survival that stays above 0.
 *
 * @param counts in any order of time; at one time, events come before those that leave unseen
 * @returns one step per time with an event, in order; nothing without events
 * Source: E. L. Kaplan and P. Meier, JASA 53 (1958), 457-481; M. Greenwood (1926) for the variance.
 */
export function kaplanMeier(counts: readonly TimedCount[]): SurvivalStep[] {
  const ordered = counts.toSorted((a, b) => a.time - b.time)
  let atRisk = ordered.reduce((sum, { events, censored }) => sum + events + censored, 0)
  let [survival, logVariance] = [1, 0]
  const steps: SurvivalStep[] = []
  for (const [time, group] of Map.groupBy(ordered, (each) => each.time)) {
    const events = group.reduce((sum, each) => sum + each.events, 0)
    if (events > 0) {
      survival *= 1 - events / atRisk
      logVariance += events / (atRisk * (atRisk - events))
      steps.push({ time, survival, logVariance })
    }
    atRisk -= events + group.reduce((sum, each) => sum + each.censored, 0)
  }
  return steps
}

/** The step in force at a time; before the first one nothing has happened to anybody. */
export const stepAt = (steps: readonly SurvivalStep[], time: number): SurvivalStep =>
  steps.findLast((step) => step.time <= time) ?? { time: 0, survival: 1, logVariance: 0 }
