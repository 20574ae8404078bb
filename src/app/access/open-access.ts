import type { AccountStore } from '../../access/account.ts'
import type { AuditLog } from '../../access/audit.ts'
import type { AttemptStore } from '../../access/lockout.ts'
import type { LinkStore } from '../../access/one-time-link.ts'
import type { SessionStore } from '../../access/session.ts'
import { type SessionDoor, sessionDoor } from '../../access/session-door.ts'
import { postgresAccountStore } from '../../adapters/postgres/account-store.ts'
import { postgresAttemptStore } from '../../adapters/postgres/attempt-store.ts'
import { postgresAuditLog } from '../../adapters/postgres/audit-log.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import { postgresOidcAttempts } from '../../adapters/postgres/oidc-attempts.ts'
import { postgresLinkStore, postgresSessionStore } from '../../adapters/postgres/session-store.ts'
import type { AccessSettings } from './access-settings.ts'
import { openPasswords, type Passwords } from './passwords.ts'
import { openSingleSignOn, type SingleSignOn } from './single-sign-on.ts'

/** All that knows who is who. */
export interface Access {
  readonly settings: AccessSettings
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly links: LinkStore
  readonly attempts: AttemptStore
  readonly audit: AuditLog
  readonly passwords: Passwords
  readonly door: SessionDoor
  /** null = no provider is configured. */
  readonly singleSignOn: SingleSignOn | null
  /** The real one: sessions and lockouts do not follow a replay. */
  readonly clock: () => number
}

export function openAccess(database: Database, settings: AccessSettings, clock: () => number): Access {
  const accounts = postgresAccountStore(database)
  const sessions = postgresSessionStore(database)
  return {
    settings,
    accounts,
    sessions,
    links: postgresLinkStore(database),
    attempts: postgresAttemptStore(database),
    audit: postgresAuditLog(database, clock),
    passwords: openPasswords(),
    door: sessionDoor(sessions, clock),
    singleSignOn: settings.oidc && openSingleSignOn(settings.oidc, postgresOidcAttempts(database), clock),
    clock,
  }
}
