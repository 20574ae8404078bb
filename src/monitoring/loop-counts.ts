/** How many stand at each station of the loop. Instants are epoch milliseconds of the data's clock. */
export interface LoopCounts {
  readonly events: {
    /** Accepted in the last `windowMs`; where there are very many, in the shorter span that the newest ones fill. */
    readonly count: number
    readonly windowMs: number
    readonly latestAt: number | null
  }
  readonly openConversations: number
  /** Since `since`: whose verdict became known, who was flagged of them, who was drawn for review. */
  readonly decided: number
  readonly flagged: number
  readonly drawn: number
  readonly waiting: number
  /** Of the waiting ones, those that somebody holds now. */
  readonly leased: number
  readonly snapshot: { readonly id: string; readonly at: number; readonly labelsSince: number } | null
  readonly verdict: {
    readonly bundle: string
    readonly verdict: 'pass' | 'refuse' | 'inconclusive'
    readonly at: number
  } | null
}

/** What stands still until a person does something. */
export interface Standing {
  readonly firing: Readonly<Record<'info' | 'warning' | 'critical', number>>
  /** The newest training run, when it failed. */
  readonly failedRun: { readonly id: string; readonly at: number } | null
  /** Bundles that passed the gate after the last release and were never released, newest first. */
  readonly candidates: readonly { readonly bundle: string; readonly at: number }[]
  /** Accepted batches that could not be read. */
  readonly setAside: number
  readonly undelivered: number
  readonly proposals: number
}

/** Port: counts that cost little however many conversations there are. */
export interface LoopCounter {
  counts(now: number, since: number): Promise<LoopCounts>
  standing(now: number): Promise<Standing>
  /** Assistants that the series know. */
  assistants(): Promise<string[]>
}
