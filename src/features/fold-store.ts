import type { LoopEvent } from '../events/event.ts'
import type { ConversationLink, OutcomeAct } from './outcomes.ts'
import type { ConversationFacts, FeatureRow } from './row.ts'

/** What waits to be folded. All of the events are punctual winners. */
export interface InboxBatch {
  readonly events: readonly LoopEvent[]
  /** Conversations that must be folded from their first event on, because a stored event was replaced. */
  readonly refold: readonly string[]
  /** There is probably more of it. */
  readonly more: boolean
}

/** A link of one user, as it stands in the store. */
export interface UserLink {
  readonly userId: string
  readonly conversationId: string
  readonly from: number
  readonly until: number
}

export interface StoredState {
  readonly bytes: Uint8Array
  readonly configHash: string
}

/** What a step found out about one conversation. `Row` is the row with whatever the admission adds. */
export interface FoldResult<Row extends FeatureRow = FeatureRow> {
  readonly conversationId: string
  /** null = the state did not change (a deadline fired). */
  readonly state: Uint8Array | null
  /** null = there is none (no start yet). */
  readonly link: ConversationLink | null | 'unchanged'
  readonly row: Row
  readonly facts: ConversationFacts
  readonly nextDeadline: number | null
}

/** One step's view of the store: all of it is one transaction. */
export interface FoldStep<Row extends FeatureRow = FeatureRow> {
  /** Takes the oldest waiting work out of the inbox; null when nothing waits. */
  takeInbox(maxEvents: number): Promise<InboxBatch | null>
  /** Conversations whose deadline has come, earliest first. */
  due(now: number, limit: number): Promise<string[]>
  states(conversationIds: readonly string[]): Promise<Map<string, StoredState>>
  /** Punctual events that name these conversations. */
  eventsOf(conversationIds: readonly string[]): Promise<LoopEvent[]>
  /** Links of these users that touch the span of time; both ends are inclusive. */
  linksOf(userIds: readonly string[], from: number, until: number): Promise<UserLink[]>
  /** Punctual acts of the links' users in their spans. */
  actsOf(links: readonly ConversationLink[]): Promise<OutcomeAct[]>
  /** Saves states, links, deadlines, and the rows that changed, each under its next revision. Returns how many did. */
  save(results: readonly FoldResult<Row>[], stamp: FoldStamp): Promise<number>
}

export interface FoldStamp {
  readonly now: number
  readonly specVersion: string
  readonly configHash: string
}

export interface FoldStore<Row extends FeatureRow = FeatureRow> {
  /** Runs one step, all or nothing. Steps never overlap, whichever process runs them. */
  step<T>(work: (step: FoldStep<Row>) => Promise<T>): Promise<T>
  /** Is the inbox empty, and no deadline due? */
  isSettled(now: number): Promise<boolean>
  /** Takes the oldest waiting work out of the way, since it cannot be folded; it is kept. */
  setAside(why: string): Promise<void>
  /** Lets the earliest deadline that has come wait until a later instant. */
  postpone(now: number, until: number): Promise<void>
  /** Puts what was set aside, and conversations folded under other constants, to be folded anew. */
  takeUpAgain(configHash: string): Promise<void>
}
