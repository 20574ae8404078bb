import type { ClassWeighting } from './class-weights.ts'
import type { ReplayPick } from './replay-buffer.ts'

/**
 * How models are made. `refit`: anew from everything that is labelled. `incremental`: the live models go on with what is
 * new and a part of what they have seen. `online`: the shadow, which has learned label by label, is the candidate.
 */
export const TRAINING_MODES = ['refit', 'incremental', 'online'] as const
export type TrainingMode = (typeof TRAINING_MODES)[number]

export interface TrainingMethod {
  readonly mode: TrainingMode
  /** Factor on the examples of each label. */
  readonly classWeights: ClassWeighting
  /** Of an incremental run: share of past rows that are learned again, in [0, 1], and which. */
  readonly replayShare: number
  readonly replayPick: ReplayPick
}

export const defaultMethod: TrainingMethod = {
  mode: 'refit',
  classWeights: 'none',
  replayShare: 0.1,
  replayPick: 'balanced',
}
