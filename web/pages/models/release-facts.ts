/** What the sentences about releases rest on: the parts of the service's answers that they read. Instants are epoch milliseconds. */
export interface ReleaseFacts {
  readonly live: string | null
  readonly canary: RunningCanary | null
  /** Newest first. */
  readonly ledger: readonly LedgerLine[]
}

export interface RunningCanary {
  readonly bundle: string
  /** Of users, in (0, 1). */
  readonly share: number
  readonly since: number
  readonly started_at: number
  readonly paused: boolean
  readonly stages: readonly number[]
}

export interface LedgerLine {
  readonly at: number
  readonly who: string
  readonly live: string | null
  readonly canary: { readonly bundle: string } | null
  readonly earlier: readonly string[]
}

export type GateVerdict = 'pass' | 'refuse' | 'inconclusive'

/** A version with its verdicts, newest first, where they are known; else with the first one. */
export interface JudgedVersion {
  readonly id: string
  readonly verdict: GateVerdict
  readonly against: string | null
  readonly verdicts?: readonly { readonly verdict: GateVerdict; readonly against: string | null }[]
}

/** What a person can order of a release. */
export type Action = 'canary' | 'advance' | 'promote' | 'rollback' | 'abandon' | 'pause' | 'resume' | 'approve'
