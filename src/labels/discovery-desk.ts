import type { Task } from '../models/task.ts'
import type { FoundCluster, UnsureText } from './discovery.ts'

export const PROPOSAL_STATES = ['open', 'accepted', 'rejected', 'gone'] as const
/** `gone`: a later search no longer found it. */
export type ProposalState = (typeof PROPOSAL_STATES)[number]

/** A cluster that may be a new intent. */
export interface IntentProposal {
  readonly proposalId: string
  readonly task: Task
  readonly state: ProposalState
  readonly size: number
  readonly coherence: number
  readonly stability: number
  readonly keywords: readonly string[]
  readonly predicted: Readonly<Record<string, number>>
  readonly foundAt: number
  /** Most central first. */
  readonly members: readonly { readonly textId: string; readonly conversationId: string }[]
  readonly who: string | null
  readonly why: string | null
  readonly label: string | null
  readonly decidedAt: number | null
}

export type UnsureTurn = UnsureText & { readonly conversationId: string }

/** Where unsure messages come from, and proposals live. */
export interface DiscoveryDesk {
  /** Messages on which the recorded confidence was below a limit, newest conversations first; labelled ones are left out. */
  unsure(task: Task, below: number, limit: number): Promise<UnsureTurn[]>
  /**
   * What a search found. A cluster that a person rejected or accepted is known again by its members, and not proposed
   * anew; open ones that were not found again are gone. Returns the open ones.
   */
  keep(
    task: Task,
    clusters: readonly (Omit<FoundCluster, 'members'> & { readonly members: readonly UnsureTurn[] })[],
    now: number,
  ): Promise<IntentProposal[]>
  list(task: Task, state: ProposalState | null): Promise<IntentProposal[]>
  get(proposalId: string): Promise<IntentProposal | null>
  /** false = it is not open any more. */
  decide(
    proposalId: string,
    decision: {
      readonly state: 'accepted' | 'rejected'
      readonly who: string
      readonly why: string
      readonly label: string | null
    },
    now: number,
  ): Promise<boolean>
}
