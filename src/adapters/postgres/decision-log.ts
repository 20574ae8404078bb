import type { Decision, DecisionLog } from '../../serving/decision.ts'
import type { Database } from './database.ts'

const INSERT = `
  insert into decisions (decision_id, at, conversation_id, user_id, assistant_id, channel, bundle, arm, experiment, intent,
    intent_confidence, objection, objection_confidence, fallback)
  select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::real[], $12::text[], $13::real[], $14::text[])
  on conflict do nothing`

/** How long a decision waits for company, and how many wait at most while the database is slow or away. */
const WAIT_MS = 250
const BATCH = 500
const MOST_BUFFERED = 20_000

/** Writes decisions in batches behind the answers; beyond the buffer they are dropped and counted. */
export function postgresDecisionLog(database: Database, onError: (error: unknown) => void): DecisionLog {
  let buffer: Decision[] = []
  let dropped = 0
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  async function writeAll(): Promise<void> {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, BATCH)
      await database.query(INSERT, columns(batch))
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
      else buffer.push(decision)
      timer ??= setTimeout(flush, WAIT_MS)
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

const columns = (batch: readonly Decision[]): unknown[] => [
  batch.map((each) => each.decisionId),
  batch.map((each) => each.at),
  batch.map((each) => each.conversationId),
  batch.map((each) => each.userId),
  batch.map((each) => each.assistantId),
  batch.map((each) => each.channel),
  batch.map((each) => each.answer.bundle),
  batch.map((each) => each.answer.arm),
  batch.map((each) => each.answer.experiment),
  batch.map((each) => each.answer.intent?.label ?? null),
  batch.map((each) => each.answer.intent?.confidence ?? null),
  batch.map((each) => each.answer.objection?.label ?? null),
  batch.map((each) => each.answer.objection?.confidence ?? null),
  batch.map((each) => each.answer.fallback),
]
