import type { DayCell, OpenCell, RuleHistory, SignalCell } from '../../evaluation/rule-history.ts'
import type { Database } from './database.ts'
import { textArray } from './text-array.ts'

const DAY_MS = 86_400_000

/** Signals with one digit more: low confidence below so many hundredths, or as it is (src/admission/signal-code.ts). */
const changed = (low: string): string => `signals + 59049 * case when ${low}::int is null then signals / 6561 % 3
  when confidence % 200 < ${low} then 1 when confidence >= 200 then 2 else 0 end`

/** Nothing but the index conversations_signals is read for these: no row of the wide table. */
const CELLS = `
  select ${changed('$3')} signals, doubt, count(*)::int conversations from conversations
  where started_at >= $1 and started_at < $2 group by 1, 2`

const DAYS = `
  select (started_at / ${DAY_MS})::int "day", ${changed('$3')} signals, count(*)::int conversations from conversations
  where started_at >= $1 and started_at < $2 group by 1, 2`

const UNANSWERED = `
  select ${changed('$3')} signals, count(*)::int samples from samples s join conversations c using (conversation_id)
  where s.state in ('waiting', 'skipped', 'expired') and c.started_at >= $1 and c.started_at < $2 group by 1`

/** The first of a part of a span with one of these signals; `offset 0` makes the planner walk the index in its order and stop. */
const firstOf = (from: string, until: string): string => `
  (select started_at from (
    select started_at, signals, confidence from conversations
    where started_at >= slot.${from} and started_at < slot.${until} order by started_at offset 0) walked
  where ${changed('$5')} = any($1) limit 1)`

/** First where, by the index alone, then who. */
const EXAMPLES = `
  select (select c.conversation_id id from conversations c
    where c.started_at = found.at and ${changed('$5')} = any($1) order by c.conversation_id limit 1)
  from unnest($2::bigint[], $3::bigint[], $4::bigint[]) slot(from_at, at, until_at),
    lateral (select coalesce(${firstOf('at', 'until_at')}, ${firstOf('from_at', 'at')}) at) found
  where found.at is not null`

/** The past as a back-test reads it, in PostgreSQL. */
export function postgresRuleHistory(database: Database): RuleHistory {
  return {
    async firstAt({ from, until }) {
      const [row] = await database.query<{ at: number | null }>(
        'select min(started_at) at from conversations where started_at >= $1 and started_at < $2',
        [from, until],
      )
      return row?.at ?? null
    },
    cells: ({ from, until }, low) => database.query<SignalCell>(CELLS, [from, until, low]),
    days: ({ from, until }, low) => database.query<DayCell>(DAYS, [from, until, low]),
    unanswered: ({ from, until }, low) => database.query<OpenCell>(UNANSWERED, [from, until, low]),
    async signalsOf(conversationIds, { from, until }, low) {
      const rows = await database.query<{ id: string; signals: number }>(
        `select conversation_id id, ${changed('$4')} signals from conversations
         where conversation_id = any($1) and started_at >= $2 and started_at < $3`,
        [textArray(conversationIds), from, until, low],
      )
      return new Map(rows.map(({ id, signals }) => [id, signals]))
    },
    async examples(signals, slots, low) {
      const rows = await database.query<{ id: string }>(EXAMPLES, [
        signals,
        slots.map((slot) => slot.from),
        slots.map((slot) => slot.at),
        slots.map((slot) => slot.until),
        low,
      ])
      return rows.map((row) => row.id)
    },
  }
}
