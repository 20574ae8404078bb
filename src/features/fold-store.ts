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
  /** Version of the admission rules that judged it; absent = the built-in one. */
  readonly rulesVersion?: number
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
  /** The rows as they are stored. */
  rows(conversationIds: readonly string[]): Promise<Map<string, Row>>
  /** Punctual events that name these conversations. */
  eventsOf(conversationIds: readonly string[]): Promise<LoopEvent[]>
  /** Of conversations whose draw was made: the version of the admission rules that decided it. */
  drawnUnder(conversationIds: readonly string[]): Promise<Map<string, number>>
  /** Links of these users that touch the span of time; both ends are inclusive. */
  linksOf(userIds: readonly string[], from: number, until: number): Promise<UserLink[]>
  /** Punctual acts of the links' users in their spans. */
  actsOf(links: readonly ConversationLink[]): Promise<OutcomeAct[]>
  /**
   * Does a part of the step; if it throws, that part alone is undone. A database that does not answer, or asks for the
   * whole step again, is thrown all the same.
   *
   * @returns null, or what it threw
   */
  attempt(part: () => Promise<void>): Promise<{ readonly error: unknown } | null>
  /**
   * The next conversations to look at whose state was made under other constants: some, none of these, or null when all
   * have been looked at. Throws LOOP_FEATURE_CONFIG_REPLACED when other constants are in force.
   */
  outdated(configHash: string, limit: number, now: number): Promise<string[] | null>
  /** Counts rows that changed by it, and those whose features or flags did. */
  noteRefolded(changed: number, differing: number): Promise<void>
  /** Notes that the conversation could not be folded: its state counts as unusable, and a deadline that has come waits until `retryAt`. */
  noteFault(conversationId: string, why: string, retryAt: number): Promise<void>
  /** Removes everything derived of conversations that no event names any more. */
  forget(conversationIds: readonly string[]): Promise<void>
  /**
   * Saves states, links, deadlines, and the rows that changed, each under its next revision. Returns how many did.
   * Throws LOOP_FEATURE_CONFIG_REPLACED when other constants are in force.
   */
  save(results: readonly FoldResult<Row>[], stamp: FoldStamp): Promise<number>
}

export interface FoldStamp {
  readonly now: number
  readonly specVersion: string
  readonly configHash: string
}

export interface AdmissionTurn {
  readonly conversationId: string
  readonly revision: number
}

export interface FoldStore<Row extends FeatureRow = FeatureRow> {
  /** Runs one step, all or nothing. Steps never overlap, whichever process runs them. */
  step<T>(work: (step: FoldStep<Row>) => Promise<T>): Promise<T>
  /** Is the inbox empty, and no deadline due? */
  isSettled(now: number): Promise<boolean>
  /** Number of the oldest waiting work; null when nothing waits. */
  oldest(): Promise<number | null>
  /** Takes that work out of the way, since it cannot be read; it is kept. */
  setAside(seq: number, why: string): Promise<void>
  /** The conversation that the admission looks at next; null when none is new or changed. */
  firstToAdmit(): Promise<AdmissionTurn | null>
  /** Lets the admission go on without it until its next revision, or the next start of a service. */
  passOver(turn: AdmissionTurn, why: string): Promise<void>
  /** Puts what was set aside or passed over, and conversations with a fault, to be done anew. */
  takeUpAgain(): Promise<void>
}
