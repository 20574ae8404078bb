import type { Dialogue } from '../admission/turns.ts'
import type { Part, PoolSample } from '../pool/sample.ts'
import type { HumanLabel, MachineLabel, Purpose } from './ledger.ts'
import type { Taxonomy } from './taxonomy.ts'

/** A sample in somebody's hands for a while. Instants are epoch milliseconds. */
export interface Lease {
  readonly leaseId: string
  readonly sampleId: string
  readonly conversationId: string
  readonly annotator: string
  readonly leasedAt: number
  readonly until: number
  readonly blind: boolean
  /** Not shown to the annotator: an item that checks him looks like any other. */
  readonly purpose: Purpose
  /** The random turn as shown, and the number of predicted turns that it was chosen from. */
  readonly randomTurn: string | null
  readonly predictedTurns: number
  readonly suspectTurn: string | null
  /** Predictions are not handed out before a first choice. */
  readonly heldBack?: boolean
  /** That choice; null = not made yet. */
  readonly firstChoice?: Part | null
}

export interface LeaseRequest {
  readonly annotator: string
  readonly leaseMs: number
  readonly blind: boolean
  /** Predictions wait for the first choice; samples that stay blind (blind.ts) are leased blind. */
  readonly heldBack?: boolean
}

/**
 * What became of an answer. `lost`: the sample went to somebody else or is over; `recorded` holds what the ledger has
 * instead, so that both can be compared and nothing is lost unseen.
 */
export type Collected =
  | { readonly kind: 'recorded'; readonly label: HumanLabel }
  | { readonly kind: 'lost'; readonly why: string; readonly recorded: readonly HumanLabel[] }

export interface Undo {
  readonly sampleId: string
  readonly annotator: string
  readonly labelId: string
  readonly recordedBy: string
  readonly why: string
  /** How long the new lease holds. */
  readonly leaseMs: number
}

export type Undone =
  | { readonly kind: 'undone'; readonly withdrawalId: string; readonly lease: Lease | null }
  | { readonly kind: 'refused'; readonly why: string }

export interface AdjudicationDraft {
  readonly sampleId: string
  readonly adjudicator: string
  /** Makes the ledger entry for a lease of the adjudicator's own. */
  label(lease: Lease): HumanLabel
}

/** `refused`: why, with all that the ledger holds on the sample. */
export type Adjudicated =
  | { readonly kind: 'recorded'; readonly label: HumanLabel }
  | { readonly kind: 'refused'; readonly why: string; readonly recorded: readonly HumanLabel[] }

/** The queue and the label ledger. */
export interface LabelDesk {
  /**
   * The next sample that still wants an answer: never one that this annotator holds or has answered, never more
   * annotators at once than answers wanted. null = the queue is empty.
   */
  lease(request: LeaseRequest, now: number): Promise<{ readonly lease: Lease; readonly sample: PoolSample } | null>
  leaseOf(leaseId: string): Promise<Lease | null>
  /** Keeps a lease that is not lost until then; null = lost. */
  renew(lease: Lease, until: number, now: number): Promise<Lease | null>
  /** The conversation as stored: texts live nowhere else. */
  dialogue(conversationId: string): Promise<Dialogue>
  /**
   * Adds to the ledger and closes the lease, both or neither. The same answer under the same lease is recorded once,
   * however often it is sent. A lease that ran out still counts while nobody else took the sample.
   */
  record(label: HumanLabel, now: number): Promise<Collected>
  /**
   * Keeps an answer whose lease is lost, apart from the others (purpose `late`): whoever gave it may have seen theirs, so it
   * enters no consensus. While the lease is good it is recorded as usual.
   */
  recordLate(label: HumanLabel, now: number): Promise<Collected>
  /** Notes the first choice under a lease, once: from then on predictions may be shown. null = the lease is over. */
  reveal(lease: Lease, firstChoice: Part, now: number): Promise<Lease | null>
  /** The annotator cannot judge: the sample is over. false = the lease is lost. */
  skip(lease: Lease, why: string, now: number): Promise<boolean>
  /** Takes the annotator's own skip back and leases the sample to him again; null = it is no longer his to take back. */
  unskip(lease: Lease, leaseMs: number, now: number): Promise<Lease | null>
  /** Gives the sample back unanswered; it goes to others first. false = the lease is lost. */
  release(lease: Lease, now: number): Promise<boolean>
  /**
   * Takes an annotator's last answer back while nothing was built on it, and leases its sample to him again. Asking
   * again while that lease holds gives the same lease. null in `lease`: an adjudication, which needs none.
   */
  undo(undo: Undo, now: number): Promise<Undone>
  /** The last word on a sample whose wanted answers are in, by somebody who gave none of them. Once, however often it is sent. */
  adjudicate(draft: AdjudicationDraft, now: number): Promise<Adjudicated>
  answers(sampleId: string): Promise<HumanLabel[]>
  /** What rules and models propose: kept in the same ledger, apart by source. */
  recordMachine(labels: readonly MachineLabel[]): Promise<void>
  taxonomy(): Promise<Taxonomy>
  /** Stores the next version; false when another was faster. */
  keepTaxonomy(next: Taxonomy, who: string, now: number): Promise<boolean>
}
