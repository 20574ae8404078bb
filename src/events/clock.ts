/** What time it is for the loop. Live: the wall clock. Replay: the highest `received_at` acknowledged, or where POST /v1/clock moved it. */
export interface Clock {
  readonly mode: 'live' | 'replay'
  /** Epoch milliseconds; never goes back. */
  now(): Promise<number>
}
