import type { ApiKey, KeyStore } from '../../access/api-key.ts'
import type { Database } from './database.ts'

const COLUMNS = `key_id "keyId", name, scopes, secret_hash "secretHash", created_at "createdAt", expires_at "expiresAt", revoked_at "revokedAt"`

export const postgresKeyStore = (database: Database): KeyStore => ({
  async add(key) {
    await database.query(
      'insert into api_keys (key_id, name, scopes, secret_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
      [key.keyId, key.name, key.scopes, Buffer.from(key.secretHash), key.createdAt, key.expiresAt],
    )
  },
  async find(keyId) {
    const [key] = await database.query<ApiKey>(`select ${COLUMNS} from api_keys where key_id = $1`, [keyId])
    return key ?? null
  },
  list: () => database.query<ApiKey>(`select ${COLUMNS} from api_keys order by created_at, key_id`),
  async revoke(keyId, now) {
    const revoked = await database.query(
      'update api_keys set revoked_at = $2 where key_id = $1 and revoked_at is null returning key_id',
      [keyId, now],
    )
    return revoked.length > 0
  },
})
