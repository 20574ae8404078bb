import type { Answer } from './answer.ts'

/** What was answered to whom: ids and labels, no text. It closes the loop from a reply to the bundle that gave it. */
export interface Decision {
  readonly decisionId: string
  readonly conversationId: string
  readonly userId: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  readonly answer: Answer
}

/** A decision as it is kept, with the moment of the answer, epoch milliseconds. */
export interface KeptDecision extends Omit<Decision, 'answer'> {
  readonly at: number
  readonly bundle: string
  readonly arm: string
  readonly experiment: string | null
  readonly intent: string | null
  readonly intentConfidence: number | null
  readonly objection: string | null
  readonly objectionConfidence: number | null
  readonly fallback: string | null
}

/** Remembers decisions in the background; losing one costs a record, never an answer. */
export interface DecisionLog {
  /** Returns at once. */
  record(decision: Decision): void
  /** null = unknown, or not written yet. */
  find(decisionId: string): Promise<KeptDecision | null>
  /** Decisions that did not fit into the buffer. */
  dropped(): number
  /** Writes what is buffered and ends. */
  close(): Promise<void>
}
