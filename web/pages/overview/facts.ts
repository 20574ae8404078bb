/** What the pure parts of this page need of the service's answers; the compiler holds the answers against it. */

type Severity = 'critical' | 'warning' | 'info'

export interface NeedFact {
  readonly kind:
    | 'alerts_firing'
    | 'broken_bundle'
    | 'run_failed'
    | 'candidate_waits'
    | 'approval_waits'
    | 'canary_paused'
    | 'loop_paused'
    | 'step_waits'
    | 'labels_wait'
    | 'queue_empty'
    | 'events_set_aside'
    | 'alerts_untold'
    | 'intents_proposed'
  readonly severity: Severity
  readonly count: number
  readonly since: number | null
  readonly id: string | null
  readonly text: string | null
}

export interface LoopFacts {
  readonly now: number
  readonly events: { readonly count: number; readonly window_ms: number }
  readonly conversations: {
    readonly open: number
    readonly since: number
    readonly decided: number
    readonly flagged: number
  }
  readonly labels: { readonly waiting: number }
  readonly snapshot: { readonly labels_since: number } | null
  readonly gate: { readonly verdict: 'pass' | 'refuse' | 'inconclusive' } | null
  readonly live: {
    readonly bundle: string | null
    readonly canary: { readonly bundle: string; readonly share: number } | null
  }
}

/** A line of the release ledger. */
export interface Release {
  readonly revision: number
  readonly at: number
  readonly action:
    | ('canary' | 'advance' | 'promote' | 'rollback' | 'abandon' | 'pause' | 'resume' | 'approve')
    | ('rules' | 'charge')
  readonly bundle: string
  readonly who: string
  readonly why: string
}
