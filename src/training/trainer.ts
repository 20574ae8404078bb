import type { Example, Prediction } from '../models/classifier.ts'
import type { OnlineExample } from '../models/online.ts'
import type { Task } from '../models/task.ts'

/** A model as data: file name -> bytes, one of them manifest.json with the SHA-256 of the others. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>

/** One classifier to train. The same order gives the same bytes. */
export interface TrainingOrder {
  readonly task: Task
  /** Of an update: what is new. */
  readonly examples: readonly (Example & { readonly replayable?: boolean })[]
  /** The model that goes on, and what of its past is learned again; absent = a refit. */
  readonly update?: {
    readonly base: ModelFiles
    readonly replayed: readonly Example[]
    /** One by one, in the order of the examples, instead of all together. */
    readonly online?: true
  }
  /** Factor on the examples of each label; absent = 1. */
  readonly classWeights?: Readonly<Record<string, number>>
  readonly seed: number
  /** Written into the manifest, for example the snapshot's id. */
  readonly lineage: Readonly<Record<string, string>>
}

/** Where models are made. What it does must not hold up the service; `signal` ends it at once. */
export interface Trainer {
  fit(order: TrainingOrder, signal: AbortSignal): Promise<ModelFiles>
  /** Predictions in the order of the texts. Throws LOOP_MODEL_DAMAGED when the files are not what their manifest says. */
  predict(files: ModelFiles, texts: readonly string[], signal: AbortSignal): Promise<Prediction[]>
}

/** What a shadow goes through from its base on. */
export interface OnlineCourse {
  readonly base: ModelFiles
  /** In the order in which they are learned. */
  readonly examples: readonly OnlineExample[]
  readonly past: readonly Example[]
  readonly seed: number
}

/** Learns label by label, where it does not hold up the service. */
export interface OnlineLearner {
  /** What the model says of each example before it learns it. */
  learn(course: OnlineCourse, signal: AbortSignal): Promise<readonly Prediction[]>
}
