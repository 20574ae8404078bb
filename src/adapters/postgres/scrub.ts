import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Finding } from '../../privacy/erasure.ts'
import type { Database } from './database.ts'

const LOCK_TRIES = 120
const LOCK_PAUSE_MS = 250
const LONGEST_WAIT_MS = 600_000
/** Tables, and indexes on expressions, which have values of their own in the statistics. */
const OWN_RELATIONS = `select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema')`
const NOT_ALLOWED = '42501'
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Removes what deleted rows left behind. A page keeps the bytes of a row that is gone, statistics keep common values, and
 * the write-ahead log keeps it all until its segments go; so each table is written anew, statistics are taken anew, and
 * the log moves on past every old segment, also past those that were kept to be used again.
 */
export async function scrub(database: Database): Promise<Finding[]> {
  const client = new pg.Client(database.connection)
  client.on('error', () => {}) // the next statement fails and says so
  await client.connect()
  try {
    // A short wait, again and again: whoever waits for a table's lock makes all others wait behind it.
    await client.query(`set lock_timeout = '2s'`)
    await outliveOthers(client)
    const tables = await rewriteTables(client)
    const [stats, log] = [await rewriteStatistics(client), await renewLog(client)]
    return [{ what: 'tables', fate: 'rewritten', count: tables, why: null }, stats, log]
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Waits until every transaction that began before has ended: VACUUM FULL carries over rows that one of them may still see.
 * Throws when one does not end.
 */
async function outliveOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::xid::text xid')
  for (let attempt = 1; ; attempt++) {
    const older = await client.query<{ pid: number; since: string }>(
      `select pid, xact_start::text since from pg_stat_activity where pid <> pg_backend_pid()
         and greatest(age(backend_xmin), age(backend_xid)) > age($1::xid) order by xact_start limit 1`,
      [rows[0]!.xid],
    )
    const [first] = older.rows
    if (first === undefined) return
    if (attempt === LONGEST_WAIT_MS / LOCK_PAUSE_MS) {
      throw new Error(`process ${first.pid} of the database has had a transaction open since ${first.since}`)
    }
    await sleep(LOCK_PAUSE_MS)
  }
}

async function rewriteTables(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text "name" from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence = 'p' and n.nspname not in ('pg_catalog', 'information_schema')
       and pg_has_role(c.relowner, 'usage') order by c.relpages, 1`,
  )
  for (const { name } of rows) await patiently(() => client.query(`vacuum full ${name}`))
  return rows.length
}

async function rewriteStatistics(client: pg.Client): Promise<Finding> {
  const what = "planner's statistics"
  const why = 'only a superuser may rewrite them; the next ANALYZE and VACUUM replace them'
  const finding = await ifAllowed(what, why, async () => {
    // ANALYZE leaves the old values of a table that has become empty.
    await client.query(`delete from pg_statistic where starelid in (${OWN_RELATIONS})`)
    await outliveOthers(client)
    for (const name of ['pg_statistic', 'pg_statistic_ext_data']) {
      await patiently(() => client.query(`vacuum full pg_catalog.${name}`))
    }
    return { what, fate: 'rewritten', count: 1, why: null }
  })
  await client.query('analyze')
  return finding
}

/** The log goes on behind every segment that is there now; with recycling off, a checkpoint removes those behind. */
async function renewLog(client: pg.Client): Promise<Finding> {
  const what = 'segments of the write-ahead log'
  const why = 'the database server is run by others: they go as its settings say (max_wal_size, archive, replicas)'
  return ifAllowed(what, why, async () => {
    await client.query('alter system set wal_recycle = off')
    try {
      await client.query('select pg_reload_conf()')
      const old = await segments(client)
      const last = old.at(-1) ?? ''
      await client.query('checkpoint')
      for (;;) {
        const { rows } = await client.query<{ at: string }>('select pg_walfile_name(pg_switch_wal()) "at"')
        await client.query('checkpoint') // writes a record, so that the next switch has something to close
        if (rows[0]!.at > last) break
      }
      await client.query('checkpoint')
      const left = new Set(await segments(client))
      const gone = old.filter((name) => !left.has(name)).length
      if (gone === old.length) return { what, fate: 'deleted', count: gone, why: null }
      return { what, fate: 'kept', count: old.length - gone, why: 'a replica, slot or wal_keep_size holds them' }
    } finally {
      await client.query('alter system reset wal_recycle')
      await client.query('select pg_reload_conf()')
    }
  })
}

async function segments(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$' order by name`,
  )
  return rows.map(({ name }) => name)
}

async function ifAllowed(what: string, why: string, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: string }).code !== NOT_ALLOWED) throw error
    return { what, fate: 'kept', count: 1, why }
  }
}

async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || attempt === LOCK_TRIES) throw error
      await sleep(LOCK_PAUSE_MS)
    }
  }
}
