import { LoopError } from '../errors/loop-error.ts'
import type { Role } from './roles.ts'

/** A person who works with salesloop. Instants are epoch milliseconds of the real clock. */
export interface Account {
  readonly accountId: string
  /** What is typed to log in and stands in ledgers; never changes. */
  readonly login: string
  /** What is shown. */
  readonly name: string
  readonly role: Role
  readonly disabledAt: number | null
  /** argon2id in PHC form; null = this person has no password. */
  readonly passwordHash: string | null
  /** Who vouches for this person elsewhere: issuer and subject of OpenID Connect. */
  readonly identity: { readonly issuer: string; readonly subject: string } | null
  readonly createdAt: number
  readonly createdBy: string
  readonly passwordChangedAt: number | null
  readonly lastLoginAt: number | null
}

export type AccountChange = Partial<Pick<Account, 'name' | 'role' | 'disabledAt'>>

export interface AccountStore {
  /** Throws LOOP_LOGIN_TAKEN (409). */
  add(account: Account): Promise<void>
  /** Adds it only while there is nobody at all; false = somebody was there first. */
  addFirst(account: Account): Promise<boolean>
  get(accountId: string): Promise<Account | null>
  byLogin(login: string): Promise<Account | null>
  byIdentity(issuer: string, subject: string): Promise<Account | null>
  list(page: {
    readonly limit: number
    readonly after: string | null
    readonly search: string | null
  }): Promise<Account[]>
  isEmpty(): Promise<boolean>
  /**
   * Changes what is named. A new role or a disabling ends the person's sessions in the same transaction.
   * Throws LOOP_NO_USER (404), LOOP_LAST_ADMIN (409).
   */
  change(accountId: string, change: AccountChange, now: number): Promise<Account>
  /** Sets the password, ends all sessions but the given one, and all links of the person. */
  setPassword(accountId: string, hash: string, now: number, keptSession: string | null): Promise<void>
  loggedIn(accountId: string, now: number): Promise<void>
}

const FORM = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u

/**
 * A login as it is kept: NFKC, lower case, so that two that look alike are one. Throws LOOP_BAD_LOGIN.
 *
 * @example loginOf(' Ａnna ') // 'anna'
 */
export function loginOf(text: string): string {
  const login = text.normalize('NFKC').trim().toLowerCase()
  if (FORM.test(login)) return login
  throw new LoopError(
    'LOOP_BAD_LOGIN',
    `'${text.slice(0, 80)}' cannot be a login. Give 1 to 64 letters, digits or . _ @ + - and begin with a letter or digit.`,
  )
}
