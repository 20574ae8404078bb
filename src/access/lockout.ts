/** Whose failures are counted: of one login from one address, of one login from anywhere, of one address with any logins. */
export type Counted = 'pair' | 'login' | 'address'

/**
 * So many wrong tries cost nothing. An address may be a whole office. From anywhere a login has many more than from one
 * address: who wants to lock a colleague out by wrong passwords must wait for minutes between them long before.
 */
export const FREE_TRIES: Readonly<Record<Counted, number>> = { pair: 5, login: 100, address: 30 }
const FIRST_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 15 * 60_000
/** Failures are forgotten after so long without another one. */
export const FORGET_MS = 24 * 3_600_000

/**
 * How long nobody may try again after the n-th failure: nothing, then 15 s, doubling up to 15 minutes. It never locks for
 * good: that would let anybody lock a colleague out.
 *
 * @example waitMs('pair', 6) // 15000
 */
export function waitMs(counted: Counted, failures: number): number {
  const beyond = failures - FREE_TRIES[counted]
  return beyond <= 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond - 1, 20))
}

export interface Try {
  readonly counted: Counted
  readonly of: string
}

/** What a try to log in counts for. */
export function triesOf(login: string, address: string): readonly Try[] {
  const network = networkOf(address)
  return [
    { counted: 'address', of: network },
    { counted: 'login', of: login },
    { counted: 'pair', of: `${login}\n${network}` },
  ]
}

/** Of IPv6 the first 64 bits: one customer of a provider has all that follow. */
export function networkOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.toLowerCase().split('::')
  const [left, right] = [head, tail ?? ''].map((half) => half.split(':').filter((part) => part !== ''))
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left!.length - right!.length)
  const groups = [...left!, ...Array<string>(zeros).fill('0'), ...right!]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

export interface AttemptStore {
  /**
   * Counts a try as failed before it is judged, so that many at once do not all pass. `freeAt`: when the next may come.
   *
   * @returns null when it may go on; otherwise the instant until which it must wait (nothing is counted then)
   */
  begin(tries: readonly Try[], now: number): Promise<number | null>
  /** It was right: the login's failures are forgotten, from here and from anywhere, and the address's last one is taken back. */
  succeeded(tries: readonly Try[], now: number): Promise<void>
}
