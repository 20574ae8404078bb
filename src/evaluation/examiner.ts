import type { GateResult } from './gate.ts'
import type { TaskLimits } from './limits.ts'
import type { Judgements } from './score.ts'
import type { SkillCheck } from './skill.ts'

/** Runs the gate where its resampling does not hold up the service. */
export interface Examiner {
  examine(
    before: Judgements,
    after: Judgements,
    limits: TaskLimits,
    skills: readonly SkillCheck[],
    signal: AbortSignal,
  ): Promise<GateResult>
}
