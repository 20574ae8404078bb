/** A configuration of the features as it came into force, and how far the conversations have been folded again under it. */
export interface ConfigInForce {
  readonly configHash: string
  /** The constants, with the name of a learned measure's weights in the place of the weights. */
  readonly config: unknown
  /** Epoch milliseconds. */
  readonly since: number
  readonly refold: RefoldProgress
}

export interface RefoldProgress {
  /** Conversations that had a state when it began. */
  readonly conversations: number
  /** Of these, looked at so far. */
  readonly looked: number
  /** Rows that changed; a new `config_hash` alone is a change. */
  readonly changed: number
  /** Rows whose features or flags changed, too. */
  readonly differing: number
  /** Epoch milliseconds; null = not yet. */
  readonly finishedAt: number | null
}

/** Which configuration holds for a database. It is one for all processes: rows of two would not be comparable. */
export interface ConfigHistory {
  /** null = no service has started yet. */
  current(): Promise<ConfigInForce | null>
  /** Puts it in force unless it is; steps of a service with another one stop from then on. */
  putInForce(config: { readonly hash: string; readonly config: unknown }, now: number): Promise<ConfigInForce>
}
