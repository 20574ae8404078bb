import type { ConfigHistory, ConfigInForce } from '../../features/config-history.ts'
import type { Database, Sql } from './database.ts'
import { FOLD_ALONE } from './fold-store.ts'

/** The configurations of the features in PostgreSQL. */
export function postgresConfigHistory(database: Database): ConfigHistory {
  return {
    current: () => currentOf(database),
    putInForce: ({ hash, config }, now) =>
      database.transaction(async (sql) => {
        await sql.query(FOLD_ALONE)
        const current = await currentOf(sql)
        if (current?.configHash === hash) return current
        await sql.query(
          `insert into feature_configs (config_hash, config, since, conversations, finished_at)
           select $1::text, $2::jsonb, $3::bigint, n, case when outdated = 0 then $3::bigint end from (
             select count(*) n, count(*) filter (where config_hash not in ('', $1::text)) outdated from conversation_states) states`,
          [hash, JSON.stringify(config), now],
        )
        return (await currentOf(sql))!
      }),
  }
}

async function currentOf(sql: Sql): Promise<ConfigInForce | null> {
  const [row] = await sql.query<Omit<ConfigInForce, 'refold'> & ConfigInForce['refold']>(
    `select config_hash "configHash", config, since, conversations, looked, changed, differing, finished_at "finishedAt"
     from feature_configs order by id desc limit 1`,
  )
  if (row === undefined) return null
  const { configHash, config, since, ...refold } = row
  return { configHash, config, since, refold }
}
