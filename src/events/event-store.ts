import type { AcceptedEvent } from './accept.ts'

/** A stored event, as it is given back. */
export interface StoredEvent {
  readonly eventId: string
  readonly type: string
  readonly conversationId: string | null
  readonly userId: string | null
  readonly t: number
  readonly receivedAt: number
  readonly late: boolean
  /** JSON as accepted. */
  readonly body: string
}

/** Where events live. Acknowledged means stored: `append` returns after the commit. */
export interface EventStore {
  /**
   * Stores what is new, all or nothing, and puts it to be folded. Of copies of one event the one that wins stays.
   *
   * @returns for each event in order, whether its id was new
   */
  append(events: readonly AcceptedEvent[]): Promise<boolean[]>
  find(eventId: string): Promise<StoredEvent | null>
  /** How many events name each of these conversations, without the flat rows. */
  countOf(conversationIds: readonly string[]): Promise<Map<string, number>>
  /** Which of these ids are stored. */
  known(eventIds: readonly string[]): Promise<Set<string>>
  /** Events that name the conversation, in order of time, as far as they fit in 10,000 and 16 MB of text; without the flat rows. */
  ofConversation(conversationId: string): Promise<StoredEvent[]>
}
