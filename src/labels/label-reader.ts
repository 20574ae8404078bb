import type { RuleName } from '../features/row.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { Part, PoolSample, SampleState, Stratum } from '../pool/sample.ts'

export { TASKS, type Task }

/** What the models said on a turn, as its assistant_message carried it. */
export interface TurnPrediction {
  readonly intent: string | null
  readonly intentConfidence: number | null
  readonly objection: string | null
  readonly objectionConfidence: number | null
}

/**
 * What people agreed on for one turn of a reviewed conversation. Human answers only, by construction:
 * rule and model labels have another type and never pass through here.
 */
export interface LabelledTurn {
  readonly source: 'human'
  /** Event id of the assistant_message that carried the prediction. */
  readonly turnId: string
  /** Event id of the user_message that it answers: the text to learn from, which lies in the events alone. null = none before it. */
  readonly textEventId: string | null
  readonly sampleId: string
  readonly conversationId: string
  readonly userId: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  /** Bundle that answered this turn. */
  readonly bundle: string | null
  readonly stratum: Stratum
  /** Rules that flagged the conversation; none in the control stratum. */
  readonly reasons: readonly RuleName[]
  /** Of the conversation, in (0, 1]. */
  readonly inclusionProbability: number
  /** The uniformly chosen turn of its conversation: only these enter live accuracy. */
  readonly isRandomTurn: boolean
  readonly isSuspect: boolean
  /** Predicted turns that the random turn was chosen from; its weight is this over the inclusion probability. */
  readonly predictedTurns: number
  readonly prediction: TurnPrediction
  /**
   * Per task what people agreed on: the adjudicator's word, or the Dawid-Skene consensus where three or more answered, or
   * the majority of each annotator's latest answer; null = not answered, or a tie.
   */
  readonly label: Readonly<Record<Task, string | null>>
  /** The same for the style of the reply; absent = not answered, or a tie. */
  readonly style?: string
  /** Per task how sure the Dawid-Skene consensus is, in (0, 1]; null = decided otherwise; absent = both were. */
  readonly posterior?: Readonly<Record<Task, number | null>>
  /** Tasks on which people tie: no label until one more answers. */
  readonly conflicts: readonly Task[]
  /** Answers of the ledger behind it. */
  readonly labelIds: readonly string[]
  readonly annotators: readonly string[]
  /** Latest of these answers, epoch milliseconds. */
  readonly labelledAt: number
}

/** A sampled conversation that people judged, for weighted rates. */
export interface ReviewedUnit {
  readonly sampleId: string
  readonly conversationId: string
  readonly userId: string | null
  readonly stratum: Stratum
  readonly inclusionProbability: number
  /** The model was at fault, by majority; null = a tie. */
  readonly atFault: boolean | null
  readonly part: Part | null
  /** Event id of the reply at fault, by majority of those who name one with this part; absent or null = not said, or a tie. */
  readonly faultTurn?: string | null
  /** How sure the Dawid-Skene consensus is of `atFault`; absent = adjudicated, or by majority. */
  readonly posterior?: number
  readonly annotators: readonly string[]
  readonly labelledAt: number
}

/** How many drawn samples are in which state: skipped, withdrawn and expired are non-response. */
export interface ResponseCount {
  readonly stratum: Stratum
  readonly state: SampleState
  readonly samples: number
  /** Sum of 1 / inclusion probability. */
  readonly weight: number
}

/** A sample and what became of it. */
export type DrawnSample = Pick<
  PoolSample,
  'sampleId' | 'conversationId' | 'userId' | 'stratum' | 'inclusionProbability' | 'predictedTurns' | 'state'
>

/** What later stages read of the label ledger: samples that have all the answers they wanted. `since` (inclusive, epoch milliseconds) keeps what was labelled from then on. */
export interface LabelReader {
  labelledTurns(since?: number): Promise<LabelledTurn[]>
  /** How many of them have a label, per task: counted where they lie. A tie of three or more answers is none. */
  labelledCounts(since?: number): Promise<Record<Task, number>>
  reviewed(since?: number): Promise<ReviewedUnit[]>
  responses(): Promise<ResponseCount[]>
  /** All of them, labelled or not. One in somebody's hands is `waiting`. */
  drawn(): Promise<DrawnSample[]>
}
