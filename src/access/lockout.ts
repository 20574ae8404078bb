/** Whose failures are counted: of one login from anywhere, or of one address with any logins. */
export type Counted = 'login' | 'address'

/** So many wrong tries cost nothing. An address may be a whole office. */
export const FREE_TRIES: Readonly<Record<Counted, number>> = { login: 5, address: 30 }
const FIRST_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 15 * 60_000
/** Failures are forgotten after so long without another one. */
export const FORGET_MS = 24 * 3_600_000

/**
 * How long nobody may try again after the n-th failure: nothing, then 15 s, doubling up to 15 minutes. It never locks for
 * good: that would let anybody lock a colleague out.
 *
 * @example waitMs('login', 6) // 15000
 */
export function waitMs(counted: Counted, failures: number): number {
  const beyond = failures - FREE_TRIES[counted]
  return beyond <= 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond - 1, 20))
}

export interface AttemptStore {
  /**
   * Counts a try as failed before it is judged, so that many at once do not all pass. `freeAt`: when the next may come.
   *
   * @returns null when it may go on; otherwise the instant until which it must wait (nothing is counted then)
   */
  begin(tries: readonly { readonly counted: Counted; readonly of: string }[], now: number): Promise<number | null>
  /** It was right: the login's failures are forgotten, and the address's last one is taken back. */
  succeeded(tries: readonly { readonly counted: Counted; readonly of: string }[]): Promise<void>
}
