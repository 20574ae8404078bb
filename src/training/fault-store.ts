import type { StoredPast } from '../admission/fault-subject.ts'

/** A training of the fault model. Instants are epoch milliseconds of the data's clock. */
export interface FaultRun {
  readonly runId: string
  /** A person, or `loop`. */
  readonly who: string
  readonly requestedAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** How often it was taken up; more than one = it was cut off. */
  readonly attempts: number
  readonly state: 'queued' | 'running' | 'done' | 'failed'
  readonly snapshot: string | null
  readonly model: string | null
  readonly error: { readonly code: string; readonly message: string } | null
}

/** One verdict that was learned from: ids and hashes only. */
export interface FaultSnapshotItem {
  readonly conversationId: string
  /** When its draw was due: nothing that came later was read. */
  readonly knownAt: number
  readonly atFault: boolean
  readonly inclusionProbability: number
  /** SHA-256 of the inputs, hex. */
  readonly inputHash: string
}

/** Immutable; the id is the hash of its items. */
export interface FaultSnapshot {
  readonly id: string
  readonly items: readonly FaultSnapshotItem[]
}

/** One input of the model over many conversations. */
export interface FaultPush {
  readonly input: string
  /** Mean size of its push, in log odds. */
  readonly size: number
  /** Share of the conversations in which it pushed towards a fault. */
  readonly towards: number
}

/** What a model learned from, and by what it judges. */
export interface FaultFigures {
  readonly verdicts: number
  readonly atFault: number
  /** Of the control stratum. */
  readonly controls: number
  /** What pushed the scores of these conversations, the strongest first. */
  readonly pushes: readonly FaultPush[]
  /** Of the part that judges single turns; null = too few turns were judged. */
  readonly turns: { readonly turns: number; readonly verdicts: number; readonly learned: boolean } | null
}

export interface FaultModelRecord {
  readonly id: string
  readonly sha256: string
  readonly snapshot: string
  readonly runId: string
  readonly madeAt: number
  readonly figures: FaultFigures
}

/** Somebody put a model in charge of admission, or the rule table back. */
export interface FaultCharge {
  /** null = the rule table. */
  readonly model: string | null
  readonly who: string
  /** The key that sent the order. */
  readonly recordedBy: string
  readonly why: string
  readonly at: number
  /** Version of the sampling policy from which on it holds. */
  readonly policyVersion: number
}

/** A conversation that was drawn for, with what a model said of it before anybody judged it. */
export interface ScoredDraw {
  readonly conversationId: string
  readonly userId: string | null
  readonly probability: number
  /** By the rules, whatever the model says. */
  readonly flagged: boolean
  /** Least confidence of its predictions; null = none is known. */
  readonly leastConfidence: number | null
  readonly inclusionProbability: number
  readonly decidedAt: number
}

/** What one verdict was learned from, and what the model said of it when it had not seen it. */
export type HeldOutVerdict = ScoredDraw & { readonly atFault: boolean }

export interface FaultStore {
  addRun(run: Pick<FaultRun, 'runId' | 'who' | 'requestedAt'>): Promise<void>
  /** Newest first. */
  runs(limit: number): Promise<FaultRun[]>
  run(runId: string): Promise<FaultRun | null>
  /**
   * The run that is to be worked on, one that was cut off first; null = none.
   *
   * @param cutOff one that was cut off so many times is not taken up again, since it may be what kills the process: it fails with this error
   */
  takeRun(
    now: number,
    cutOff: { readonly times: number; readonly error: NonNullable<FaultRun['error']> },
  ): Promise<FaultRun | null>
  finishRun(
    run: FaultRun,
    end: Pick<FaultRun, 'state'> & Partial<Pick<FaultRun, 'snapshot' | 'model' | 'error'>>,
    now: number,
  ): Promise<void>
  /** Snapshot, held-out probabilities (in the order of the items) and model, all or nothing. What is known stays as it is. */
  keep(model: FaultModelRecord, snapshot: FaultSnapshot, heldOut: ArrayLike<number>): Promise<void>
  /** Newest first. */
  models(limit: number): Promise<FaultModelRecord[]>
  model(id: string): Promise<FaultModelRecord | null>
  /** Notes the order and changes the sampling policy, in one commit. */
  charge(order: Omit<FaultCharge, 'policyVersion'>, sha256: string | null): Promise<FaultCharge>
  /** Newest first. */
  charges(limit: number): Promise<FaultCharge[]>
  heldOut(model: string): Promise<HeldOutVerdict[]>
  /** Of these conversations those that the model scored when their draw was due, and did not learn from. */
  scored(model: string, conversationIds: readonly string[]): Promise<ScoredDraw[]>
  /** Conversations that were drawn for in a span (both ends included), flagged by the rules and not. */
  drawnFor(from: number, until: number): Promise<{ readonly flagged: number; readonly control: number }>
  /** Every score of a conversation, newest model first. */
  scoresOf(
    conversationId: string,
  ): Promise<{ readonly model: string; readonly probability: number; readonly at: number }[]>
}

/** What a fault model is made from beside the verdicts. */
export interface FaultMaterial {
  draws(conversationIds: readonly string[]): Promise<ReadonlyMap<string, FaultDraw>>
  /** Conversations that were erased or let go are left out. */
  pasts(conversationIds: readonly string[]): Promise<ReadonlyMap<string, StoredPast>>
}

export interface FaultDraw {
  readonly decidedAt: number
  readonly rulesVersion: number
  /** Event id of the reply that the reviewers were pointed at. */
  readonly suspectTurn: string | null
}
