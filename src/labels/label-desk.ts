import type { Dialogue } from '../admission/turns.ts'
import type { PoolSample } from '../pool/sample.ts'
import type { HumanLabel, MachineLabel } from './ledger.ts'
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
  /** The random turn as shown, and the number of predicted turns that it was chosen from. */
  readonly randomTurn: string | null
  readonly predictedTurns: number
  readonly suspectTurn: string | null
}

export interface LeaseRequest {
  readonly annotator: string
  readonly leaseMs: number
  readonly blind: boolean
}

/**
 * What became of an answer. `lost`: the sample went to somebody else or is over; `recorded` holds what the ledger has
 * instead, so that both can be compared and nothing is lost unseen.
 */
export type Collected =
  | { readonly kind: 'recorded'; readonly label: HumanLabel }
  | { readonly kind: 'lost'; readonly why: string; readonly recorded: readonly HumanLabel[] }

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
  /** The annotator cannot judge: the sample is over. false = the lease is lost. */
  skip(lease: Lease, why: string, now: number): Promise<boolean>
  answers(sampleId: string): Promise<HumanLabel[]>
  /** What rules and models propose: kept in the same ledger, apart by source. */
  recordMachine(labels: readonly MachineLabel[]): Promise<void>
  taxonomy(): Promise<Taxonomy>
  /** Stores the next version; false when another was faster. */
  keepTaxonomy(next: Taxonomy, who: string, now: number): Promise<boolean>
}
