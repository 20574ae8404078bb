import { randomBytes } from 'node:crypto'
import { type ApiKey, type KeyStore, mintKey } from '../access/api-key.ts'
import type { AuditDetails, AuditLog } from '../access/audit.ts'
import type { Scope } from '../access/scopes.ts'
import { postgresAuditLog } from '../adapters/postgres/audit-log.ts'
import { type DatabaseOptions, openDatabase } from '../adapters/postgres/database.ts'
import { postgresKeyStore } from '../adapters/postgres/key-store.ts'
import { LoopError } from '../errors/loop-error.ts'
import { isMachineName } from '../releases/ramp.ts'
import { databaseOf, existingDatabaseOf } from './database-of.ts'
import type { Settings } from './settings.ts'

/** A key as it is shown: never its hash. */
export interface ShownKey {
  readonly key_id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly state: 'valid' | 'expired' | 'revoked'
  readonly created_at: number
  readonly expires_at: number | null
  readonly revoked_at: number | null
}

export const shownKey = (key: ApiKey, now: number): ShownKey => ({
  key_id: key.keyId,
  name: key.name,
  scopes: key.scopes,
  state: key.revokedAt !== null ? 'revoked' : key.expiresAt !== null && now >= key.expiresAt ? 'expired' : 'valid',
  created_at: key.createdAt,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
})

/** Makes and stores a key; the token is nowhere afterwards. `validMs` null = until it is revoked. */
export async function addKey(keys: KeyStore, name: string, scopes: readonly Scope[], validMs: number | null) {
  refuseReserved(name)
  const createdAt = Date.now()
  const about = { name, scopes, createdAt, expiresAt: validMs === null ? null : createdAt + validMs }
  const { token, key } = mintKey(about, randomBytes(38))
  await keys.add(key)
  return { key_id: key.keyId, token }
}

/** Ledgers keep the key's name beside the order: it must not look like the loop, or like nobody. */
function refuseReserved(name: string): void {
  if (!isMachineName(name) && name.trim().toLowerCase() !== 'anonymous') return
  throw new LoopError(
    'LOOP_NAME_RESERVED',
    `The name '${name}' is kept for the service itself (guardrail, ramp, loop, anonymous). Give the key the name of who uses it.`,
  )
}

export const createKey = (settings: Settings, name: string, scopes: readonly Scope[], validMs: number | null) =>
  withKeys(databaseOf(settings), async (keys, audit) => {
    const made = await addKey(keys, name, scopes, validMs)
    await note(audit, 'keys create', made.key_id, { scopes })
    return made
  })

export const listKeys = async (settings: Settings): Promise<ShownKey[]> =>
  withKeys(existingDatabaseOf(settings), async (keys) => (await keys.list()).map((key) => shownKey(key, Date.now())))

export const revokeKey = async (settings: Settings, keyId: string): Promise<void> =>
  withKeys(existingDatabaseOf(settings), async (keys, audit) => {
    if (await keys.revoke(keyId, Date.now())) return void (await note(audit, 'keys revoke', keyId, {}))
    throw new LoopError(
      'LOOP_NO_API_KEY',
      `There is no key ${keyId}, or it was revoked before. salesloop keys list shows them.`,
      {
        status: 404,
      },
    )
  })

const note = (audit: AuditLog, what: string, target: string, details: AuditDetails): Promise<number> =>
  audit.record({ who: 'command line', kind: 'command', area: 'keys', what, target, details })

async function withKeys<T>(
  options: DatabaseOptions,
  work: (keys: KeyStore, audit: AuditLog) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(options)
  try {
    return await work(postgresKeyStore(database), postgresAuditLog(database, Date.now))
  } finally {
    await database.close()
  }
}
