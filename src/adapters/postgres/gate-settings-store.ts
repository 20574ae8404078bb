import { type GateSettings, type GateSettingsStore, gateChanged, type TaskLimits } from '../../evaluation/limits.ts'
import type { Database, Sql } from './database.ts'

const SELECT = 'select version, limits, who, why, at from gate_settings order by version desc limit'

/**
 * The gate's limits as rows that only grow.
 *
 * @param defaults what holds while nobody has set any, and of limits that a stored row does not name yet
 */
export function postgresGateSettingsStore(database: Database, defaults: TaskLimits): GateSettingsStore {
  const untouched: GateSettings = { version: 0, limits: defaults, who: null, why: null, at: null }
  const complete = (row: GateSettings): GateSettings => ({
    ...row,
    limits: {
      intent: { ...defaults.intent, ...row.limits.intent },
      objection: { ...defaults.objection, ...row.limits.objection },
    },
  })
  const latest = async (sql: Pick<Sql, 'query'>): Promise<GateSettings> => {
    const [row] = await sql.query<GateSettings>(`${SELECT} 1`)
    return row ? complete(row) : untouched
  }
  return {
    current: () => latest(database),
    history: async (limit) => (await database.query<GateSettings>(`${SELECT} $1`, [limit])).map(complete),
    change: (limits, by, expected) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.gate', 0))`)
        const present = await latest(sql)
        if (expected !== null && expected !== present.version) throw gateChanged(expected, present.version)
        const next = { version: present.version + 1, limits, ...by }
        await sql.query('insert into gate_settings (version, limits, who, why, at) values ($1, $2, $3, $4, $5)', [
          next.version,
          JSON.stringify(limits),
          by.who,
          by.why,
          by.at,
        ])
        return next
      }),
  }
}
