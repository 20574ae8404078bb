import { randomBytes, randomUUID } from 'node:crypto'
import { type Account, loginOf } from '../../access/account.ts'
import type { AuditEntry } from '../../access/audit.ts'
import { triesOf } from '../../access/lockout.ts'
import { LINK_MS, type LinkKind, linkTo } from '../../access/one-time-link.ts'
import { refuseWeak } from '../../access/password.ts'
import type { Role } from '../../access/roles.ts'
import { isToken, TOKEN_BYTES, tokenHash, tokenOf } from '../../access/secret.ts'
import { ABSOLUTE_MS, type Session } from '../../access/session.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { isMachineName } from '../../releases/ramp.ts'
import type { Access } from './open-access.ts'
import type { Known } from './single-sign-on.ts'

/** From where somebody comes. */
export interface Visitor {
  readonly address: string
  readonly agent: string
}
export interface Entered {
  readonly account: Account
  readonly token: string
  readonly session: Session
}

const MOST_AGENT = 200

/** A new, open session; the login stands in the audit log. */
async function enter(access: Access, account: Account, way: Session['way'], visitor: Visitor): Promise<Entered> {
  const now = access.clock()
  const token = tokenOf(randomBytes(TOKEN_BYTES))
  const session: Session = {
    sessionId: randomUUID(),
    tokenHash: tokenHash(token),
    accountId: account.accountId,
    way,
    createdAt: now,
    seenAt: now,
    expiresAt: now + ABSOLUTE_MS,
    endedAt: null,
    agent: visitor.agent.slice(0, MOST_AGENT),
  }
  await access.sessions.add(session)
  await access.accounts.loggedIn(account.accountId, now)
  await access.audit.record(loginEntry(account.login, 'login', account.accountId, { way, address: visitor.address }))
  return { account, token, session }
}

/** By login and password. Throws LOOP_LOGIN_WRONG (401), LOOP_LOGIN_LOCKED (429), LOOP_LOGIN_BUSY (503). */
export async function logIn(access: Access, typed: string, password: string, visitor: Visitor): Promise<Entered> {
  const login = typed.normalize('NFKC').trim().toLowerCase()
  const account = await access.accounts.byLogin(login)
  await proven(access, login, password, account, visitor)
  if (account === null) throw wrong()
  return enter(access, account, 'password', visitor)
}

/**
 * Throws unless the password is the account's. An unknown login, a disabled one and a wrong password get the same answer
 * in the same time.
 */
export async function proven(
  access: Access,
  login: string,
  password: string,
  account: Account | null,
  { address }: Pick<Visitor, 'address'>,
): Promise<void> {
  const tries = triesOf(login, address)
  const waitsUntil = await access.attempts.begin(tries, access.clock())
  // A refusal that was not even judged leaves no line: the log must not grow by what a stranger sends.
  if (waitsUntil !== null) throw locked(waitsUntil - access.clock())
  const usable = account === null || account.disabledAt !== null ? null : account.passwordHash
  if (await access.passwords.verify(password, usable)) return access.attempts.succeeded(tries, access.clock())
  // Whose login it is, is written only when there is such a login: people type passwords there.
  const details = { address, ...(account && { login: account.login }) }
  await access.audit.record(loginEntry('unknown', 'login refused', account?.accountId ?? null, details))
  throw wrong()
}

/** The first admin, by the link of the first start. Throws LOOP_LINK_SPENT (410), LOOP_PASSWORD_WEAK, LOOP_BAD_LOGIN. */
export async function setUpFirst(
  access: Access,
  given: { token: string; login: string; name: string; password: string },
  visitor: Visitor,
): Promise<Entered> {
  const login = freeLogin(given.login)
  refuseWeak(given.password, login)
  const now = access.clock()
  if ((await access.links.find(hashOf(given.token), now))?.kind !== 'first') throw spent()
  const hash = await access.passwords.hash(given.password)
  const account = newAccount({ login, name: given.name, role: 'admin', createdBy: login }, now, hash)
  // Taken before the account is there: the link dies with it. Of two at once, one gets it.
  if ((await access.links.take(hashOf(given.token), now)) === null) throw spent()
  if (!(await access.accounts.addFirst(account))) throw spent()
  return enter(access, account, 'link', visitor)
}

/** What a link does, without using it. Throws LOOP_LINK_SPENT (410). */
export async function lookAtLink(access: Access, token: string): Promise<{ kind: LinkKind; account: Account | null }> {
  const link = await access.links.find(hashOf(token), access.clock())
  if (link === null) throw spent()
  return { kind: link.kind, account: link.accountId === null ? null : await access.accounts.get(link.accountId) }
}

/** By a link: with a new password, or as the link lets its person in. Throws LOOP_LINK_SPENT (410), LOOP_PASSWORD_WEAK. */
export async function enterByLink(
  access: Access,
  token: string,
  password: string | null,
  visitor: Visitor,
): Promise<Entered> {
  const { kind, account } = await lookAtLink(access, token)
  if (account === null || account.disabledAt !== null || (kind === 'password') !== (password !== null)) throw spent()
  if (password !== null) refuseWeak(password, account.login)
  const hash = password === null ? null : await access.passwords.hash(password)
  if ((await access.links.take(hashOf(token), access.clock())) === null) throw spent()
  if (hash !== null) await access.accounts.setPassword(account.accountId, hash, access.clock(), null)
  return enter(access, account, 'link', visitor)
}

/** Whom a provider vouches for; a newcomer gets an account. Throws LOOP_OIDC_NO_ROLE, LOOP_ACCOUNT_DISABLED (403), LOOP_LOGIN_TAKEN. */
export async function enterByProvider(access: Access, known: Known, visitor: Visitor): Promise<Entered> {
  const now = access.clock()
  const account = await access.accounts.byIdentity(known.issuer, known.subject)
  if (account?.disabledAt != null || known.role === null) {
    if (account) await access.sessions.endOthers(account.accountId, null, now)
    await access.audit.record(loginEntry('unknown', 'login refused', account?.accountId ?? null, { way: 'oidc' }))
    throw account?.disabledAt != null ? disabled(account.login) : noRole()
  }
  if (account === null) {
    const by = { name: known.name, role: known.role, createdBy: 'oidc', login: freeLogin(known.login) }
    const made = { ...newAccount(by, now, null), identity: { issuer: known.issuer, subject: known.subject } }
    await access.accounts.add(made)
    return enter(access, made, 'oidc', visitor)
  }
  const same = account.role === known.role && account.name === known.name
  const current = same
    ? account
    : await access.accounts.change(account.accountId, { role: known.role, name: known.name }, now)
  return enter(access, current, 'oidc', visitor)
}

/** A link, for people to hand over. */
export async function makeLink(access: Access, kind: LinkKind, accountId: string | null, address: string) {
  const token = tokenOf(randomBytes(TOKEN_BYTES))
  const createdAt = access.clock()
  const expiresAt = createdAt + LINK_MS
  await access.links.add({ tokenHash: tokenHash(token), kind, accountId, createdAt, expiresAt })
  return { url: linkTo(access.settings.publicUrl ?? address, token), expiresAt }
}

export function newAccount(
  about: { login: string; name: string; role: Role; createdBy: string },
  createdAt: number,
  passwordHash: string | null,
): Account {
  return {
    ...about,
    accountId: randomUUID(),
    disabledAt: null,
    passwordHash,
    identity: null,
    createdAt,
    passwordChangedAt: passwordHash === null ? null : createdAt,
    lastLoginAt: null,
  }
}

/** Ledgers keep logins beside what the loop did by itself: they must not look alike. Throws LOOP_NAME_RESERVED. */
export function freeLogin(text: string): string {
  const login = loginOf(text)
  if (!isMachineName(login) && !['anonymous', 'unknown', 'oidc'].includes(login)) return login
  throw new LoopError(
    'LOOP_NAME_RESERVED',
    `The login '${login}' is kept for the service itself (guardrail, ramp, loop, anonymous, unknown, oidc). Choose another.`,
  )
}

const loginEntry = (who: string, what: string, target: string | null, details: AuditEntry['details']): AuditEntry => ({
  ...{ who, what, target, details, area: 'logins' },
  kind: who === 'unknown' ? 'anonymous' : 'user',
})
const hashOf = (token: string): Uint8Array => (isToken(token) ? tokenHash(token) : new Uint8Array(32))
const wrong = (): LoopError =>
  new LoopError(
    'LOOP_LOGIN_WRONG',
    'Login and password do not belong together. Try again, or ask an admin for a link.',
    {
      status: 401,
    },
  )
const spent = (): LoopError =>
  new LoopError(
    'LOOP_LINK_SPENT',
    'This link was used, is older than a day, or was never made. Ask an admin for another (salesloop users reset makes one).',
    { status: 410 },
  )
const disabled = (login: string): LoopError =>
  new LoopError('LOOP_ACCOUNT_DISABLED', `The account '${login}' is switched off. Ask an admin.`, { status: 403 })
const noRole = (): LoopError =>
  new LoopError(
    'LOOP_OIDC_NO_ROLE',
    'The provider knows you, and gives you no role in salesloop. Ask whoever manages its groups.',
    { status: 403 },
  )

/** How long to wait stands in the message too: people read it. */
export class LoginLocked extends LoopError {
  readonly retryAfterS: number
  constructor(waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000))
    const message = `Too many wrong passwords. Try again in ${seconds} s, or ask an admin for a link.`
    super('LOOP_LOGIN_LOCKED', message, { status: 429 })
    this.retryAfterS = seconds
  }
}
const locked = (waitMs: number): LoopError => new LoginLocked(waitMs)
