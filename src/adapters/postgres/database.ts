import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { LoopError } from '../../errors/loop-error.ts'
import { refuseUnfit } from './fitness.ts'
import { migrate } from './migrate.ts'
import { embeddedServer, stopServer } from './server.ts'
import type { Database, Sql } from './sql.ts'

export type { Database, Sql } from './sql.ts'

export type DatabaseOptions = { readonly dataDir: string } | { readonly url: string }

const REPEATABLE = new Set(['40001', '40P01'])
/** The connection is gone, the server writes no more, or has no disk or memory left: later it may work. */
const LOST = new Set([
  ...['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['57P01', '57P02', '57P03', '08000', '08003', '08006', '25006'],
  ...['53100', '53200', '53300', '58030'],
])
/** How long a lost connection is tried again: for work that nobody waits for, and for a request. */
const PATIENCE_MS = 60_000
const PROMPT_PATIENCE_MS = 5000
const CONNECT_TIMEOUT_MS = 2500
/** Listeners and locks at once: about five and seven in a service with everything switched on. */
const MOST_HELD = 24
const HELD_IDLE_MS = 10_000

pg.types.setTypeParser(20, Number) // int8: our bigints are epoch milliseconds and counts, below 2^53

/**
 * Opens the one database: the embedded server of a data folder, or any PostgreSQL 15 or newer by its URL. Brings its
 * tables up to date. Throws LOOP_DATABASE_UNFIT and what `migrate` throws.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  for (let attempt = 0; ; attempt++) {
    const database = await connectTo(options)
    try {
      await refuseUnfit(database)
      await migrate(database)
      return database
    } catch (error) {
      await database.close()
      // The last user of a data folder stops its server, perhaps just when it was joined: then it is started again.
      if (attempt > 0 || !isForAll(error)) throw error
    }
  }
}

async function connectTo(options: DatabaseOptions): Promise<Database> {
  const name = `salesloop-${process.pid}-${randomUUID().slice(0, 8)}`
  let { pool, held } = poolsOf(await poolConfig(options, name))
  let closing = false

  let restarting: Promise<void> | null = null
  const restart = (): Promise<void> => {
    restarting ??= rejoin().finally(() => {
      restarting = null
    })
    return restarting
  }
  async function rejoin(): Promise<void> {
    const config = await poolConfig(options, name).catch(() => null)
    if (!config || closing || config.host === pool.options.host) return
    for (const old of [pool, held]) old.end().catch(() => {})
    ;({ pool, held } = poolsOf(config))
  }

  /**
   * A connection that works; the embedded server is started again when it has died. Gives up after about `patienceMs`.
   *
   * @param kept it listens or holds a lock for long: of these, work never waits for any
   */
  async function connect(patienceMs: number, kept = false): Promise<pg.PoolClient> {
    const lastTryAt = performance.now() + patienceMs - CONNECT_TIMEOUT_MS
    for (let attempt = 0; ; attempt++) {
      try {
        const client = await (kept ? held : pool).connect()
        client.on('error', () => {})
        return client
      } catch (error) {
        const left = lastTryAt - performance.now()
        if (closing || left <= 0 || !isLost(error)) throw unreachable(error)
        await sleep(Math.min(50 * 2 ** attempt, 1000, left))
        await Promise.race([restart(), sleep(Math.max(0, lastTryAt - performance.now()), undefined, { ref: false })])
      }
    }
  }

  async function withClient<T>(patienceMs: number, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await connect(patienceMs)
    let failed = false
    try {
      return await work(client)
    } catch (error) {
      failed = isLost(error)
      throw failed ? lost(error) : error
    } finally {
      client.removeAllListeners('error')
      client.release(failed)
    }
  }

  const statements = (patienceMs: number): Pick<Database, 'query' | 'transaction'> => ({
    query: (text, values, prepared) => withClient(patienceMs, async (client) => run(client, text, values, prepared)),
    async transaction(work) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await withClient(patienceMs, (client) => inTransaction(client, work))
        } catch (error) {
          if (attempt >= 2 || !REPEATABLE.has(codeOf(error))) throw error
        }
      }
    },
  })

  const database: Database = {
    ...statements(PATIENCE_MS),
    get prompt() {
      return Object.assign(Object.create(database) as Database, statements(PROMPT_PATIENCE_MS))
    },
    async listen(channel, onMessage) {
      let stopped = false
      let current: pg.PoolClient | null = null
      const attachLater = (ms: number) => {
        if (!closing && !stopped) setTimeout(() => attach().catch(() => attachLater(1000)), ms).unref()
      }
      const attach = async () => {
        const client = await connect(PATIENCE_MS, true)
        if (stopped) return client.release(true)
        current = client
        client.on('notification', (message) => onMessage(message.payload ?? ''))
        client.once('end', () => {
          if (stopped) return
          current = null
          client.release(true) // its place in the pool is free again
          attachLater(200)
        })
        await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      }
      await attach()
      const stop = async () => {
        if (stopped) return
        stopped = true
        stops.delete(stop)
        current?.release(true)
      }
      stops.add(stop)
      return stop
    },
    async tryLock(name) {
      const client = await connect(PATIENCE_MS, true)
      let held = true
      const release = async () => {
        if (!held) return
        held = false
        stops.delete(release) // a service takes thousands of locks a day
        client.release(true) // ending the session frees the lock
      }
      client.once('end', release) // its place in the pool is free again
      const lock = 'select pg_try_advisory_lock(hashtextextended($1, 0)) got'
      const rows = await run<{ got: boolean }>(client, lock, [name]).catch(async (error: unknown) => {
        await release()
        throw isLost(error) ? lost(error) : error
      })
      if (!rows[0]?.got) {
        client.removeListener('end', release)
        client.removeAllListeners('error')
        client.release()
        return null
      }
      stops.add(release)
      return release
    },
    get connection() {
      return pool.options
    },
    async close() {
      if (closing) return
      closing = true
      for (const stop of stops) await stop()
      await Promise.all([pool.end(), held.end()])
      if ('dataDir' in options) await stopIfLast(options.dataDir, pool.options)
    },
  }
  const stops = new Set<() => Promise<void>>()
  return database
}

/**
 * One for statements, and one for what is kept: listeners, and locks whose holders need statements of their own while they
 * hold them. From one pool, as many holders as it has connections would wait for each other.
 */
function poolsOf(config: pg.PoolConfig): { pool: pg.Pool; held: pg.Pool } {
  const pools = {
    pool: new pg.Pool(config),
    held: new pg.Pool({ ...config, max: MOST_HELD, idleTimeoutMillis: HELD_IDLE_MS }),
  }
  for (const each of Object.values(pools)) each.on('error', () => {}) // an idle one was lost; the next query connects anew
  return pools
}

async function poolConfig(options: DatabaseOptions, name: string): Promise<pg.PoolConfig> {
  const base = {
    application_name: name,
    max: 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 0,
    keepAlive: true, // a server whose machine went away never answers
    keepAliveInitialDelayMillis: 10_000,
  }
  if ('url' in options) return { ...base, connectionString: options.url }
  if (existsSync(join(options.dataDir, 'restoring'))) {
    throw new LoopError(
      'LOOP_RESTORE_UNFINISHED',
      `${options.dataDir} holds a restore that was cut short. Remove the folder and run salesloop restore again.`,
    )
  }
  const { socketDir, port } = await embeddedServer(options.dataDir)
  return { ...base, host: socketDir, port, user: 'salesloop', database: 'postgres' }
}

/** Several statements at once, as libraries send them, may begin a transaction of their own. */
const OPENS_TRANSACTION = /^\s*begin\s*;/i

async function run<Row>(
  client: pg.PoolClient,
  text: string,
  values?: readonly unknown[],
  prepared?: string,
): Promise<Row[]> {
  const statement = { text, ...(values && { values: [...values] }), ...(prepared !== undefined && { name: prepared }) }
  const result = await client.query(statement).catch(async (error: unknown) => {
    if (OPENS_TRANSACTION.test(text)) await client.query('rollback').catch(() => {}) // it did not come to its end
    throw error
  })
  return (Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows) as Row[] // several statements at once
}

async function inTransaction<T>(client: pg.PoolClient, work: (sql: Sql) => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const value = await work({ query: (text, values, prepared) => run(client, text, values, prepared) })
    await client.query('commit')
    return value
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** The last one that leaves a data folder stops its server. Counted at the last moment: others may be about to join. */
async function stopIfLast(dataDir: string, config: pg.PoolConfig): Promise<void> {
  const client = new pg.Client(config)
  client.on('error', () => {}) // the server ends this connection too
  try {
    await client.connect()
    for (let attempt = 0; attempt < 3; attempt++) {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int n from pg_stat_activity
         where backend_type = 'client backend' and application_name <> current_setting('application_name')`,
      )
      if (rows[0]?.n === 0) return await stopServer(dataDir)
      await sleep(50) // one that has just left may still be listed
    }
  } catch {
    // it is gone already
  } finally {
    await client.end().catch(() => {})
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')
const isLost = (error: unknown): boolean =>
  LOST.has(codeOf(error)) ||
  /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(String(error))

/** Says this of the database or the whole transaction, and nothing of the statement that met it? */
export const isForAll = (error: unknown): boolean =>
  isLost(error) || REPEATABLE.has(codeOf(error)) || (error instanceof LoopError && error.status === 503)

/** The connection went away under a statement: whether that was carried out is not known. */
function lost(cause: unknown): LoopError {
  return new LoopError(
    'LOOP_DATABASE_LOST',
    'The connection to PostgreSQL was lost on the way. Send the request again; what was stored is not stored twice.',
    { status: 503, cause },
  )
}

function unreachable(cause: unknown): LoopError {
  return new LoopError(
    'LOOP_DATABASE_UNREACHABLE',
    `PostgreSQL does not answer: ${String((cause as Error)?.message ?? cause)}. Try again; check that the server runs.`,
    { status: 503, cause },
  )
}
