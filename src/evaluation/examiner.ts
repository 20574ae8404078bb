import type { GateLimits, GateResult } from './gate.ts'
import type { Judgements } from './score.ts'

/** Runs the gate where its resampling does not hold up the service. */
export interface Examiner {
  examine(before: Judgements, after: Judgements, limits: GateLimits, signal: AbortSignal): Promise<GateResult>
}
