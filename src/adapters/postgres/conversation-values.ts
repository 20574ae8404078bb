import type { Sql } from './database.ts'

/** What occurs, by which conversations can be searched; sorted, up to 200 each. */
export interface ConversationValues {
  readonly assistants: readonly string[]
  readonly channels: readonly string[]
  readonly bundles: readonly string[]
  readonly arms: readonly string[]
  /** Of the conversations flagged last. */
  readonly reasons: readonly string[]
  /** Predicted in the replies that came last. */
  readonly intents: readonly string[]
  readonly objections: readonly string[]
}

const MOST = 200
const SEEN = `select distinct assistant_id assistant, channel, bundle, arm from conversations limit 5000`
const REASONS = `
  select distinct jsonb_array_elements_text(row -> 'reasons') reason from (
    select row from conversations where flagged order by started_at desc nulls last, conversation_id desc limit 10000) recent`
const REPLIES = `select body from events where type = 'assistant_message' order by place desc limit 3000`

interface Seen {
  readonly assistant: string | null
  readonly channel: string | null
  readonly bundle: string | null
  readonly arm: string | null
}

export async function valuesOf(sql: Sql): Promise<ConversationValues> {
  const seen = await sql.query<Seen>(SEEN)
  const reasons = await sql.query<{ reason: string }>(REASONS)
  const replies = (await sql.query<{ body: string }>(REPLIES)).map(
    ({ body }) => JSON.parse(body) as { predicted_intent?: unknown; predicted_objection?: unknown },
  )
  return {
    assistants: sorted(seen.map((one) => one.assistant)),
    channels: sorted(seen.map((one) => one.channel)),
    bundles: sorted(seen.map((one) => one.bundle)),
    arms: sorted(seen.map((one) => one.arm)),
    reasons: sorted(reasons.map((one) => one.reason)),
    intents: sorted(replies.map((one) => one.predicted_intent)),
    objections: sorted(replies.map((one) => one.predicted_objection)),
  }
}

const sorted = (values: readonly unknown[]): string[] =>
  [...new Set(values.filter((value) => typeof value === 'string'))].sort().slice(0, MOST)
