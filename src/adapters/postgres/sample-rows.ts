import { queueKeyOf } from '../../pool/decide.ts'
import type { PoolSample } from '../../pool/sample.ts'
import type { Sql } from './database.ts'

/** Columns of a sample as PoolSample names them; `$1` is now: a lease that holds makes a waiting sample leased. */
export const SAMPLE = `
  s.sample_id "sampleId", s.conversation_id "conversationId", s.user_id "userId", s.stratum,
  s.inclusion_probability "inclusionProbability", s.plan_id "planId", s.rules_version "rulesVersion", s.reasons, s.evidence, s.suspect,
  s.random_turn "randomTurn", s.predicted_turns "predictedTurns", s.answers, s.wanted,
  s.created_at "createdAt", s.changed_at "changedAt", s.why,
  case when s.state = 'waiting' and exists (
    select from leases l where l.sample_id = s.sample_id and l.ended is null and l.until_at > $1
  ) then 'leased' else s.state end state`

/** From the first lease on, everybody who answers this sample is shown the same random turn. */
const WAS_LEASED = 'exists (select from leases l where l.sample_id = s.sample_id)'

const UPSERT = `
  insert into samples as s (sample_id, conversation_id, user_id, stratum, inclusion_probability, plan_id, reasons, evidence,
    suspect, random_turn, predicted_turns, state, wanted, queue_window, queue_key, created_at, changed_at, why, rules_version)
  select n."sampleId", n."conversationId", n."userId", n.stratum, n."inclusionProbability", n."planId", n.reasons, n.evidence,
    n.suspect, n."randomTurn", n."predictedTurns", n.state, n.wanted, p.from_at, n."queueKey", n."createdAt", n."changedAt", n.why,
    n."rulesVersion"
  from jsonb_to_recordset($1::jsonb) n("sampleId" text, "conversationId" text, "userId" text, stratum text,
    "inclusionProbability" float8, "planId" text, reasons text[], evidence jsonb, suspect jsonb, "randomTurn" text,
    "predictedTurns" int, state text, wanted int, "queueKey" float8, "createdAt" bigint, "changedAt" bigint, why text, "rulesVersion" int)
  join sampling_plans p on p.plan_id = n."planId"
  on conflict (sample_id) do update set reasons = excluded.reasons, evidence = excluded.evidence, suspect = excluded.suspect,
    random_turn = case when ${WAS_LEASED} then s.random_turn else excluded.random_turn end,
    predicted_turns = case when ${WAS_LEASED} then s.predicted_turns else excluded.predicted_turns end,
    state = excluded.state, changed_at = excluded.changed_at, why = excluded.why
  where s.state in ('waiting', 'withdrawn') and s.answers = 0`

/** Adds samples, and brings known ones up to date unless somebody has answered. */
export async function saveSamples(sql: Sql, samples: readonly PoolSample[]): Promise<void> {
  if (samples.length === 0) return
  const rows = samples.map((sample) => ({
    ...sample,
    state: sample.state === 'leased' ? 'waiting' : sample.state,
    suspect: sample.suspect ?? undefined,
    queueKey: queueKeyOf(sample),
  }))
  await sql.query(UPSERT, [JSON.stringify(rows)])
}
