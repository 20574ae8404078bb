import type { Dialogue } from '../admission/turns.ts'
import type { LabelledTurn, ReviewedUnit } from '../labels/label-reader.ts'

/** What verdicts teach, each for a model of its own. */
export const PART_SETS = ['intent', 'objection', 'wording', 'preference', 'policy', 'hard_negatives'] as const
export type PartSet = (typeof PART_SETS)[number]

/** A reply that somebody found weak, and where the better one lies. */
export interface BetterReply {
  /** `answer`: an annotator wrote it; `person`: a person of the shop replied so, right after. */
  readonly from: 'answer' | 'person'
  /** Id of the answer in the ledger, or event id of the reply. */
  readonly id: string
}

/** One item of a set: ids and hashes; texts lie in the events and in the ledger alone. */
export interface PartItem {
  readonly set: PartSet
  readonly conversationId: string
  readonly sampleId: string
  /** Event id of the reply that was judged. */
  readonly turnId: string
  /** Event id of the customer's message that it answers, and of the messages before, oldest first. */
  readonly textEventId: string | null
  readonly context: readonly string[]
  /** SHA-256 over the texts that the item names, first 16 hexadecimal digits: another text is another item. */
  readonly textHash: string
  /** Intent or objection as people say, as the model said. */
  readonly label: string | null
  readonly predicted: string | null
  readonly better: BetterReply | null
  /** Policy: where the conversation stood, what was done, and with which probability. */
  readonly state: string | null
  readonly action: string | null
  readonly propensity: number | null
  /** Where a person says what would have been right; null = not said. */
  readonly rightAction: string | null
}

/** A reviewed conversation with all that the sets are made from. */
export interface SetMaterial {
  readonly unit: ReviewedUnit
  readonly labelled: readonly LabelledTurn[]
  readonly dialogue: Dialogue
  /** Replies that annotators wrote in its stead, by id of the answer, with the verdict they came with. */
  readonly written: readonly { readonly labelId: string; readonly turnId: string | null; readonly text: string }[]
}
