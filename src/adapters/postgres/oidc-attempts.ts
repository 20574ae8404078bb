import { tokenHash } from '../../access/secret.ts'
import type { Database } from './database.ts'

/** A login that went away to the provider. */
export interface OidcAttempt {
  readonly nonce: string
  /** PKCE's secret. */
  readonly verifier: string
  /** Where in the console the person was going. */
  readonly returnTo: string
}

export interface OidcAttempts {
  add(state: string, attempt: OidcAttempt, expiresAt: number): Promise<void>
  /** Gives it once; null = there is none, or it is too late. */
  take(state: string, now: number): Promise<OidcAttempt | null>
}

export const postgresOidcAttempts = (database: Database): OidcAttempts => ({
  async add(state, { nonce, verifier, returnTo }, expiresAt) {
    await database.query(
      'insert into oidc_attempts (state_hash, nonce, verifier, return_to, expires_at) values ($1, $2, $3, $4, $5)',
      [Buffer.from(tokenHash(state)), nonce, verifier, returnTo, expiresAt],
    )
  },
  async take(state, now) {
    await database.query('delete from oidc_attempts where expires_at <= $1', [now])
    const [taken] = await database.query<OidcAttempt>(
      'delete from oidc_attempts where state_hash = $1 returning nonce, verifier, return_to "returnTo"',
      [Buffer.from(tokenHash(state))],
    )
    return taken ?? null
  },
})
