import type { Task } from '../models/task.ts'
import type { Bundle } from './bundle.ts'
import type { Experiment } from './experiment-history.ts'
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

/** Which lines of the ledger; what is absent does not choose. */
export interface LedgerFilter {
  /** null = the default's. */
  readonly assistant?: string | null | undefined
  /** Below this revision. */
  readonly before?: number | undefined
}

/** Which experiments; what is absent does not choose. */
export interface ExperimentFilter extends LedgerFilter {
  /** By its name: one, and as many more as assistants took it over. */
  readonly experiment?: string | undefined
}

/** The default, and the assistants that have releases of their own. */
export interface ReleaseStates {
  readonly byDefault: ReleaseState
  readonly own: ReadonlyMap<string, ReleaseState>
}

export const stateOf = ({ byDefault, own }: ReleaseStates, assistant: string | null): ReleaseState =>
  (assistant === null ? undefined : own.get(assistant)) ?? byDefault

/** All states, the default first. */
export const allStates = ({ byDefault, own }: ReleaseStates): ReleaseState[] => [byDefault, ...own.values()]

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
  /** What an assistant's customers get: its own state, else the default's. Without an assistant the default's. */
  state(assistant?: string | null): Promise<ReleaseState>
  /** Everybody's at one moment. */
  states(): Promise<ReleaseStates>
  /** One atomic step: the new state and its ledger line become visible together, and followers are told. */
  release(order: ReleaseOrder, now: number): Promise<LedgerEntry>
  /** Newest first. */
  ledger(limit: number, filter?: LedgerFilter): Promise<LedgerEntry[]>
  /** Canaries with all their lines of the ledger. The one that began last comes first; `before` is the revision of its first line. */
  experiments(limit: number, filter?: ExperimentFilter): Promise<Experiment[]>
  /** The line that was in force for an assistant (absent: the default) at an instant; null = nothing was released by then. */
  at(instant: number, assistant?: string | null): Promise<LedgerEntry | null>
  /** Calls `onChange` after every release, with or without its being missed in between; returns how to stop. */
  follow(onChange: () => void): Promise<() => Promise<void>>
}
