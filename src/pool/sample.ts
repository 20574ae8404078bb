import type { SuspectPart } from '../admission/suspect-table.ts'
import type { RuleName } from '../features/row.ts'

/** What a reviewer may find at fault; `none` = nothing of the models. */
export const PARTS = ['intent', 'objection', 'wording', 'policy', 'none'] as const
export type Part = (typeof PARTS)[number]

/** Flagged conversations are drawn by the plan's rates, unflagged ones at the control rate. */
export type Stratum = 'flagged' | 'control'

/**
 * A sample's life. `waiting` and `leased` are open; the rest is over:
 * `labelled` has all the answers it wanted, the other three are non-response.
 */
export const SAMPLE_STATES = ['waiting', 'leased', 'labelled', 'skipped', 'withdrawn', 'expired'] as const
export type SampleState = (typeof SAMPLE_STATES)[number]

/** The turn and the part that the suspect table points at. */
export interface SuspectTurn {
  /** Event id of the assistant_message. */
  readonly eventId: string
  readonly part: SuspectPart
  /** Row of the suspect table that says so. */
  readonly clue: string
  readonly weight: number
}

/** A conversation that was drawn for review. Instants are epoch milliseconds. */
export interface PoolSample {
  readonly sampleId: string
  readonly conversationId: string
  readonly userId: string | null
  readonly stratum: Stratum
  /** In (0, 1], fixed before the draw; corrections keep it. */
  readonly inclusionProbability: number
  readonly planId: string
  /** Version of the admission rules that it was flagged by, or not flagged; it is judged by that one for good. */
  readonly rulesVersion: number
  readonly reasons: readonly RuleName[]
  /** Rule, feature or clue -> event ids that show it. */
  readonly evidence: Readonly<Record<string, readonly string[]>>
  readonly suspect: SuspectTurn | null
  /**
   * One predicted turn, uniformly chosen among all of the conversation; null without predicted turns. It and their number
   * stay as they are from the first lease on, so that all annotators see the same.
   */
  readonly randomTurn: string | null
  readonly predictedTurns: number
  readonly state: SampleState
  /** Answers it has, and how many it wants. */
  readonly answers: number
  readonly wanted: number
  readonly createdAt: number
  readonly changedAt: number
  /** Why it was skipped, withdrawn or expired. */
  readonly why: string | null
}
