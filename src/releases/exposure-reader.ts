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
}

/**
 * What both arms have brought. The exposure is the durable assistant_message that names bundle and arm. A unit counts once the
 * window of the figure is over, whether or not it came to something earlier: else a young arm would show its successes
 * alone.
 */
export interface ExposureReader {
  /** Sums per arm and figure, users' own past beside them; the failure rate is left to the reviews. */
  exposures(
    scope: ExposureScope,
  ): Promise<Omit<Exposures, 'figures'> & { figures: Omit<Exposures['figures'], 'failure_rate'> }>
  /** Users with conversations in both arms since the stage began: the draw gives none, so each is somebody whom it did not know again. */
  inBothArms(scope: ExposureScope): Promise<number>
  /** Arms and users of conversations, those that the experiment exposed. */
  armsOf(scope: ExposureScope, conversationIds: readonly string[]): Promise<ReadonlyMap<string, ExposedConversation>>
}

export interface ExposedConversation {
  readonly arm: keyof ArmPair
  readonly user: string
}
