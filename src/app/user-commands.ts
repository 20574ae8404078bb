import type { Account } from '../access/account.ts'
import type { AuditEntry } from '../access/audit.ts'
import type { LinkKind } from '../access/one-time-link.ts'
import type { Role } from '../access/roles.ts'
import { type DatabaseOptions, openDatabase } from '../adapters/postgres/database.ts'
import { LoopError } from '../errors/loop-error.ts'
import { freeLogin, makeLink, newAccount } from './access/logins.ts'
import { type Access, openAccess } from './access/open-access.ts'
import { databaseOf, existingDatabaseOf } from './database-of.ts'
import type { Settings } from './settings.ts'

/** A person as commands show them. */
export interface ShownUser {
  readonly account_id: string
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly state: 'active' | 'disabled'
}
export interface ShownLink {
  readonly url: string
  readonly expires_at: number
}

/** Where the console is, when nothing says otherwise. */
const USUAL_ADDRESS = 'http://127.0.0.1:8080'
const MOST_LISTED = 10_000

/** Makes an account and the link with which its person sets a password, or comes straight in (`enter`). */
export const createUser = (
  settings: Settings,
  about: { readonly login: string; readonly name: string; readonly role: Role },
  kind: Exclude<LinkKind, 'first'> = 'password',
): Promise<{ user: ShownUser; link: ShownLink }> =>
  withAccess(databaseOf(settings), settings, async (access) => {
    const account = newAccount(
      { ...about, login: freeLogin(about.login), createdBy: 'command line' },
      access.clock(),
      null,
    )
    await access.accounts.add(account)
    await access.audit.record(entry('users create', account, { role: account.role }))
    return { user: shown(account), link: await linkOf(access, settings, account, kind) }
  })

export const listUsers = (settings: Settings): Promise<ShownUser[]> =>
  withAccess(existingDatabaseOf(settings), settings, async ({ accounts }) =>
    (await accounts.list({ limit: MOST_LISTED, after: null, search: null })).map(shown),
  )

/** Switches an account off or on; services notice within two seconds. */
export const switchUser = (settings: Settings, login: string, on: boolean): Promise<ShownUser> =>
  withAccess(existingDatabaseOf(settings), settings, async (access) => {
    const { accountId } = await named(access, login)
    const now = access.clock()
    const changed = await access.accounts.change(accountId, { disabledAt: on ? null : now }, now)
    await access.audit.record(entry(on ? 'users enable' : 'users disable', changed, {}))
    return shown(changed)
  })

/** A new one-time link for somebody; for the first account where there is none. */
export const resetUser = (settings: Settings, login: string): Promise<ShownLink> =>
  withAccess(existingDatabaseOf(settings), settings, async (access) => {
    const account = await named(access, login)
    await access.audit.record(entry('users reset', account, {}))
    return linkOf(access, settings, account, 'password')
  })

async function named({ accounts }: Access, text: string): Promise<Account> {
  const account = await accounts.byLogin(text.normalize('NFKC').trim().toLowerCase())
  if (account !== null) return account
  throw new LoopError('LOOP_NO_USER', `There is no user '${text}'. salesloop users list shows them.`, { status: 404 })
}

async function linkOf(access: Access, { url }: Settings, account: Account, kind: LinkKind): Promise<ShownLink> {
  const { url: link, expiresAt } = await makeLink(access, kind, account.accountId, url ?? USUAL_ADDRESS)
  return { url: link, expires_at: expiresAt }
}

const entry = (what: string, { accountId }: Account, details: AuditEntry['details']): AuditEntry => ({
  ...{ who: 'command line', kind: 'command', area: 'users', what, target: accountId, details },
})

const shown = ({ accountId, login, name, role, disabledAt }: Account): ShownUser => ({
  ...{ account_id: accountId, login, name, role },
  state: disabledAt === null ? 'active' : 'disabled',
})

async function withAccess<T>(
  options: DatabaseOptions,
  settings: Settings,
  work: (access: Access) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(options)
  try {
    return await work(openAccess(database, { ...settings.access, oidc: null }, Date.now))
  } finally {
    await database.close()
  }
}
