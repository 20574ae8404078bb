import type { HumanLabel, MachineLabel, Purpose } from './ledger.ts'

/** A line of the ledger as an audit reads it. */
export type LedgerLine = (HumanLabel | (MachineLabel & { readonly sampleId: null })) & {
  /** Counts up in the order of writing. */
  readonly seq: number
  /** The withdrawal by which it no longer counts; null = it counts. */
  readonly withdrawnBy: string | null
}

export interface LedgerFilter {
  readonly source?: LedgerLine['source']
  readonly purpose?: Purpose
  /** Annotator, rule or model. */
  readonly who?: string
  readonly sampleId?: string
  readonly conversationId?: string
  /** Recorded in [from, until), epoch milliseconds. */
  readonly from?: number
  readonly until?: number
  /** true = only what counts; false = only what is withdrawn. */
  readonly standing?: boolean
  /** What this withdrawal, or the one that it takes back, is about. */
  readonly withdrawal?: string
  /** Lines written before this one. */
  readonly after?: string
  readonly limit: number
}

/** The ledger, newest line first. */
export interface LabelList {
  lines(filter: LedgerFilter): Promise<LedgerLine[]>
}
