/** first: sets up the first admin; password: its person sets a password; enter: its person is let in. */
export type LinkKind = 'first' | 'password' | 'enter'

/** How long a link holds. */
export const LINK_MS = 24 * 3_600_000

/** A link that opens once. The token is nowhere; its SHA-256 is. */
export interface OneTimeLink {
  readonly tokenHash: Uint8Array
  readonly kind: LinkKind
  /** null = of nobody yet: the first. */
  readonly accountId: string | null
  readonly createdAt: number
  readonly expiresAt: number
}

export interface LinkStore {
  add(link: OneTimeLink): Promise<void>
  /** One that still opens at `now`; null otherwise. */
  find(tokenHash: Uint8Array, now: number): Promise<OneTimeLink | null>
  /** Uses it up; null when it opens nothing (any more). Of several at once, one gets it. */
  take(tokenHash: Uint8Array, now: number): Promise<OneTimeLink | null>
}

/** Where a link leads. The token stands behind #, which no browser sends to any server, or in a referrer. */
export const linkTo = (address: string, token: string): string => `${address.replace(/\/+$/, '')}/login#token=${token}`
