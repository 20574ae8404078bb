import type { Stratum } from '../pool/sample.ts'

/** Conversations that look alike to the rules and to the sampling plan. */
export interface SignalCell {
  /** Signals as one number (src/admission/signal-code.ts). */
  readonly signals: number
  /** Priority of admission in twentieths. */
  readonly doubt: number
  readonly conversations: number
}

/** Samples that nobody has settled yet, by what the rules see of them. */
export interface OpenCell {
  readonly signals: number
  readonly samples: number
}

/** The past as a back-test reads it: counts, and the few conversations that were drawn. Spans are [from, until), by the start of a conversation, epoch milliseconds. */
export interface RuleHistory {
  /** When the first conversation of the span began; null = there is none. */
  firstAt(from: number, until: number): Promise<number | null>
  cells(from: number, until: number): Promise<SignalCell[]>
  /** Samples that wait for people, or that ended without a verdict. */
  unanswered(from: number, until: number): Promise<OpenCell[]>
  /** Signals of those of these conversations that began in the span. */
  signalsOf(conversationIds: readonly string[], from: number, until: number): Promise<ReadonlyMap<string, number>>
  /**
   * One conversation from each of these parts of the span at most, as near as possible after its instant, among those with one of
   * these signals.
   */
  examples(
    signals: readonly number[],
    slots: readonly { readonly from: number; readonly at: number; readonly until: number }[],
  ): Promise<string[]>
}

/** A conversation of which people have said whether the model was at fault. */
export interface JudgedConversation {
  readonly conversationId: string
  readonly signals: number
  readonly atFault: boolean
  readonly inclusionProbability: number
  readonly stratum: Stratum
  readonly userId: string | null
}
