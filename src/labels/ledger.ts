import type { Part } from '../pool/sample.ts'
import type { TurnPrediction } from './label-reader.ts'

/** What was said about one turn of a conversation. */
export interface TurnAnswer {
  /** Event id of the reply. */
  readonly turnId: string
  /** Event id of the customer's message that it answers; null = none came before. */
  readonly textEventId: string | null
  readonly isRandom: boolean
  readonly isSuspect: boolean
  readonly bundle: string | null
  readonly prediction: TurnPrediction
  /** At least one of the three is given. */
  readonly intent: string | null
  readonly objection: string | null
  /** How the reply is worded, or should have been: a label of the taxonomy's task `style`. */
  readonly style?: string | null
}

/**
 * What an answer was given for. `review`: one of those that the sample wants. `gold`: a settled sample, served again to
 * check the annotator; never part of a consensus. `adjudication`: the last word where people differ.
 * `late`: it came when the sample had gone to somebody else, and is kept apart.
 */
export const PURPOSES = ['review', 'gold', 'adjudication', 'late'] as const
export type Purpose = (typeof PURPOSES)[number]

interface LedgerEntry {
  readonly labelId: string
  readonly conversationId: string
  /** Epoch milliseconds. */
  readonly recordedAt: number
  readonly turns: readonly TurnAnswer[]
}

/** A person's answer to one sample. Only these reach a gold set or an accuracy. */
export interface HumanLabel extends LedgerEntry {
  readonly source: 'human'
  readonly purpose: Purpose
  readonly sampleId: string
  readonly leaseId: string
  readonly annotator: string
  /** Key of the program that sent it. */
  readonly recordedBy: string
  /** Given without sight of predictions, suspicion and reasons. */
  readonly blind: boolean
  /** The annotator had the predictions before this answer. */
  readonly predictionShown?: boolean
  /** What he chose before he saw them; null = they were never held back, or never shown. */
  readonly firstChoice?: Part | null
  readonly seconds: number | null
  /** Version of the taxonomy and its guideline. */
  readonly guidelineVersion: number
  readonly atFault: boolean
  readonly part: Part
  /** Event id of the reply at fault; null = not said, or no fault. */
  readonly faultTurn: string | null
  readonly betterReply: string | null
  readonly remark: string | null
  /** As shown to this annotator. */
  readonly randomTurn: string | null
  readonly predictedTurns: number
}

/** What a labelling rule or a model proposed. */
export interface MachineLabel extends LedgerEntry {
  readonly source: 'rule' | 'model'
  /** Rule or model, with its version. */
  readonly by: string
}
