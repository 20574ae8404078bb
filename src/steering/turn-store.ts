import type { KeptPolicy, LoopPolicy } from './policy.ts'
import type { LoopTurn, StepName, TurnOutcome } from './turn.ts'

export const LOOP_ACTIONS = ['start', 'pause', 'resume', 'skip', 'force', 'policy'] as const
export type LoopAction = (typeof LOOP_ACTIONS)[number]

/** What a person did to the loop; lines are added, never changed. */
export interface LoopLedgerEntry {
  readonly seq: number
  readonly at: number
  readonly action: LoopAction
  readonly turnId: string | null
  readonly step: StepName | null
  readonly who: string
  /** The key that sent it. */
  readonly recordedBy: string
  readonly why: string
}

export interface Pause {
  readonly since: number
  readonly who: string
  readonly why: string
}

/**
 * Turns, policy and ledger of the loop as rows. At most one turn is open. `begin`, `finishStep`, `skipStep` and `end` change
 * nothing when the turn does not stand where the caller saw it, so that a late process does no harm.
 */
export interface TurnStore {
  policy(): Promise<KeptPolicy>
  /** Adds a version; its line in the ledger comes with it. Throws LOOP_POLICY_CHANGED when `seen` is not the newest. */
  keepPolicy(policy: LoopPolicy, seen: number | null, order: LedgerOrder, now: number): Promise<KeptPolicy>
  /** null = the loop is not paused. */
  paused(): Promise<Pause | null>
  open(): Promise<LoopTurn | null>
  get(turnId: string): Promise<LoopTurn | null>
  /** Newest first. */
  list(limit: number, before: number | null): Promise<LoopTurn[]>
  /** The new turn; null when one is open already. */
  begin(turn: Pick<LoopTurn, 'trigger' | 'policyVersion'>, now: number): Promise<LoopTurn | null>
  /** Notes what the present step waits for. */
  wait(turn: At, waitsFor: string, until: number | null): Promise<void>
  /** The step is done or skipped, with its result; `next` begins. */
  finishStep(turn: At, finished: FinishedStep, now: number): Promise<void>
  /** The step is passed over and the ledger says so, both or neither; null = the turn does not stand there any more. */
  skipStep(turn: At, skipped: FinishedStep, order: LedgerOrder, now: number): Promise<LoopLedgerEntry | null>
  end(turn: At, outcome: TurnOutcome, why: string, now: number): Promise<void>
  /** Pause, resume and start take effect with their line. */
  record(order: LedgerOrder, now: number): Promise<LoopLedgerEntry>
  ledger(limit: number, before: number | null): Promise<LoopLedgerEntry[]>
}

export type LedgerOrder = Omit<LoopLedgerEntry, 'seq' | 'at'>

/** A turn as somebody saw it. */
export type At = Pick<LoopTurn, 'turnId' | 'step'>

export interface FinishedStep {
  readonly state: 'done' | 'skipped'
  readonly result: Readonly<Record<string, string | number | null>>
  readonly next: StepName
  readonly runId?: string | undefined
  readonly candidate?: string | undefined
}
