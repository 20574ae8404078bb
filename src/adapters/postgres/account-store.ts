import type { Account, AccountChange, AccountStore } from '../../access/account.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Database, Sql } from './database.ts'

type Row = Omit<Account, 'identity'> & { readonly issuer: string | null; readonly subject: string | null }

export const ACCOUNT_COLUMNS = `a.account_id "accountId", a.login, a.name, a.role, a.disabled_at "disabledAt",
  a.password_hash "passwordHash", a.issuer, a.subject, a.created_at "createdAt", a.created_by "createdBy",
  a.password_changed_at "passwordChangedAt", a.last_login_at "lastLoginAt"`

export function accountOf({ issuer, subject, ...row }: Row): Account {
  return { ...row, identity: issuer === null || subject === null ? null : { issuer, subject } }
}

/** Changes of who is an admin wait for each other, so that one is always left. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended('salesloop.accounts', 0))`

export const postgresAccountStore = (database: Database): AccountStore => ({
  async add(account) {
    if (await insert(database, account)) return
    throw new LoopError(
      'LOOP_LOGIN_TAKEN',
      `Somebody has the login '${account.login}' already. Choose another, or reset that one.`,
      { status: 409 },
    )
  },
  addFirst: (account) =>
    database.transaction(async (sql) => {
      await sql.query(LOCK)
      if ((await sql.query('select from accounts limit 1')).length > 0) return false
      return insert(sql, account)
    }),
  get: (accountId) => one(database, 'a.account_id = $1', [accountId]),
  byLogin: (login) => one(database, 'a.login = $1', [login]),
  byIdentity: (issuer, subject) => one(database, 'a.issuer = $1 and a.subject = $2', [issuer, subject]),
  async list({ limit, after, search }) {
    const rows = await database.query<Row>(
      `select ${ACCOUNT_COLUMNS} from accounts a where ($2::text is null or a.login > $2)
         and ($3::text is null or strpos(a.login, lower($3)) > 0 or strpos(lower(a.name), lower($3)) > 0)
       order by a.login limit $1`,
      [limit, after, search],
    )
    return rows.map(accountOf)
  },
  isEmpty: async () => (await database.query('select from accounts limit 1')).length === 0,
  change: (accountId, change, now) => database.transaction((sql) => changed(sql, accountId, change, now)),
  setPassword: (accountId, hash, now, keptSession) =>
    database.transaction(async (sql) => {
      await sql.query('update accounts set password_hash = $2, password_changed_at = $3 where account_id = $1', [
        ...[accountId, hash, now],
      ])
      await sql.query(
        `update sessions set ended_at = $2 where account_id = $1 and ended_at is null and session_id is distinct from $3`,
        [accountId, now, keptSession],
      )
      await sql.query('update one_time_links set used_at = $2 where account_id = $1 and used_at is null', [
        ...[accountId, now],
      ])
    }),
  async loggedIn(accountId, now) {
    await database.query('update accounts set last_login_at = $2 where account_id = $1', [accountId, now])
  },
})

async function one(sql: Sql, where: string, values: readonly unknown[]): Promise<Account | null> {
  const [row] = await sql.query<Row>(`select ${ACCOUNT_COLUMNS} from accounts a where ${where}`, values)
  return row === undefined ? null : accountOf(row)
}

async function insert(sql: Sql, a: Account): Promise<boolean> {
  const added = await sql.query(
    `insert into accounts (account_id, login, name, role, disabled_at, password_hash, issuer, subject, created_at,
       created_by, password_changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (login) do nothing returning 1`,
    [
      ...[a.accountId, a.login, a.name, a.role, a.disabledAt, a.passwordHash],
      ...[a.identity?.issuer ?? null, a.identity?.subject ?? null, a.createdAt, a.createdBy, a.passwordChangedAt],
    ],
  )
  return added.length > 0
}

async function changed(sql: Sql, accountId: string, change: AccountChange, now: number): Promise<Account> {
  await sql.query(LOCK)
  const before = await one(sql, 'a.account_id = $1', [accountId])
  if (before === null) {
    throw new LoopError('LOOP_NO_USER', `There is no user '${accountId}'. GET /v1/users lists them.`, { status: 404 })
  }
  const after = { ...before, ...change }
  if (isAdmin(before) && !isAdmin(after)) await refuseWithoutAdmin(sql, before)
  await sql.query('update accounts set name = $2, role = $3, disabled_at = $4 where account_id = $1', [
    ...[accountId, after.name, after.role, after.disabledAt],
  ])
  if (after.role !== before.role || after.disabledAt !== null) {
    await sql.query('update sessions set ended_at = $2 where account_id = $1 and ended_at is null', [accountId, now])
  }
  if (after.disabledAt !== null) {
    await sql.query('update one_time_links set used_at = $2 where account_id = $1 and used_at is null', [
      ...[accountId, now],
    ])
  }
  return after
}

const isAdmin = ({ role, disabledAt }: Account): boolean => role === 'admin' && disabledAt === null

async function refuseWithoutAdmin(sql: Sql, { accountId, login }: Account): Promise<void> {
  const others = `select from accounts where role = 'admin' and disabled_at is null and account_id <> $1 limit 1`
  if ((await sql.query(others, [accountId])).length > 0) return
  throw new LoopError(
    'LOOP_LAST_ADMIN',
    `'${login}' is the last admin; without one nobody could let anybody in. Make another admin first.`,
    { status: 409 },
  )
}
