import type pg from 'pg'

/** Runs statements; inside `transaction` all on one connection. */
export interface Sql {
  /** @param prepared name under which a connection keeps the statement; worth it for one that runs all the time */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    prepared?: string,
  ): Promise<Row[]>
}

export interface Database extends Sql {
  /** All or nothing. Repeated up to three times when PostgreSQL asks for it (deadlock, serialisation). */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Calls `onMessage` for each NOTIFY; listens anew after a lost connection. Returns how to stop. */
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>
  /** A lock held as long as this process (or the returned release) lives; null when another holds it. */
  tryLock(name: string): Promise<(() => Promise<void>) | null>
  /** Text for libraries that bring their own client (pg-boss). */
  readonly connection: pg.PoolConfig
  /** The same for those whom somebody waits for: says LOOP_DATABASE_UNREACHABLE (503) within about 5 s, not a minute. */
  readonly prompt: Database
  close(): Promise<void>
}
