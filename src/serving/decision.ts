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

/** Remembers decisions in the background; losing one costs a record, never an answer. */
export interface DecisionLog {
  /** Returns at once. */
  record(decision: Decision): void
  /** Decisions that did not fit into the buffer. */
  dropped(): number
  /** Writes what is buffered and ends. */
  close(): Promise<void>
}
