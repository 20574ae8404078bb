import type { Ternary } from '../events/event.ts'
import type { Stratum } from '../pool/sample.ts'
import type { Span } from './rule-history.ts'

/** Which conversations the worth of signals is told from. */
export interface SignalSpan extends Span {
  /** null = all of them. */
  readonly assistant: string | null
}

/** Eligible conversations that look alike. */
export interface SignalCount {
  /** src/admission/signal-code.ts */
  readonly signals: number
  /** As `lowConfidenceAt` reads it. */
  readonly confidence: number
  readonly conversations: number
}

/** What a signal, a rule or an outcome can be told from. */
export interface SeenConversation {
  readonly signals: number
  readonly confidence: number
  readonly clicked: Ternary
  readonly ordered: Ternary
  /** Known once it is closed, like completed. */
  readonly humanReply: Ternary
  readonly completed: Ternary
}

/** The past as the worth of signals reads it: counts of all conversations, and what was seen of the few that were drawn. */
export interface SignalHistory {
  counts(span: SignalSpan): Promise<SignalCount[]>
  /** Eligible conversations of each stratum whose draw was made, selected or not. */
  strata(span: SignalSpan): Promise<ReadonlyMap<Stratum, number>>
  /** Those of these conversations that began in the span. */
  seen(conversationIds: readonly string[], span: SignalSpan): Promise<ReadonlyMap<string, SeenConversation>>
}
