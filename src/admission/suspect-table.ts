/** What the reviewer is pointed at; `open` = the table names the turn, the reviewer the part. */
export const SUSPECT_PARTS = ['intent', 'objection', 'wording', 'policy', 'none', 'open'] as const
export type SuspectPart = (typeof SUSPECT_PARTS)[number]

/** What a conversation can show; src/admission/clues.ts says how each is found. */
export type ClueName =
  | 'order_intent_unmet'
  | 'price_asked_again'
  | 'repeat_same_reading'
  | 'repeat_other_reading'
  | 'stalled_run'
  | 'low_intent_confidence'
  | 'low_objection_confidence'
  | 'negative_feedback'
  | 'silence_after_reply'
  | 'cta_ignored'

export interface SuspectRule {
  readonly clue: ClueName
  readonly part: SuspectPart
  /** Chance that a turn which shows this is at fault; a first guess that verdicts re-estimate. */
  readonly weight: number
}

/**
 * Where the model probably failed (spec/features.md, section 8). The last two rows point at a turn in conversations
 * that were flagged for nothing more telling.
 */
export const SUSPECT_TABLE: readonly SuspectRule[] = [
  { clue: 'order_intent_unmet', part: 'intent', weight: 0.5 },
  { clue: 'price_asked_again', part: 'objection', weight: 0.6 },
  { clue: 'repeat_same_reading', part: 'wording', weight: 0.5 },
  { clue: 'repeat_other_reading', part: 'intent', weight: 0.5 },
  { clue: 'stalled_run', part: 'policy', weight: 0.4 },
  { clue: 'low_intent_confidence', part: 'intent', weight: 0.4 },
  { clue: 'low_objection_confidence', part: 'objection', weight: 0.4 },
  { clue: 'negative_feedback', part: 'open', weight: 0.6 },
  { clue: 'silence_after_reply', part: 'open', weight: 0.15 },
  { clue: 'cta_ignored', part: 'open', weight: 0.1 },
]

/** A reply that a person wrote is nobody's model at fault: it is named only when nothing else is. */
export const HUMAN_REPLY: { readonly part: SuspectPart; readonly factor: number } = { part: 'none', factor: 0.01 }
