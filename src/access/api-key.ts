import { createHash, timingSafeEqual } from 'node:crypto'
import type { Scope } from './scopes.ts'

/** A key as it is kept: the secret itself is nowhere. Instants are epoch milliseconds. */
export interface ApiKey {
  readonly keyId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the whole token. A random 256-bit secret needs no slow hash. */
  readonly secretHash: Uint8Array
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

export interface KeyStore {
  add(key: ApiKey): Promise<void>
  find(keyId: string): Promise<ApiKey | null>
  list(): Promise<ApiKey[]>
  /** false = there is no such key, or it was revoked before. */
  revoke(keyId: string, now: number): Promise<boolean>
}

const FORM = /^sl_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/

/**
 * Makes a key. The token is shown once and never again.
 *
 * @param random 38 random bytes: 6 for the readable id, 32 for the secret
 */
export function mintKey(
  about: Pick<ApiKey, 'name' | 'scopes' | 'createdAt' | 'expiresAt'>,
  random: Uint8Array,
): { token: string; key: ApiKey } {
  if (random.length !== 38) throw new RangeError(`38 random bytes are needed, not ${random.length}`)
  const keyId = Buffer.from(random.subarray(0, 6)).toString('hex')
  const token = `sl_${keyId}_${Buffer.from(random.subarray(6)).toString('base64url')}`
  return { token, key: { ...about, keyId, secretHash: hashOf(token), revokedAt: null } }
}

/** The id inside a token; null when the text is no token. */
export const keyIdOf = (token: string): string | null => FORM.exec(token)?.[1] ?? null

/** Does the token open the key, and does the key hold at `now`? Takes the same time whatever differs. */
export function opens(token: string, key: ApiKey, now: number): boolean {
  const same = timingSafeEqual(hashOf(token), key.secretHash)
  return same && key.revokedAt === null && (key.expiresAt === null || now < key.expiresAt)
}

const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest()
