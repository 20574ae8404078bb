import type { Account } from './account.ts'

/** Unused for so long, a session is over: a working day. */
export const IDLE_MS = 8 * 3_600_000
/** And in any case after so long. */
export const ABSOLUTE_MS = 7 * 86_400_000
/** How often at most the last use is written down. */
export const SEEN_EVERY_MS = 60_000

/** A person's stay. The token is nowhere; its SHA-256 is. Instants are epoch milliseconds. */
export interface Session {
  readonly sessionId: string
  readonly tokenHash: Uint8Array
  readonly accountId: string
  readonly way: 'password' | 'link' | 'oidc'
  readonly createdAt: number
  readonly seenAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
  /** The browser, as it calls itself. */
  readonly agent: string
}

export interface SessionStore {
  add(session: Session): Promise<void>
  /** The session of a token with its person; null = there is none. */
  find(tokenHash: Uint8Array): Promise<{ session: Session; account: Account } | null>
  seen(sessionId: string, now: number): Promise<void>
  /** Those that hold at `now`, the last used first. */
  list(accountId: string, now: number): Promise<Session[]>
  /** false = there is no such open session of this person. */
  end(accountId: string, sessionId: string, now: number): Promise<boolean>
  /** Ends all of a person but one; says how many. */
  endOthers(accountId: string, kept: string | null, now: number): Promise<number>
}

/** Does the session hold at `now`? */
export const holds = (session: Session, account: Account, now: number): boolean =>
  session.endedAt === null && account.disabledAt === null && now < session.expiresAt && now < session.seenAt + IDLE_MS
