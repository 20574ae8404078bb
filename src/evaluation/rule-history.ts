import type { Stratum } from '../pool/sample.ts'

/** Conversations that look alike to the rules and to the sampling plan. */
export interface SignalCell {
  /** Signals as one number, with low confidence as it would be (src/admission/signal-code.ts). */
  readonly signals: number
  /** Priority of admission in twentieths. */
  readonly doubt: number
  readonly conversations: number
}

/** Conversations of one day that look alike to the rules. */
export interface DayCell {
  /** Of UTC on which they began, in days since the epoch. */
  readonly day: number
  readonly signals: number
  readonly conversations: number
}

/** Samples that nobody has settled yet, by what the rules see of them. */
export interface OpenCell {
  readonly signals: number
  readonly samples: number
}

/** Conversations that began in [from, until), epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

/**
 * The past as a back-test reads it: counts, and the few conversations that were drawn. `low` is a threshold of low confidence
 * in hundredths that the changed digit of the signals stands for; null = as it is.
 */
export interface RuleHistory {
  /** When the first conversation of the span began; null = there is none. */
  firstAt(span: Span): Promise<number | null>
  cells(span: Span, low: number | null): Promise<SignalCell[]>
  days(span: Span, low: number | null): Promise<DayCell[]>
  /** Samples that wait for people, or that ended without a verdict. */
  unanswered(span: Span, low: number | null): Promise<OpenCell[]>
  /** Signals of those of these conversations that began in the span. */
  signalsOf(conversationIds: readonly string[], span: Span, low: number | null): Promise<ReadonlyMap<string, number>>
  /**
   * One conversation from each of these parts of the span at most, as near as possible after its instant, among those with one of
   * these signals.
   */
  examples(
    signals: readonly number[],
    slots: readonly { readonly from: number; readonly at: number; readonly until: number }[],
    low: number | null,
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
