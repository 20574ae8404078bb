import type { ArmDelays } from '../experiments/open-units.ts'
import type { ArmPair, Exposures } from './stage-check.ts'

/** Whose conversations, and from when to when, an experiment counts. Instants are epoch milliseconds. */
export interface ExposureScope {
  readonly experiment: string
  readonly live: string
  readonly canary: string
  /** The assistant that the experiment runs on; null = all that follow the default. */
  readonly assistant: string | null
  /** Assistants with releases of their own: they are no part of the default. */
  readonly others: readonly string[]
  /** When the experiment began: what users did before is their past. */
  readonly startedAt: number
  /** When the stage began. */
  readonly from: number
  /** null = still running. */
  readonly until: number | null
  readonly now: number
  /** Of money: what a conversation brings counts up to here, and is told as a share of it. */
  readonly cap: number
}

/** Exposures without the failure rate, which is left to the reviews. */
export type ExposedSums = Omit<Exposures, 'figures'> & { figures: Omit<Exposures['figures'], 'failure_rate'> }

/** A stage of an experiment, and moments at which its figures are asked for. */
export interface StageMoments {
  readonly scope: ExposureScope
  /** In order of time, epoch milliseconds; each counts what had begun and was mature by then. */
  readonly at: readonly number[]
}

/**
 * What both arms have brought. The exposure is the durable assistant_message that names bundle and arm. A unit counts once the
 * window of the figure is over, whether or not it came to something earlier: else a young arm would show its successes
 * alone. A user stands in the arm that answered him first in the stage, with all that he did.
 */
export interface ExposureReader {
  /** Sums per arm and figure, users' own past beside them. */
  exposures(scope: ExposureScope): Promise<ExposedSums>
  /** The same at several moments of the stages of one experiment, its users' past read once; one list per stage. */
  course(stages: readonly StageMoments[]): Promise<ExposedSums[][]>
  /** When closed units of each arm converted, and for how long the others have been waiting. */
  delays(scope: ExposureScope): Promise<{ readonly live: DelayCounts; readonly canary: DelayCounts }>
  /** Arms and users of conversations, those that the experiment exposed. */
  armsOf(scope: ExposureScope, conversationIds: readonly string[]): Promise<ReadonlyMap<string, ExposedConversation>>
}

/** Without the design effect, which the mature figure tells. */
export type DelayCounts = Omit<ArmDelays, 'designEffect'>

export interface ExposedConversation {
  readonly arm: keyof ArmPair
  readonly user: string
}
