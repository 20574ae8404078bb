import type { Clock } from '../../events/clock.ts'
import type { Decision, DecisionLog, KeptDecision } from '../../serving/decision.ts'
import type { Database } from './database.ts'

const INSERT = `
  insert into decisions (decision_id, at, conversation_id, user_id, assistant_id, channel, bundle, arm, experiment, intent,
    intent_confidence, objection, objection_confidence, fallback)
  select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::real[], $12::text[], $13::real[], $14::text[]) n(decision_id, at, conversation_id, user_id,
    assistant_id, channel, bundle, arm, experiment, intent, intent_confidence, objection, objection_confidence, fallback)
  where (exists (select from tombstones)
    and (is_erased('user', n.user_id) or is_erased('conversation', n.conversation_id))) is not true
  on conflict do nothing`

const SELECT = `
  select decision_id "decisionId", at, conversation_id "conversationId", user_id "userId", assistant_id "assistantId", channel,
    bundle, arm, experiment, intent, intent_confidence "intentConfidence", objection, objection_confidence "objectionConfidence",
    fallback
  from decisions where decision_id = $1`

/** How long a decision waits for company, and how many wait at most while the database is slow or away. */
const WAIT_MS = 250
const BATCH = 500
const MOST_BUFFERED = 20_000

/** A decision and the moment of its answer; in a replay, time is read when the batch is written. */
interface Stamped {
  readonly decision: Decision
  readonly at: number | null
}

/** Writes decisions in batches behind the answers; beyond the buffer they are dropped and counted. */
export function postgresDecisionLog(database: Database, clock: Clock, onError: (error: unknown) => void): DecisionLog {
  let buffer: Stamped[] = []
  let dropped = 0
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  async function writeAll(): Promise<void> {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, BATCH)
      await database.query(INSERT, columns(batch, await clock.now()))
      buffer = buffer.slice(batch.length)
    }
  }

  function flush(): void {
    timer = null
    writing = writing.then(writeAll).catch((error: unknown) => {
      onError(error)
      if (timer === null && buffer.length > 0) timer = setTimeout(flush, 4 * WAIT_MS)
    })
  }

  return {
    record(decision) {
      if (buffer.length >= MOST_BUFFERED) dropped++
      else buffer.push({ decision, at: clock.mode === 'live' ? Date.now() : null })
      timer ??= setTimeout(flush, WAIT_MS)
    },
    async find(decisionId) {
      const [decision] = await database.query<KeptDecision>(SELECT, [decisionId])
      return decision ?? null
    },
    dropped: () => dropped,
    async close() {
      if (timer !== null) clearTimeout(timer)
      flush()
      await writing
      if (timer !== null) clearTimeout(timer)
    },
  }
}

const columns = (batch: readonly Stamped[], now: number): unknown[] => [
  batch.map(({ decision }) => decision.decisionId),
  batch.map(({ at }) => at ?? now),
  batch.map(({ decision }) => decision.conversationId),
  batch.map(({ decision }) => decision.userId),
  batch.map(({ decision }) => decision.assistantId),
  batch.map(({ decision }) => decision.channel),
  batch.map(({ decision }) => decision.answer.bundle),
  batch.map(({ decision }) => decision.answer.arm),
  batch.map(({ decision }) => decision.answer.experiment),
  batch.map(({ decision }) => decision.answer.intent?.label ?? null),
  batch.map(({ decision }) => decision.answer.intent?.confidence ?? null),
  batch.map(({ decision }) => decision.answer.objection?.label ?? null),
  batch.map(({ decision }) => decision.answer.objection?.confidence ?? null),
  batch.map(({ decision }) => decision.answer.fallback),
]
