/** The steps of one turn of the loop, in order. Each is written down as done before the next begins. */
export const STEPS = ['freeze', 'train', 'evaluate', 'propose', 'canary', 'ramp', 'watch', 'decide'] as const
export type StepName = (typeof STEPS)[number]

export const TRIGGERS = ['labels', 'schedule', 'drift', 'person'] as const

/** Why a turn began. */
export interface Trigger {
  readonly kind: (typeof TRIGGERS)[number]
  /** In words: `52 new labels of intent`. */
  readonly detail: string
  /** Who started it; `loop` for the other three. */
  readonly who: string
}

export const OUTCOMES = [
  'nothing_new', // no label since the last snapshot, or the same model again
  'failed', // the training run failed
  'refused', // the gate refused the candidate
  'inconclusive', // the gate could not tell; that does not ship
  'proposed', // the candidate waits in the registry for a person
  'superseded', // a newer turn began while it waited for a person
  'in_canary', // people go on with the canary by hand
  'taken_back', // rolled back, or replaced by another bundle
  'kept', // live, and still live after the watch
] as const
export type TurnOutcome = (typeof OUTCOMES)[number]

export interface StepRecord {
  readonly step: StepName
  readonly state: 'doing' | 'done' | 'skipped'
  /** Instants are epoch milliseconds of the data's clock. */
  readonly startedAt: number
  readonly finishedAt: number | null
  /** What it waits for, in words; null once it is over. */
  readonly waitsFor: string | null
  /** When that may come by itself, if that is known. */
  readonly waitsUntil: number | null
  /** Ids and short facts that the step found. */
  readonly result: Readonly<Record<string, string | number | null>>
}

/** One turn of the loop: from labels to a decision on a new model. */
export interface LoopTurn {
  /** `t-7` is the seventh. */
  readonly turnId: string
  readonly trigger: Trigger
  readonly policyVersion: number
  readonly state: 'open' | 'over'
  readonly outcome: TurnOutcome | null
  /** In words. */
  readonly why: string | null
  readonly startedAt: number
  readonly finishedAt: number | null
  /** The step it stands at; `decide` when it is over. */
  readonly step: StepName
  readonly runId: string | null
  readonly candidate: string | null
  /** In order; steps not yet reached are absent. */
  readonly steps: readonly StepRecord[]
}

export const nextStep = (step: StepName): StepName => STEPS[STEPS.indexOf(step) + 1] ?? 'decide'

/** The training run of a turn: always the same, so that ordering it twice orders one. */
export const runOf = (turnId: string): string => `r-loop-${turnId.slice(2)}`

export const recordOf = (turn: LoopTurn): StepRecord | undefined => turn.steps.find(({ step }) => step === turn.step)
