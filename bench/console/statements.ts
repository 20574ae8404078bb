import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'

/** A statement as the server counted it, milliseconds of planning and execution. */
export interface Statement {
  readonly text: string
  readonly calls: number
  readonly slowestMs: number
}

/** Counts of the server itself (pg_stat_statements): what a statement took there, without the wait for a connection. */
export interface Statements {
  reset(): Promise<void>
  slowest(): Promise<Statement | null>
  close(): Promise<void>
}

const SLOWEST = `
  select regexp_replace(query, '\\s+', ' ', 'g') text, calls::int, max_plan_time + max_exec_time "slowestMs"
  from pg_stat_statements where query not like '%pg_stat_statements%' order by 3 desc limit 1`

/** Switches the counting on for the embedded server of a data folder. Call it while no service runs on it. */
export async function openStatements(dataDir: string): Promise<Statements> {
  const before = await openDatabase({ dataDir })
  await before.query(`alter system set shared_preload_libraries = 'pg_stat_statements'`)
  await before.close() // the last user stops the server; the next one starts it with the library
  const database: Database = await openDatabase({ dataDir })
  await database.query('create extension if not exists pg_stat_statements')
  await database.query(`alter system set pg_stat_statements.track_planning = on`)
  await database.query('select pg_reload_conf()')
  return {
    reset: async () => void (await database.query('select pg_stat_statements_reset()')),
    slowest: async () => (await database.query<Statement>(SLOWEST))[0] ?? null,
    close: () => database.close(),
  }
}

/** How much the store holds. */
export async function sizeOf(dataDir: string): Promise<Readonly<Record<string, number>>> {
  const database = await openDatabase({ dataDir })
  try {
    const counts: Record<string, number> = {}
    for (const table of ['conversations', 'events', 'samples', 'labels', 'models'])
      counts[table] = (await database.query<{ n: number }>(`select count(*)::int n from ${table}`))[0]!.n
    return counts
  } finally {
    await database.close()
  }
}
