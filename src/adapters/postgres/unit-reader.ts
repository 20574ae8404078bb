import { RULE_NAMES, type RuleName } from '../../features/row.ts'
import { paceOf, SLOW_QUANTILE, SLOW_WINDOW_DAYS } from '../../metrics/segments.ts'
import type { Unit } from '../../metrics/unit.ts'
import type { SegmentNeeds, UnitReader } from '../../metrics/unit-reader.ts'
import type { Database } from './database.ts'

export type UnitRow = Omit<Unit, 'features' | 'rules' | 'pace' | 'ratings'> &
  Unit['features'] & {
    readonly gap: number | null
    readonly reasons: readonly RuleName[] | null
    readonly undecided: readonly RuleName[] | null
    /** null = none; most conversations have none, and need not be parsed. */
    readonly ratings: readonly number[] | null
  }

/** Field by field: taking the long lists out of the whole object costs PostgreSQL twenty times as much. */
const COLUMNS = `c.conversation_id "conversationId", c.user_id "userId", started_at "startedAt", ended_at "endedAt", bundle, arm,
  assistant_id "assistantId", channel, eligible, closed, flagged, cta_not_clicked, no_order, repeated_question, fsm_stalled,
  long_silence, no_conversion, nullif(row->'reasons', '[]') reasons, nullif(row->'undecided', '[]') undecided,
  (facts->>'userMessages')::int "userMessages", (facts->>'leastConfidence')::float8 "leastConfidence",
  (facts->>'ctasSent')::int "ctasSent", (facts->>'clicked')::boolean clicked, (facts->>'hardEnd')::boolean "hardEnd",
  (facts->>'terminalReached')::boolean "terminalReached", (facts->>'humanReply')::boolean "humanReply",
  nullif(facts->'ratings', '[]') ratings, (facts->>'ordered')::boolean ordered, (facts->>'orderAmount')::float8 "orderAmount",
  facts->>'orderCurrency' "orderCurrency", (facts->>'predictedTurnCount')::int "predictedTurnCount",
  case when d.conversation_id is null then null when d.reason is null then 'control' else 'flagged' end stratum`
const FROM = 'from conversations c left join draws d using (conversation_id)'
const VISITOR = `case when c.user_id is null or started_at is null then null
  when exists (select from conversations p where p.user_id = c.user_id and p.started_at < c.started_at) then 'returning'
  else 'new' end`

const DAY_MS = 86_400_000
const BATCH = 1000

/** Pages through the table by its key: each batch is a short statement, and rows may change between two. */
export function postgresUnitReader(database: Database): UnitReader {
  return {
    async *units(from, to, needs = []) {
      const slowAbove = needs.includes('pace') ? await slowThresholds(database, from, to) : new Map<number, number>()
      for (let after = ''; ; ) {
        const rows = await database.query<UnitRow>(
          `${selection(needs)} where conversation_id > $1
           and ($2::bigint is null or started_at >= $2) and ($3::bigint is null or started_at < $3)
           order by conversation_id limit ${BATCH}`,
          [after, from, to],
        )
        if (rows.length > 0) yield rows.map((row) => unitFrom(row, slowAbove))
        if (rows.length < BATCH) return
        after = rows.at(-1)!.conversationId
      }
    },
  }
}

/** What nobody asked for is not looked up: each segment costs a join. */
export function selection(needs: SegmentNeeds, further = ''): string {
  const traits = needs.includes('language') || needs.includes('pace')
  return `select ${COLUMNS}${further}, ${traits ? 't.language, t.gap_ms gap' : 'null::text as language, null::float8 gap'},
    ${needs.includes('visitor') ? VISITOR : 'null::text'} visitor
    ${FROM}${traits ? ' left join conversation_traits t using (conversation_id)' : ''}`
}

/** For each day of UTC with conversations: the gap above which a decider is slow, from the days before it. */
async function slowThresholds(database: Database, from: number | null, to: number | null) {
  const rows = await database.query<{ day: number; above: number | null }>(
    `select day, (select percentile_cont(${SLOW_QUANTILE}) within group (order by t.gap_ms)
       from conversations p join conversation_traits t using (conversation_id)
       where p.started_at >= day - ${SLOW_WINDOW_DAYS * DAY_MS}::bigint and p.started_at < day) above
     from (select distinct started_at / ${DAY_MS} * ${DAY_MS} as day from conversations
       where started_at is not null and ($1::bigint is null or started_at >= $1) and ($2::bigint is null or started_at < $2)) d`,
    [from, to],
  )
  return new Map(rows.flatMap(({ day, above }) => (above === null ? [] : [[day, above] as const])))
}

export function unitFrom(row: UnitRow, slowAbove: ReadonlyMap<number, number>): Unit {
  const { cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion } = row
  const { gap, reasons, undecided, ratings, ...columns } = row
  const day = row.startedAt === null ? null : Math.floor(row.startedAt / DAY_MS) * DAY_MS
  return {
    ...columns,
    ratings: ratings ?? [],
    features: { cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion },
    rules: rulesOf(reasons ?? [], undecided ?? []),
    pace: paceOf(gap, day === null ? null : (slowAbove.get(day) ?? null)),
  }
}

/** The row names the true and the unknown rules; the others are false. */
function rulesOf(reasons: readonly RuleName[], undecided: readonly RuleName[]): Unit['rules'] {
  if (reasons.length === 0 && undecided.length === 0) return NO_RULE
  return Object.fromEntries(
    [...new Set([...RULE_NAMES, ...reasons, ...undecided])].map((rule) => [
      rule,
      reasons.includes(rule) ? true : undecided.includes(rule) ? null : false,
    ]),
  )
}

const NO_RULE: Unit['rules'] = Object.fromEntries(RULE_NAMES.map((rule) => [rule, false]))
