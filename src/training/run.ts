import type { Task } from '../models/task.ts'
import type { TrainingMethod } from './method.ts'

export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'refused'] as const
export type RunState = (typeof RUN_STATES)[number]

/** What a training run was asked to do, and how far it is. Instants are epoch milliseconds. */
export interface TrainingRun {
  readonly runId: string
  /** An import may put the first model of a task live by itself; a training never does. */
  readonly kind: 'training' | 'import'
  /** Models to train anew; the candidate keeps the live ones for the others. */
  readonly tasks: readonly Task[]
  readonly seed: number
  readonly method: TrainingMethod
  /** Whose live bundle it starts from and is compared with; null = the default's. */
  readonly assistant: string | null
  readonly who: string
  readonly state: RunState
  readonly requestedAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** How often it was taken up: above 1 after a killed process. */
  readonly attempts: number
  readonly snapshot: string | null
  readonly candidate: string | null
  /** What evaluation found; its form is evaluation's. */
  readonly evaluation: unknown
  /** Where it is kept with every item; null = not yet, or made by an earlier salesloop. */
  readonly evaluationId: string | null
  /** Why it failed or was refused. */
  readonly error: { readonly code: string; readonly message: string } | null
}

/** The durable list of runs. One is worked on at a time; a killed one is taken up again. */
export interface RunStore {
  /** Without a method: the usual one. */
  add(run: RunOrder): Promise<void>
  /** Is there anything to take? Cheap. */
  waiting(): Promise<boolean>
  get(runId: string): Promise<TrainingRun | null>
  list(limit: number): Promise<TrainingRun[]>
  /** The run left in the middle, else the oldest queued one, now `running` with one more attempt; null = nothing to do. */
  take(now: number): Promise<TrainingRun | null>
  /** Remembers what is already done, so that a resumed run goes on from there. */
  note(run: Attempt, done: RunProgress): Promise<void>
  /** Neither this nor `note` has an effect when a later attempt took the run over. */
  finish(run: Attempt, end: RunEnd, now: number): Promise<void>
}

export type RunOrder = Pick<TrainingRun, 'runId' | 'kind' | 'tasks' | 'seed' | 'who' | 'requestedAt'> & {
  readonly method?: TrainingMethod
  /** null or absent = the default. */
  readonly assistant?: string | null
}

/** What a run has behind it. */
export interface RunProgress {
  readonly snapshot?: string
  readonly candidate?: string
  readonly evaluation?: unknown
  readonly evaluationId?: string
}

/** One process's turn at a run. */
export type Attempt = Pick<TrainingRun, 'runId' | 'attempts'>

export interface RunEnd {
  readonly state: 'done' | 'failed' | 'refused'
  readonly error?: { readonly code: string; readonly message: string }
}
