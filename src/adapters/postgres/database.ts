import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { LoopError } from '../../errors/loop-error.ts'
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
const RECONNECT_TRIES = 60
const PROCESS_NAME = `salesloop-${process.pid}-${randomUUID().slice(0, 8)}`

pg.types.setTypeParser(20, Number) // int8: our bigints are epoch milliseconds and counts, below 2^53

/** Opens the one database: the embedded server of a data folder, or any PostgreSQL 15 or newer by its URL. Brings its tables up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  let pool = new pg.Pool(await poolConfig(options))
  pool.on('error', () => {}) // an idle connection was lost; the next query connects anew
  let closing = false

  /** A connection that works; the embedded server is started again when it has died. */
  async function connect(): Promise<pg.PoolClient> {
    for (let attempt = 0; ; attempt++) {
      try {
        const client = await pool.connect()
        client.on('error', () => {})
        return client
      } catch (error) {
        if (closing || attempt >= RECONNECT_TRIES || !isLost(error)) throw unreachable(error)
        await sleep(Math.min(50 * 2 ** attempt, 1000))
        const config = await poolConfig(options).catch(() => null)
        if (config && config.host !== pool.options.host) {
          const old = pool
          pool = new pg.Pool(config)
          pool.on('error', () => {})
          old.end().catch(() => {})
        }
      }
    }
  }

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await connect()
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

  const database: Database = {
    query: (text, values) => withClient(async (client) => run(client, text, values)),
    async transaction(work) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await withClient((client) => inTransaction(client, work))
        } catch (error) {
          if (attempt >= 2 || !REPEATABLE.has(codeOf(error))) throw error
        }
      }
    },
    async listen(channel, onMessage) {
      let stopped = false
      let current: pg.PoolClient | null = null
      const attach = async () => {
        const client = await connect()
        if (stopped) return client.release(true)
        current = client
        client.on('notification', (message) => onMessage(message.payload ?? ''))
        client.once('end', () => {
          if (stopped) return
          current = null
          client.release(true) // its place in the pool is free again
          if (!closing) setTimeout(() => attach().catch(() => {}), 200).unref()
        })
        await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      }
      await attach()
      const stop = async () => {
        if (stopped) return
        stopped = true
        current?.release(true)
      }
      stops.push(stop)
      return stop
    },
    async tryLock(name) {
      const client = await connect()
      let held = true
      const release = async () => {
        if (!held) return
        held = false
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
      stops.push(release)
      return release
    },
    get connection() {
      return pool.options
    },
    async close() {
      if (closing) return
      closing = true
      for (const stop of stops) await stop()
      const others = 'dataDir' in options ? await otherClients(pool).catch(() => 1) : 1
      await pool.end()
      if ('dataDir' in options && others === 0) await stopServer(options.dataDir)
    },
  }
  const stops: (() => Promise<void>)[] = []
  await migrate(database)
  return database
}

async function poolConfig(options: DatabaseOptions): Promise<pg.PoolConfig> {
  const base = {
    application_name: PROCESS_NAME,
    max: 10,
    connectionTimeoutMillis: 10_000,
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

async function run<Row>(client: pg.PoolClient, text: string, values?: readonly unknown[]): Promise<Row[]> {
  const result = await client.query(text, values as unknown[] | undefined)
  return result.rows as Row[]
}

async function inTransaction<T>(client: pg.PoolClient, work: (sql: Sql) => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const value = await work({ query: (text, values) => run(client, text, values) })
    await client.query('commit')
    return value
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** The last process that leaves a data folder stops its server. */
async function otherClients(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(distinct application_name)::int n from pg_stat_activity
     where backend_type = 'client backend' and application_name <> current_setting('application_name')`,
  )
  return rows[0]?.n ?? 1
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
    {
      status: 503,
      cause,
    },
  )
}
