import type { Ternary } from '../events/event.ts'

export const FEATURE_NAMES = [
  'cta_not_clicked',
  'no_order',
  'repeated_question',
  'fsm_stalled',
  'long_silence',
  'no_conversion',
] as const
export type FeatureName = (typeof FEATURE_NAMES)[number]

/** The reasons that are built in. */
export const RULE_NAMES = [
  'no_click_no_order',
  'repeat_while_stalled',
  'silence_no_conversion',
  'low_confidence',
  'negative_feedback',
] as const
/** The name of a reason: built in, or one that a team has added (src/admission/rule-version.ts). */
export type RuleName = string

/** What the fold knows of one conversation at one moment (spec/features.md, section 7, without the admission part). */
export interface FeatureRow {
  readonly conversation_id: string
  readonly features: Readonly<Record<FeatureName, Ternary>>
  readonly flags: {
    readonly low_confidence: Ternary
    readonly negative_feedback: Ternary
    readonly repeat_while_stalled: Ternary
    readonly eligible: Ternary
    readonly closed: boolean
    readonly final: boolean
  }
  /** Feature or signal name -> event ids that show it. */
  readonly evidence: Readonly<Record<string, readonly string[]>>
}

/**
 * What metrics, admission and labels need beside the row; all from the same fold, at the same moment.
 * Instants are epoch milliseconds.
 */
export interface ConversationFacts {
  readonly startedAt: number | null
  /** End, or the candidate end while open. */
  readonly endedAt: number | null
  /** Users named by chat events up to the end, in order of first naming. */
  readonly users: readonly string[]
  readonly assistantId: string | null
  readonly channel: string | null
  /** Bundle and arm of the first assistant_message that names one: the exposure. */
  readonly bundle: string | null
  readonly arm: string | null
  readonly userMessages: number
  /** assistant_message event ids that carry a predicted_intent or predicted_objection, in order; capped at 64. */
  readonly predictedTurns: readonly string[]
  readonly predictedTurnCount: number
  /** Least confidence over those messages, null when none is usable. */
  readonly leastConfidence: number | null
  readonly ctasSent: number
  readonly clicked: Ternary
  readonly hardEnd: boolean
  readonly terminalReached: boolean
  readonly humanReply: boolean
  /** Explicit ratings (1 to 5) inside the feedback window. */
  readonly ratings: readonly number[]
  /** A placed or paid order in the order window (carts do not count); null while one can still come. */
  readonly ordered: Ternary
  readonly orderAmount: number | null
  readonly orderCurrency: string | null
}
