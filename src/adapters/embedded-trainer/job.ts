import type { GateResult } from '../../evaluation/gate.ts'
import type { TaskLimits } from '../../evaluation/limits.ts'
import type { Judgements } from '../../evaluation/score.ts'
import type { SkillCheck } from '../../evaluation/skill.ts'
import type { DiscoverySettings, FoundCluster, UnsureText } from '../../labels/discovery.ts'
import type { LabelBatch, LabelledBatch } from '../../labels/label-batch.ts'
import type { LabelErrors } from '../../labels/label-errors.ts'
import type { Example, Prediction } from '../../models/classifier.ts'
import type { FaultOrder, TrainedFault } from '../../training/fault-order.ts'
import type { OnlineCourse, TrainingOrder } from '../../training/trainer.ts'

type Files = readonly (readonly [string, Uint8Array])[]

/** What a training thread is asked to do. */
export type Job =
  | { readonly kind: 'fit'; readonly order: TrainingOrder }
  | { readonly kind: 'online'; readonly course: OnlineCourse }
  | { readonly kind: 'predict'; readonly files: Files; readonly texts: readonly string[] }
  | {
      readonly kind: 'examine'
      readonly before: Judgements
      readonly after: Judgements
      readonly limits: TaskLimits
      readonly skills: readonly SkillCheck[]
    }
  | { readonly kind: 'fault'; readonly order: FaultOrder }
  | { readonly kind: 'label'; readonly batch: LabelBatch }
  | { readonly kind: 'suspects'; readonly examples: readonly Example[]; readonly seed: number }
  | {
      readonly kind: 'clusters'
      readonly unsure: readonly UnsureText[]
      readonly known: readonly { readonly text: string; readonly label: string }[]
      readonly settings: DiscoverySettings
    }

/** What it answers. */
export interface Done {
  readonly fit: Files
  readonly online: readonly Prediction[]
  readonly predict: Prediction[]
  readonly examine: GateResult
  readonly fault: Omit<TrainedFault, 'files'> & { readonly files: Files }
  readonly label: LabelledBatch
  readonly suspects: LabelErrors
  readonly clusters: FoundCluster[]
}

export type Outcome =
  | { readonly ok: true; readonly value: Done[Job['kind']] }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly status: number }
