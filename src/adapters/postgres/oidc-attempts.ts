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
  add(state: string, attempt: OidcAttempt, now: number, expiresAt: number): Promise<void>
  /** Gives it once; null = there is none, or it is too late. */
  take(state: string, now: number): Promise<OidcAttempt | null>
}

export const postgresOidcAttempts = (database: Database): OidcAttempts => ({
  async add(state, { nonce, verifier, returnTo }, now, expiresAt) {
    // Whoever never comes back leaves a row; strangers may begin as often as they like.
    await database.query('delete from oidc_attempts where expires_at <= $1', [now])
    await database.query(
      'insert into oidc_attempts (state_hash, nonce, verifier, return_to, expires_at) values ($1, $2, $3, $4, $5)',
      [Buffer.from(tokenHash(state)), nonce, verifier, returnTo, expiresAt],
    )
  },
  async take(state, now) {
    const [taken] = await database.query<OidcAttempt>(
      'delete from oidc_attempts where state_hash = $1 and expires_at > $2 returning nonce, verifier, return_to "returnTo"',
      [Buffer.from(tokenHash(state)), now],
    )
    return taken ?? null
  },
})
