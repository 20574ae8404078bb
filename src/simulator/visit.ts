import type { TimedEvent } from '../assistant/turn-events.ts'
import type { Customer, Need } from './customer.ts'
import type { Meaning } from './phrases/phrase-book.ts'
import type { Era } from './phrases/slots.ts'
import type { Truth } from './truth.ts'

/** One person opening the chat once. */
export interface Visit {
  readonly conversationId: string
  readonly customer: Customer
  readonly need: Need
  readonly era: Era
  readonly dayOfEra: number
  /** Epoch milliseconds of the first message. */
  readonly at: number
  readonly channel: string
  /** Not logged in at first: a passing id instead of the customer's. */
  readonly anonymous: boolean
}

/** The customer has written; the assistant needs to know what it means. */
export interface Ask {
  readonly at: number
  readonly conversationId: string
  readonly userId: string
  readonly channel: string
  readonly turn: number
  readonly text: string
  /** What was meant: only for the stand-in predictor and for truth, never for the service. */
  readonly meaning: Meaning
}

/** Where a conversation puts what happens. Events carry `occurred_at`; `received_at` is added on the way. */
export interface Sink {
  event(event: TimedEvent): void
  /** An event of the shop's own system, which exports in batches. */
  shopEvent(event: TimedEvent): void
  truth(truth: Truth): void
}

/** How a visit went, for what the customer does afterwards. */
export interface VisitOutcome {
  readonly endedAt: number
  readonly comesBackAt: number | null
}

/** The assistant that the simulated shop runs. */
export const ASSISTANT_ID = 'shop-guide'

export const seconds = (count: number): number => Math.round(count * 1000)
export const hours = (count: number): number => Math.round(count * 3_600_000)
