import type { SeenConversation, SignalCount, SignalHistory } from '../../evaluation/signal-history.ts'
import type { Stratum } from '../../pool/sample.ts'
import type { Database } from './database.ts'
import { textArray } from './text-array.ts'

const IN_SPAN = 'started_at >= $1 and started_at < $2 and ($3::text is null or assistant_id = $3)'

/** By the index conversations_signals alone; the lowest digit of the signals is `eligible`. */
const COUNTS = `
  select signals, confidence, count(*)::int conversations from conversations
  where ${IN_SPAN} and signals % 3 = 1 group by 1, 2`

const STRATA = `
  select case when d.reason is null then 'control' else 'flagged' end stratum, count(*)::int conversations
  from draws d join conversations c using (conversation_id) where ${IN_SPAN} and c.eligible group by 1`

const SEEN = `
  select conversation_id id, signals, confidence, (facts->>'clicked')::boolean clicked, (facts->>'ordered')::boolean ordered,
    case when closed then (facts->>'humanReply')::boolean end "humanReply",
    case when closed then (facts->>'hardEnd')::boolean or (facts->>'terminalReached')::boolean end completed
  from conversations where ${IN_SPAN} and conversation_id = any($4) and eligible`

/** The past as the worth of signals reads it, in PostgreSQL. */
export function postgresSignalHistory(database: Database): SignalHistory {
  return {
    counts: ({ from, until, assistant }) => database.query<SignalCount>(COUNTS, [from, until, assistant]),
    async strata({ from, until, assistant }) {
      const rows = await database.query<{ stratum: Stratum; conversations: number }>(STRATA, [from, until, assistant])
      return new Map(rows.map(({ stratum, conversations }) => [stratum, conversations]))
    },
    async seen(conversationIds, { from, until, assistant }) {
      const rows = await database.query<SeenConversation & { id: string }>(SEEN, [
        ...[from, until, assistant],
        textArray(conversationIds),
      ])
      return new Map(rows.map(({ id, ...seen }) => [id, seen]))
    },
  }
}
