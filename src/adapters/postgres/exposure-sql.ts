import type { Database } from './database.ts'

export const USER = `coalesce(user_id, 'conversation ' || conversation_id)`

/** The limit tells the planner how few they are. $1 stages as JSON, $2 the assistant ('' = default), $3 assistants with releases of their own. */
export const STAGES = `stages as materialized (
    select * from jsonb_to_recordset($1::jsonb) s (stage int, live text, canary text, from_at bigint, until_at bigint, ats bigint[])
    limit jsonb_array_length($1::jsonb)
  )`
const OF_ASSISTANT = `(case when $2 = '' then assistant_id is null or assistant_id <> all($3) else assistant_id = $2 end)`
export const IN_STAGE = `from stages s join conversations c on ((c.bundle = s.live and c.arm = 'live') or (c.bundle = s.canary and c.arm = 'canary'))
    and ${OF_ASSISTANT}
    and started_at >= s.from_at and (s.until_at is null or started_at < s.until_at)`

/** The first of the stage's moments that is later than an instant, by its place; as many as there are = none. */
export const placeOf = (instant: string): string => `width_bucket(${instant}, ats)`

/** The first moment that sees what was at an instant: the last one of a stage that runs on sees everything. */
export const seenFrom = (instant: string): string => {
  const place = placeOf(`${instant} - 1`)
  return `case when until_at is null then least(${place}, cardinality(ats) - 1) else ${place} end`
}

/** Compiling such a statement takes longer than running it; and what is exposed is to be grouped in memory. */
const ROOM = `select set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`

/** Runs one statement with memory for all that a large experiment has exposed. */
export function inRoom<Row extends object>(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return database.transaction(async (sql) => {
    await sql.query(ROOM)
    return sql.query<Row>(text, values)
  })
}

/** $1 to $3 as above, $4 the experiment: answers that another bundle had to give, per arm and user. */
export const errorsSql = `with ${STAGES}, asked as (
    select s.stage, arm, ${USER} who, count(*)::float8 n, count(fallback)::float8 s,
      ${seenFrom('at')} p, cardinality(ats) points
    from stages s join decisions on experiment = $4 and at >= s.from_at and (s.until_at is null or at < s.until_at)
      and ${OF_ASSISTANT}
    group by s.stage, arm, who, p, points
  ), grown as (
    select *, sum(n) over w cn, sum(s) over w cs from asked where p < points window w as (partition by stage, arm, who order by p)
  )
  select stage, arm, 'errors' figure, p, count(*) filter (where cn = n)::int users, sum(n)::float8 n, sum(s)::float8 s,
    sum(cs * cs - (cs - s) * (cs - s))::float8 ss, sum(cs * cn - (cs - s) * (cn - n))::float8 sn, sum(cn * cn - (cn - n) * (cn - n))::float8 nn,
    0 past_users, 0 past_n, 0 past_nn, 0 past_sn, 0 past_xn, 0 past_xnn, 0 past_xsn, 0 past_xxnn, 0 immature, null currency
  from grown group by stage, arm, p`
