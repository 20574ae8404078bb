import type { Ternary } from '../events/event.ts'
import type { Task } from '../models/task.ts'
import type { Audit, MachinePolicy } from './acceptance.ts'
import type { LabelModel, VotedText } from './label-model.ts'
import type { LabellingRule } from './labelling-rule.ts'
import type { MachineProposal } from './machine-label.ts'

/** A customer message of an ended conversation that nobody has labelled, with what is known around it. */
export interface UnlabelledText {
  readonly textId: string
  /** Event id of the reply to it. */
  readonly turnId: string
  readonly conversationId: string
  readonly text: string
  readonly signals: Readonly<Record<string, Ternary>>
}

export type KeptPolicy = MachinePolicy & { readonly version: number; readonly who: string; readonly at: number }
export type KeptRule = LabellingRule & { readonly who: string; readonly at: number }

/** One run over new messages, with the label model as it was fitted then. */
export interface MachineRun {
  readonly runId: string
  readonly task: Task
  readonly at: number
  readonly basis: string
  readonly bundle: string | null
  readonly policyVersion: number
  readonly texts: number
  readonly proposed: number
  readonly audited: number
  readonly labelModel: LabelModel
  readonly who: string
}

/**
 * What became of a proposal. `held`: its cell is shut. `audit`: a person is asked; then `right` or `wrong`. `accepted`:
 * counts without a person. `withdrawn`: was accepted, and its cell or label fell below the target. `confirmed`,
 * `rejected`: a person looked at it on purpose, which is no audit.
 */
export const MACHINE_STATES = [
  'held',
  'audit',
  'right',
  'wrong',
  'accepted',
  'withdrawn',
  'confirmed',
  'rejected',
] as const
export type MachineState = (typeof MACHINE_STATES)[number]

export interface KeptMachineLabel extends MachineProposal {
  readonly turnId: string
  readonly conversationId: string
  readonly state: MachineState
  readonly runId: string
  readonly proposedAt: number
  readonly changedAt: number
  readonly acceptedAt: number | null
  readonly why: string | null
}

export interface MachineQuery {
  readonly task?: Task | undefined
  readonly state?: MachineState | undefined
  readonly label?: string | undefined
  readonly cell?: string | undefined
  readonly limit: number
  /** The last one of the page before. */
  readonly after?: string | undefined
}

/** How many machine labels of a cell are in which state. */
export interface CellCount {
  readonly cell: string
  readonly state: MachineState
  readonly labels: number
}

/** What audits say now: the cells that are open, the closings so far, and the labels that are shut. */
export interface Settlement {
  readonly open: readonly string[]
  /** By the places of the last good audit and of the one that shut the cell. */
  readonly closings: readonly { readonly cell: string; readonly from: number; readonly until: number }[]
  readonly shut: readonly string[]
}

/** Where rules, policy, proposals and what became of them live. */
export interface MachineDesk {
  policy(): Promise<KeptPolicy>
  /** Stores the next version; false when another was faster. */
  keepPolicy(policy: MachinePolicy, version: number, who: string, now: number): Promise<boolean>
  /** The newest version of each rule. */
  rules(): Promise<KeptRule[]>
  /** All versions of one, newest first. */
  ruleVersions(ruleId: string): Promise<KeptRule[]>
  /** Stores a version; false when another was faster. */
  keepRule(rule: LabellingRule, who: string, now: number): Promise<boolean>
  /**
   * Messages of up to `limit` ended conversations that no run on this basis has looked at, newest first; messages with a
   * machine label, with a person's label or in the gold set are left out. `conversations`: those that were looked at.
   */
  unlabelled(
    task: Task,
    basis: string,
    limit: number,
  ): Promise<{ readonly conversations: readonly string[]; readonly texts: readonly UnlabelledText[] }>
  /** Votes on the newest proposals, and what people said of them. */
  past(task: Task, limit: number): Promise<VotedText[]>
  /** Verdicts on the audited ones, in order of time; one that a person contradicts is wrong until others decide. */
  audits(task: Task): Promise<(Audit & { readonly cell: string })[]>
  /** Adds a run with its proposals, and a task for a person per audited one. All or nothing. */
  keepRun(
    run: MachineRun,
    conversations: readonly string[],
    proposals: readonly (MachineProposal & Pick<UnlabelledText, 'turnId' | 'conversationId'>)[],
  ): Promise<void>
  /** Accepts what open cells hold, into the ledger too, and withdraws what closings and shut labels call into doubt. */
  settle(task: Task, settlement: Settlement, now: number): Promise<{ accepted: number; withdrawn: number }>
  runs(limit: number): Promise<MachineRun[]>
  /** Newest first. */
  list(query: MachineQuery): Promise<KeptMachineLabel[]>
  get(machineLabelId: string): Promise<KeptMachineLabel | null>
  counts(task: Task): Promise<CellCount[]>
  /** A person confirms a proposal that was not drawn for an audit, or says what is right instead; null = it was. */
  decide(machineLabelId: string, verdict: HumanVerdict, now: number): Promise<KeptMachineLabel | null>
}

export interface HumanVerdict {
  /** null = none of the labels fits. */
  readonly label: string | null
  readonly who: string
  readonly recordedBy: string
  readonly taxonomyVersion: number
}
