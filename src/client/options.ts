import { type Backoff, defaultBackoff } from './backoff.ts'
import type { DropReason } from './outbox.ts'
import type { Unanswered } from './predict.ts'

/** An event of spec section 2. `event_id` and `occurred_at` are filled in when absent. */
export interface ClientEvent {
  readonly type: string
  readonly event_id?: string
  readonly conversation_id?: string
  readonly user_id?: string
  readonly occurred_at?: number | string
  readonly [field: string]: unknown
}

export interface ClientOptions {
  /** Address of the service, for example http://127.0.0.1:8080 */
  readonly url: string
  readonly apiKey?: string
  /** Put on every event and prediction that names none. */
  readonly assistantId?: string
  readonly channel?: string
  /** How long an event may wait for company, milliseconds. */
  readonly flushIntervalMs?: number
  readonly batchEvents?: number
  readonly batchBytes?: number
  readonly maxBufferedEvents?: number
  readonly maxBufferedBytes?: number
  readonly requestTimeoutMs?: number
  readonly predictTimeoutMs?: number
  /** Failed predictions in a row after which the service is left alone for `predictRestMs`. */
  readonly predictRestAfter?: number
  readonly predictRestMs?: number
  /** Longest time that close() spends on delivering what is left, milliseconds. */
  readonly closeTimeoutMs?: number
  readonly backoff?: Partial<Backoff>
  /** Told of every event that will never arrive. What it throws is swallowed. */
  readonly onDrop?: (eventId: string, reason: DropReason, detail: string) => void
  /** Told before every wait for a retry. What it throws is swallowed. */
  readonly onRetry?: (why: string, delayMs: number) => void
  readonly fetch?: typeof fetch
  readonly now?: () => number
  readonly random?: () => number
}

export interface ClientStats {
  /** Events handed over; each is buffered, delivered or dropped. */
  readonly events: number
  readonly delivered: number
  readonly buffered: number
  readonly dropped: Readonly<Record<DropReason, number>>
  readonly retries: number
  readonly predictions: number
  readonly unanswered: Readonly<Record<Unanswered, number>>
}

const defaults = {
  flushIntervalMs: 500,
  batchEvents: 200,
  batchBytes: 1024 * 1024,
  maxBufferedEvents: 10_000,
  maxBufferedBytes: 16 * 1024 * 1024,
  requestTimeoutMs: 10_000,
  predictTimeoutMs: 500,
  predictRestAfter: 5,
  predictRestMs: 2_000,
  closeTimeoutMs: 5_000,
  now: Date.now,
  random: Math.random,
}

/** The options with every default filled in. */
export const completed = (options: ClientOptions) => ({
  fetch: globalThis.fetch,
  ...defaults,
  ...options,
  backoff: { ...defaultBackoff, ...options.backoff },
})
export type CompletedOptions = ReturnType<typeof completed>

/** The request headers that say who is asking. */
export const identification = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
