import { LoopError } from '../errors/loop-error.ts'
import { TASKS, type Task } from '../models/task.ts'

/** What a candidate may cost at most in one task. Shares are of 1. */
export interface GateLimits {
  /** Fewer gold items of a task than this decide nothing. */
  readonly minItems: number
  /**
   * The interval of the accuracy difference must exclude a loss greater than this. At one point, even a candidate that
   * answers everything alike needs 381 items (z^2 / (n + z^2) below the margin); a better one needs fewer.
   */
  readonly accuracyMargin: number
  /** Items that were right and are now wrong, as a share of all items. */
  readonly maxNegativeFlips: number
  /** Loss of recall of a label with at least `minLabelItems` gold items, where McNemar's p on them is below `recallP`. */
  readonly maxRecallLoss: number
  readonly minLabelItems: number
  readonly recallP: number
  /** Loss of accuracy in a segment of at least `minSegmentItems`, where McNemar's p is below `segmentP` over the number of segments. */
  readonly maxSegmentLoss: number
  readonly minSegmentItems: number
  readonly segmentP: number
  /** Debiased ECE after; above it, only a candidate that is not worse calibrated than before passes. */
  readonly maxEce: number
}

/** One set of limits per task. */
export type TaskLimits = Readonly<Record<Task, GateLimits>>

export const defaultLimits: GateLimits = {
  minItems: 100,
  accuracyMargin: 0.01,
  maxNegativeFlips: 0.05,
  maxRecallLoss: 0.15,
  minLabelItems: 10,
  recallP: 0.05,
  maxSegmentLoss: 0.05,
  minSegmentItems: 50,
  segmentP: 0.05,
  maxEce: 0.1,
}

export const sameLimits = (limits: GateLimits): TaskLimits =>
  Object.fromEntries(TASKS.map((task) => [task, limits])) as TaskLimits

export const defaultTaskLimits: TaskLimits = sameLimits(defaultLimits)

/** The limits in force, and who set them. Version 0 = the defaults, which nobody set. */
export interface GateSettings {
  readonly version: number
  readonly limits: TaskLimits
  readonly who: string | null
  readonly why: string | null
  /** Epoch milliseconds; null for version 0. */
  readonly at: number | null
}

/** The limits as a ledger: a change adds a version, and none is ever changed. */
export interface GateSettingsStore {
  current(): Promise<GateSettings>
  /** Newest first; version 0 is not in it. */
  history(limit: number): Promise<GateSettings[]>
  /**
   * Adds the next version.
   * @param expected the version that the change was made from; null = whatever is in force
   * Throws LOOP_GATE_CHANGED (409) when another one is in force.
   */
  change(
    limits: TaskLimits,
    by: { who: string; why: string; at: number },
    expected: number | null,
  ): Promise<GateSettings>
}

/** New limits of some tasks over the present ones; what is not named stays. */
export const changedLimits = (
  present: TaskLimits,
  changes: Partial<Readonly<Record<Task, { readonly [K in keyof GateLimits]?: GateLimits[K] | undefined }>>>,
): TaskLimits =>
  Object.fromEntries(
    TASKS.map((task) => [
      task,
      {
        ...present[task],
        ...Object.fromEntries(Object.entries(changes[task] ?? {}).filter(([, value]) => value !== undefined)),
      },
    ]),
  ) as TaskLimits

export const gateChanged = (expected: number, found: number): LoopError =>
  new LoopError(
    'LOOP_GATE_CHANGED',
    `These limits were changed from version ${expected}, and by now version ${found} is in force. Read GET /v1/gate and change those.`,
    { status: 409 },
  )
