import type { GateResult } from '../../evaluation/gate.ts'
import type { TaskLimits } from '../../evaluation/limits.ts'
import type { Judgements } from '../../evaluation/score.ts'
import type { SkillCheck } from '../../evaluation/skill.ts'
import type { Prediction } from '../../models/classifier.ts'
import type { TrainingOrder } from '../../training/trainer.ts'

type Files = readonly (readonly [string, Uint8Array])[]

/** What a training thread is asked to do. */
export type Job =
  | { readonly kind: 'fit'; readonly order: TrainingOrder }
  | { readonly kind: 'predict'; readonly files: Files; readonly texts: readonly string[] }
  | {
      readonly kind: 'examine'
      readonly before: Judgements
      readonly after: Judgements
      readonly limits: TaskLimits
      readonly skills: readonly SkillCheck[]
    }

/** What it answers. */
export interface Done {
  readonly fit: Files
  readonly predict: Prediction[]
  readonly examine: GateResult
}

export type Outcome =
  | { readonly ok: true; readonly value: Done[Job['kind']] }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly status: number }
