import { type ArmSums, NO_SUMS, type PastSums } from '../../experiments/arm-sums.ts'
import type { FeatureConfig } from '../../features/config.ts'
import type { ExposedConversation, ExposureReader, ExposureScope } from '../../releases/exposure-reader.ts'
import type { ArmPair } from '../../releases/stage-check.ts'
import type { Database } from './database.ts'

/**
 * The figures of spec/metrics.md as a table: does it count, is its window over for every unit at an instant, its value. A test
 * compares it with src/metrics/rates.ts.
 */
const figuresAt = (instant: string): string => `
  ('conversion', true, closed and no_conversion is not null and ${instant} > ended_at + $9, not no_conversion),
  ('click_through', eligible is null or not closed or (facts->>'ctasSent')::int > 0, closed and cta_not_clicked is not null and ${instant} > ended_at + $10, not cta_not_clicked),
  ('completion', true, closed and ${instant} > ended_at + $11, (facts->>'hardEnd')::boolean or (facts->>'terminalReached')::boolean),
  ('repeated_questions', true, closed and repeated_question is not null and ${instant} > ended_at + $11, repeated_question),
  ('hand_over', true, closed and ${instant} > ended_at + $11, (facts->>'humanReply')::boolean)`

const USER = `coalesce(user_id, 'conversation ' || conversation_id)`
const OF_ASSISTANT = `(case when $3 = '' then assistant_id is null or assistant_id <> all($4) else assistant_id = $3 end)`
const EXPOSED = `from conversations where ((bundle = $1 and arm = 'live') or (bundle = $2 and arm = 'canary')) and ${OF_ASSISTANT}
  and started_at >= $5 and ($6::bigint is null or started_at < $6)`
/**
 * How long before the experiment a user's own past counts: longer ago he was another. Only what was over by its beginning: what a
 * canary could still change is no past, and taking it out would take out the effect.
 */
const PAST_MS = 28 * 86_400_000

const SUMS = `
  select arm, figure, count(*) filter (where n > 0)::int users, sum(n)::float8 n, sum(s)::float8 s, sum(s * s)::float8 ss,
    sum(s * n)::float8 sn, sum(n * n)::float8 nn, sum(immature)::float8 immature,
    count(*) filter (where n > 0 and x is not null)::int past_users,
    coalesce(sum(n) filter (where x is not null), 0)::float8 past_n, coalesce(sum(n * n) filter (where x is not null), 0)::float8 past_nn,
    coalesce(sum(s * n) filter (where x is not null), 0)::float8 past_sn, coalesce(sum(x * n), 0)::float8 past_xn,
    coalesce(sum(x * n * n), 0)::float8 past_xnn, coalesce(sum(x * s * n), 0)::float8 past_xsn,
    coalesce(sum(x * x * n * n), 0)::float8 past_xxnn
  from people left join past using (figure, who) group by arm, figure`

const CONVERSATIONS = `
  with people as (
    select arm, who, figure, count(*) filter (where ripe)::float8 n, count(*) filter (where ripe and value)::float8 s,
      count(*) filter (where not ripe) immature
    from (
      select c.arm, ${USER} who, figure, coalesce(eligible and mature, false) ripe, value
      from (select * ${EXPOSED} and eligible is not false) c
        cross join lateral (values ${figuresAt('$8')}) f (figure, counts, mature, value) where counts
    ) units group by arm, who, figure
  ), past as (
    select who, figure, avg(value::int)::float8 x
    from (
      select user_id who, figure, value from conversations
        cross join lateral (values ${figuresAt('$7')}) f (figure, counts, mature, value)
      where started_at >= $7 - ${PAST_MS}::bigint and started_at < $7 and eligible and mature and counts
        and user_id in (select who from people)
    ) units group by who, figure
  ) ${SUMS}`

const ERRORS = `
  with people as (
    select arm, ${USER} who, 'errors' figure, count(*)::float8 n, count(fallback)::float8 s, 0 immature
    from decisions where experiment = $1 and at >= $2 and ($3::bigint is null or at < $3)
      and (case when $4 = '' then assistant_id is null or assistant_id <> all($5) else assistant_id = $4 end)
    group by arm, who
  ), past as (select null::text figure, null::text who, null::float8 x where false) ${SUMS}`

const USERS = `select arm, count(distinct ${USER})::int users ${EXPOSED} group by arm`

const IN_BOTH = `select count(*)::int users from (
  select 1 ${EXPOSED} and user_id is not null group by user_id having count(distinct arm) > 1
) people`

type Arm = keyof ArmPair
interface Row {
  readonly arm: Arm
  readonly figure: string
  readonly users: number
  readonly immature: number
  readonly n: number
  readonly s: number
  readonly ss: number
  readonly sn: number
  readonly nn: number
}
type PastRow = { readonly [name in keyof PastSums as `past_${name}`]: number }

/** Sums per arm in the database, whose size does not grow with the users. */
export function postgresExposureReader(
  database: Database,
  windows: Pick<FeatureConfig, 'conversionWindowMs' | 'clickWindowMs' | 'idleGapMs' | 'graceMs'>,
): ExposureReader {
  const ends = [windows.conversionWindowMs, windows.clickWindowMs, windows.idleGapMs].map((ms) => ms + windows.graceMs)
  return {
    async exposures(scope) {
      const values = valuesOf(scope)
      const [sums, errors, users] = await Promise.all([
        database.query<Row & PastRow>(CONVERSATIONS, [...values, scope.startedAt, scope.now, ...ends]),
        database.query<Row & PastRow>(ERRORS, [
          scope.experiment,
          scope.from,
          scope.until,
          scope.assistant ?? '',
          scope.others,
        ]),
        database.query<{ arm: Arm; users: number }>(USERS, values),
      ])
      const rows = [...sums, ...errors]
      const pair = (figure: string): ArmPair => ({
        live: armOf(rows, figure, 'live'),
        canary: armOf(rows, figure, 'canary'),
      })
      const usersOf = (arm: Arm) => users.find((row) => row.arm === arm)?.users ?? 0
      return {
        users: { live: usersOf('live'), canary: usersOf('canary') },
        figures: {
          conversion: pair('conversion'),
          click_through: pair('click_through'),
          completion: pair('completion'),
          repeated_questions: pair('repeated_questions'),
          hand_over: pair('hand_over'),
          errors: pair('errors'),
        },
      }
    },
    async inBothArms(scope) {
      const [row] = await database.query<{ users: number }>(IN_BOTH, valuesOf(scope))
      return row!.users
    },
    async armsOf(scope, conversationIds) {
      const rows = await database.query<ExposedConversation & { id: string }>(
        `select conversation_id id, arm, ${USER} "user" ${EXPOSED} and eligible and conversation_id = any($7)`,
        [...valuesOf(scope), conversationIds],
      )
      return new Map(rows.map(({ id, arm, user }) => [id, { arm, user }]))
    },
  }
}

const valuesOf = ({ live, canary, assistant, others, from, until }: ExposureScope): unknown[] => [
  live,
  canary,
  assistant ?? '',
  others,
  from,
  until,
]

function armOf(rows: readonly (Row & PastRow)[], figure: string, arm: Arm): ArmSums {
  const row = rows.find((each) => each.figure === figure && each.arm === arm)
  if (row === undefined) return NO_SUMS
  const { users, immature, s, n, ss, sn, nn } = row
  const totals = { clusters: users, sum: s, size: n, sumSquares: ss, sizeSquares: nn, products: sn }
  return { totals, units: n, immature, past: row.past_users > 0 ? pastOf(row) : null }
}

const pastOf = (row: PastRow): PastSums => ({
  users: row.past_users,
  n: row.past_n,
  nn: row.past_nn,
  sn: row.past_sn,
  xn: row.past_xn,
  xnn: row.past_xnn,
  xsn: row.past_xsn,
  xxnn: row.past_xxnn,
})
