/**
 * How long before the experiment a user's own past counts: longer ago he was another. Only what was over by its beginning: what a
 * canary could still change is no past, and taking it out would take out the effect.
 */
const PAST_MS = 28 * 86_400_000

export const USER = `coalesce(user_id, 'conversation ' || conversation_id)`

/** $1 stages as JSON, $2 the assistant ('' = default), $3 assistants with releases of their own. */
export const STAGES = `stages as materialized (
    select * from jsonb_to_recordset($1::jsonb) s (stage int, live text, canary text, from_at bigint, until_at bigint, ats bigint[])
  )`
export const IN_STAGE = `from stages s join conversations c on ((c.bundle = s.live and c.arm = 'live') or (c.bundle = s.canary and c.arm = 'canary'))
    and (case when $2 = '' then assistant_id is null or assistant_id <> all($3) else assistant_id = $2 end)
    and started_at >= s.from_at and (s.until_at is null or started_at < s.until_at)`

/** What the figures need of a conversation, out of its long objects. */
const OF_CONVERSATION = `started_at, ended_at, closed, eligible, no_conversion, cta_not_clicked, repeated_question, negative_feedback,
    (facts->>'ctasSent')::int ctas, (facts->>'hardEnd')::boolean or (facts->>'terminalReached')::boolean complete,
    (facts->>'humanReply')::boolean handed, (facts->>'ordered')::boolean ordered, (facts->>'orderAmount')::float8 amount,
    facts->>'orderCurrency' currency,
    (select avg(r::float8) from jsonb_array_elements_text(nullif(facts->'ratings', '[]')) r) rating`

/**
 * The figures of spec/metrics.md as a table: does the unit count, from when on is the window over for every unit (null = not known
 * yet), its value in [0, 1], null = then it does not count after all. A test compares it with src/metrics/rates.ts.
 *
 * $5 experiment's beginning, $6 to $10 windows with their grace: conversion, order, click, idle gap, feedback; $11 the cap.
 */
const FIGURES = `
  ('conversion', true, case when no_conversion is not null then ended_at + $6::bigint end, (not no_conversion)::int::float8),
  ('value_per_conversation', true, case when ordered is not null then ended_at + $7::bigint end,
    case when ordered and currency = (select currency from money) then least(greatest(coalesce(amount, 0), 0), $11::float8) / $11::float8 else 0 end),
  ('click_through', eligible is null or not closed or ctas > 0, case when cta_not_clicked is not null then ended_at + $8::bigint end,
    (not cta_not_clicked)::int::float8),
  ('completion', true, ended_at + $9::bigint, complete::int::float8),
  ('repeated_questions', true, case when repeated_question is not null then ended_at + $9::bigint end, repeated_question::int::float8),
  ('satisfaction_mean', true, ended_at + $10::bigint, (rating - 1) / 4),
  ('satisfaction_4_or_5', true, ended_at + $10::bigint, (rating >= 4)::int::float8),
  ('negative_feedback', true, case when negative_feedback is not null then ended_at + $10::bigint end, negative_feedback::int::float8),
  ('hand_over', true, ended_at + $9::bigint, handed::int::float8)`

/** The first of the stage's moments that is later than an instant, by its place; as many as there are = none. */
export const placeOf = (instant: string): string => `width_bucket(${instant}, ats)`

const COMMON = `with ${STAGES}, exposed as materialized (
    select s.stage, s.ats, s.until_at, c.arm met, ${USER} who, ${OF_CONVERSATION} ${IN_STAGE}
  ), people as materialized (
    select row_number() over () u, * from (
      select distinct on (stage, who) stage, who, met arm,
        case when until_at is null then least(${placeOf('started_at - 1')}, cardinality(ats) - 1) else ${placeOf('started_at - 1')} end met_p
      from exposed order by stage, who, started_at, met) first
  ), money as materialized (
    select currency from exposed where currency is not null group by currency order by count(*) desc, currency limit 1
  ), units as (
    select u, o.stage, figure, value, case when until_at is null then least(${placeOf('started_at - 1')}, cardinality(ats) - 1) else ${placeOf('started_at - 1')} end began,
      cardinality(ats) points, greatest(${placeOf('started_at - 1')}, coalesce(${placeOf('ripe_at')}, cardinality(ats))) ripe
    from exposed o join people using (stage, who)
      cross join lateral (select figure, counts, case when eligible and closed then ripe end ripe_at, value
        from (values ${FIGURES}) f (figure, counts, ripe, value)) f
    where eligible is not false and counts and figure = any($4)
  ), past as materialized (
    select u, figure, avg(value) x from people join lateral (
      select figure, value from (select ${OF_CONVERSATION} from conversations
          where user_id = who and started_at >= $5 - ${PAST_MS}::bigint and started_at < $5) b
        cross join lateral (values ${FIGURES}) f (figure, counts, ripe, value)
      where eligible and closed and counts and value is not null and $5 > ripe and figure = any($4)
    ) before on true group by u, figure
  )`

/** Per person, figure and moment what ripened then; sums of squares as what they grew by, so that each person's move is one row. */
const GROWN = `grown as (
    select u, stage, figure, p, n, s, sum(n) over w cn, sum(s) over w cs from moved
    window w as (partition by u, figure order by p)
  )`
const AT_ONCE = 'grown as (select u, stage, figure, p, n, s, n cn, s cs from moved)'

/**
 * One row per stage, arm, figure and moment: by how much the sums grew since the moment before.
 *
 * @param several moments per stage: one needs no running sums
 */
export const sumsSql = (several: boolean): string => `${COMMON}, moved as (
    select u, stage, figure, ripe p, count(*)::float8 n, sum(value) s from units
    where ripe < points and value is not null group by u, stage, figure, ripe
  ), ${several ? GROWN : AT_ONCE}
  select stage, arm, figure, g.p,
    count(*) filter (where cn = n)::int users, sum(n)::float8 n, sum(s)::float8 s,
    sum(cs * cs - (cs - s) * (cs - s))::float8 ss, sum(cs * cn - (cs - s) * (cn - n))::float8 sn, sum(cn * cn - (cn - n) * (cn - n))::float8 nn,
    count(*) filter (where cn = n and x is not null)::int past_users,
    coalesce(sum(n) filter (where x is not null), 0)::float8 past_n,
    coalesce(sum(cn * cn - (cn - n) * (cn - n)) filter (where x is not null), 0)::float8 past_nn,
    coalesce(sum(cs * cn - (cs - s) * (cn - n)) filter (where x is not null), 0)::float8 past_sn,
    coalesce(sum(x * n), 0)::float8 past_xn,
    coalesce(sum(x * (cn * cn - (cn - n) * (cn - n))), 0)::float8 past_xnn,
    coalesce(sum(x * (cs * cn - (cs - s) * (cn - n))), 0)::float8 past_xsn,
    coalesce(sum(x * x * (cn * cn - (cn - n) * (cn - n))), 0)::float8 past_xxnn, 0::float8 immature, (select currency from money) currency
  from grown g join people using (u, stage) left join past using (u, figure) group by stage, arm, figure, g.p
  union all
  select stage, arm, figure, p, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(i)::float8, (select currency from money) from (
    select u, stage, figure, began p, 1 i from units where began < points
    union all select u, stage, figure, ripe, -1 from units where ripe < points
  ) open join people using (u, stage) group by stage, arm, figure, open.p
  union all
  select stage, arm, 'users', met_p, count(*)::int, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null from people
  where met_p < (select cardinality(ats) from stages s where s.stage = people.stage) group by stage, arm, met_p`

/** $1 to $3 as above, $4 the experiment: answers that another bundle had to give, per arm and user. */
export const errorsSql = `with ${STAGES}, asked as (
    select s.stage, arm, coalesce(user_id, 'conversation ' || conversation_id) who, count(*)::float8 n, count(fallback)::float8 s,
      case when until_at is null then least(${placeOf('at - 1')}, cardinality(ats) - 1) else ${placeOf('at - 1')} end p, cardinality(ats) points
    from stages s join decisions on experiment = $4 and at >= s.from_at and (s.until_at is null or at < s.until_at)
      and (case when $2 = '' then assistant_id is null or assistant_id <> all($3) else assistant_id = $2 end)
    group by s.stage, arm, who, p, points
  ), grown as (
    select *, sum(n) over w cn, sum(s) over w cs from asked where p < points window w as (partition by stage, arm, who order by p)
  )
  select stage, arm, 'errors' figure, p, count(*) filter (where cn = n)::int users, sum(n)::float8 n, sum(s)::float8 s,
    sum(cs * cs - (cs - s) * (cs - s))::float8 ss, sum(cs * cn - (cs - s) * (cn - n))::float8 sn, sum(cn * cn - (cn - n) * (cn - n))::float8 nn,
    0 past_users, 0 past_n, 0 past_nn, 0 past_sn, 0 past_xn, 0 past_xnn, 0 past_xsn, 0 past_xxnn, 0 immature, null currency
  from grown group by stage, arm, p`
