import type { Account } from '../../access/account.ts'
import type { LinkStore, OneTimeLink } from '../../access/one-time-link.ts'
import { IDLE_MS, type Session, type SessionStore } from '../../access/session.ts'
import { ACCOUNT_COLUMNS, accountOf } from './account-store.ts'
import type { Database } from './database.ts'

const COLUMNS = `s.session_id "sessionId", s.token_hash "tokenHash", s.account_id "accountId", s.way,
  s.created_at "createdAt", s.seen_at "seenAt", s.expires_at "expiresAt", s.ended_at "endedAt", s.agent`
const OPEN = `s.ended_at is null and s.expires_at > $2 and s.seen_at > $2 - ${IDLE_MS}`

export const postgresSessionStore = (database: Database): SessionStore => ({
  async add(s) {
    await database.query(
      `insert into sessions (session_id, token_hash, account_id, way, created_at, seen_at, expires_at, agent)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [...[s.sessionId, Buffer.from(s.tokenHash), s.accountId, s.way], s.createdAt, s.seenAt, s.expiresAt, s.agent],
    )
  },
  async find(tokenHash) {
    const [row] = await database.query<{ session: Session; account: Parameters<typeof accountOf>[0] }>(
      `select (select to_jsonb(x) from (select ${COLUMNS}) x) session, (select to_jsonb(x) from (select ${ACCOUNT_COLUMNS}) x) account
       from sessions s join accounts a using (account_id) where s.token_hash = $1`,
      [Buffer.from(tokenHash)],
    )
    if (row === undefined) return null
    const account: Account = accountOf(row.account)
    return { session: { ...row.session, tokenHash }, account }
  },
  async seen(sessionId, now) {
    await database.query('update sessions set seen_at = greatest(seen_at, $2) where session_id = $1', [sessionId, now])
  },
  list: (accountId, now) =>
    database.query<Session>(
      `select ${COLUMNS} from sessions s where s.account_id = $1 and ${OPEN} order by s.seen_at desc, s.session_id`,
      [accountId, now],
    ),
  async end(accountId, sessionId, now) {
    const ended = await database.query(
      `update sessions s set ended_at = $2 where s.account_id = $1 and ${OPEN} and s.session_id = $3 returning 1`,
      [accountId, now, sessionId],
    )
    return ended.length > 0
  },
  async endOthers(accountId, kept, now) {
    const ended = await database.query(
      `update sessions s set ended_at = $2 where s.account_id = $1 and ${OPEN} and s.session_id is distinct from $3 returning 1`,
      [accountId, now, kept],
    )
    return ended.length
  },
})

const LINK = `token_hash "tokenHash", kind, account_id "accountId", created_at "createdAt", expires_at "expiresAt"`
/** The first one opens only while there is nobody. */
const OPENS = `token_hash = $1 and used_at is null and expires_at > $2 and (kind <> 'first' or not exists (select from accounts))`

export const postgresLinkStore = (database: Database): LinkStore => ({
  async add({ tokenHash, kind, accountId, createdAt, expiresAt }) {
    await database.query(
      'insert into one_time_links (token_hash, kind, account_id, created_at, expires_at) values ($1, $2, $3, $4, $5)',
      [Buffer.from(tokenHash), kind, accountId, createdAt, expiresAt],
    )
  },
  async find(tokenHash, now) {
    const [link] = await database.query<OneTimeLink>(`select ${LINK} from one_time_links where ${OPENS}`, [
      ...[Buffer.from(tokenHash), now],
    ])
    return link ?? null
  },
  async take(tokenHash, now) {
    const [link] = await database.query<OneTimeLink>(
      `update one_time_links set used_at = $2 where ${OPENS} returning ${LINK}`,
      [Buffer.from(tokenHash), now],
    )
    return link ?? null
  },
})
