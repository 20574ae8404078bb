import { defaultSamplingPolicy, type PolicyChange, type SamplingPolicy } from '../../admission/sampling-policy.ts'
import type { Database, Sql } from './database.ts'

/** The latest policy; the default until a team has set one. */
export async function currentPolicy(sql: Sql): Promise<SamplingPolicy> {
  const [row] = await sql.query<{ body: SamplingPolicy }>(
    'select body from sampling_policies order by version desc limit 1',
  )
  return { ...defaultSamplingPolicy, ...row?.body }
}

/** Adds a version; what is in force never changes under a plan that was made from it. */
export function changePolicy(
  database: Database,
  change: PolicyChange,
  now: number,
  who: string,
): Promise<SamplingPolicy> {
  return database.transaction((sql) => addPolicy(sql, change, now, who))
}

/** The same, inside a transaction that changes more. */
export async function addPolicy(sql: Sql, change: PolicyChange, now: number, who: string): Promise<SamplingPolicy> {
  await sql.query('lock table sampling_policies in exclusive mode')
  const current = await currentPolicy(sql)
  const next: SamplingPolicy = { ...current, ...change, version: current.version + 1, since: now }
  await sql.query('insert into sampling_policies (version, since_at, body, changed_by) values ($1, $2, $3, $4)', [
    next.version,
    now,
    JSON.stringify(next),
    who,
  ])
  return next
}
