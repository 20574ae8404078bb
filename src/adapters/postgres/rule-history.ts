import type { OpenCell, RuleHistory, SignalCell } from '../../evaluation/rule-history.ts'
import type { Database } from './database.ts'
import { textArray } from './text-array.ts'

/** Nothing but the index conversations_signals is read for these: no row of the wide table. */
const CELLS = `
  select signals, doubt, count(*)::int conversations from conversations
  where started_at >= $1 and started_at < $2 group by 1, 2`

const UNANSWERED = `
  select c.signals, count(*)::int samples from samples s join conversations c using (conversation_id)
  where s.state in ('waiting', 'skipped', 'expired') and c.started_at >= $1 and c.started_at < $2 group by 1`

/** The first of a part of a span with one of these signals; `offset 0` makes the planner walk the index in its order and stop. */
const firstOf = (from: string, until: string): string => `
  (select started_at from (
    select started_at, signals from conversations where started_at >= slot.${from} and started_at < slot.${until}
    order by started_at offset 0) walked
  where signals = any($1) limit 1)`

/** First where, by the index alone, then who. */
const EXAMPLES = `
  select (select c.conversation_id id from conversations c
    where c.started_at = found.at and c.signals = any($1) order by c.conversation_id limit 1)
  from unnest($2::bigint[], $3::bigint[], $4::bigint[]) slot(from_at, at, until_at),
    lateral (select coalesce(${firstOf('at', 'until_at')}, ${firstOf('from_at', 'at')}) at) found
  where found.at is not null`

/** The past as a back-test reads it, in PostgreSQL. */
export function postgresRuleHistory(database: Database): RuleHistory {
  return {
    async firstAt(from, until) {
      const [row] = await database.query<{ at: number | null }>(
        'select min(started_at) at from conversations where started_at >= $1 and started_at < $2',
        [from, until],
      )
      return row?.at ?? null
    },
    cells: (from, until) => database.query<SignalCell>(CELLS, [from, until]),
    unanswered: (from, until) => database.query<OpenCell>(UNANSWERED, [from, until]),
    async signalsOf(conversationIds, from, until) {
      const rows = await database.query<{ id: string; signals: number }>(
        `select conversation_id id, signals from conversations
         where conversation_id = any($1) and started_at >= $2 and started_at < $3`,
        [textArray(conversationIds), from, until],
      )
      return new Map(rows.map(({ id, signals }) => [id, signals]))
    },
    async examples(signals, slots) {
      const rows = await database.query<{ id: string }>(EXAMPLES, [
        signals,
        slots.map((slot) => slot.from),
        slots.map((slot) => slot.at),
        slots.map((slot) => slot.until),
      ])
      return rows.map((row) => row.id)
    },
  }
}
