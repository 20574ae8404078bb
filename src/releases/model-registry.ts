import type { Task } from '../models/task.ts'
import type { Bundle } from './bundle.ts'
import type { LedgerEntry, ReleaseOrder, ReleaseState } from './release-state.ts'

/** A model as the registry knows it; its files lie in the model store. */
export interface RegisteredModel {
  readonly id: string
  readonly sha256: string
  readonly task: Task
  readonly snapshot: string
  readonly seed: number
  readonly createdAt: number
}

/** Where a bundle came from and what the gate first said of it. */
export interface RegisteredBundle extends Bundle {
  readonly runId: string
  readonly snapshot: string
  readonly verdict: 'pass' | 'refuse' | 'inconclusive'
  /** The bundle that this verdict compares with; null = there was none. */
  readonly against: string | null
  readonly createdAt: number
}

/** What the gate said of a bundle beside another one. Kept for good; a later one adds to it. */
export interface GateVerdict extends Pick<RegisteredBundle, 'verdict' | 'against'> {
  readonly bundle: string
  /** The training run that asked; null = a person did. */
  readonly runId: string | null
  readonly who: string
  readonly at: number
}

export interface ModelRegistry {
  /** A token newer than all before it, which from now on are void. */
  token(): Promise<number>
  /**
   * Makes models, their bundle and the run's verdict known. Of a known bundle nothing changes; what another run found of it
   * is one verdict more.
   * Throws LOOP_STALE_TOKEN (409) when a newer token was given out: of several trainers, the latest publishes.
   */
  publish(bundle: RegisteredBundle, models: readonly RegisteredModel[], token: number): Promise<void>
  /** Newest first. */
  models(limit: number): Promise<RegisteredModel[]>
  /** null = unknown. */
  model(id: string): Promise<RegisteredModel | null>
  bundle(id: string): Promise<RegisteredBundle | null>
  /** Adds a verdict that a person asked for. Throws LOOP_NO_BUNDLE. */
  judge(verdict: GateVerdict): Promise<void>
  /** Newest first. */
  verdicts(bundle: string): Promise<GateVerdict[]>
  bundles(limit: number): Promise<RegisteredBundle[]>
  state(): Promise<ReleaseState>
  /** One atomic step: the new state and its ledger line become visible together, and followers are told. */
  release(order: ReleaseOrder, now: number): Promise<LedgerEntry>
  /** Newest first. */
  ledger(limit: number): Promise<LedgerEntry[]>
  /** The line that was in force at an instant; null = nothing was released by then. */
  at(instant: number): Promise<LedgerEntry | null>
  /** Calls `onChange` after every release, with or without its being missed in between; returns how to stop. */
  follow(onChange: () => void): Promise<() => Promise<void>>
}
