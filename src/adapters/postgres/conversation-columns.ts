import type { AdmissionRow } from '../../admission/rules.ts'
import type { FoldResult, FoldStamp } from '../../features/fold-store.ts'
import { storable } from './storable.ts'

const COLUMNS = {
  conversation_id: 'text',
  row: 'jsonb',
  facts: 'jsonb',
  started_at: 'bigint',
  ended_at: 'bigint',
  user_id: 'text',
  assistant_id: 'text',
  channel: 'text',
  bundle: 'text',
  arm: 'text',
  eligible: 'boolean',
  flagged: 'boolean',
  cta_not_clicked: 'boolean',
  no_order: 'boolean',
  repeated_question: 'boolean',
  fsm_stalled: 'boolean',
  long_silence: 'boolean',
  no_conversion: 'boolean',
  low_confidence: 'boolean',
  negative_feedback: 'boolean',
  closed: 'boolean',
  final: 'boolean',
  spec_version: 'text',
  config_hash: 'text',
  computed_at: 'bigint',
  rules_version: 'int',
} as const

const NAMES = Object.keys(COLUMNS)

/** Writes rows that are new or differ from the stored ones, under their next revision; returns those. */
export const UPSERT_CONVERSATIONS = `
  insert into conversations (revision, ${NAMES.join()})
  select 1, ${NAMES.join()} from json_to_recordset($1::json) n(${Object.entries(COLUMNS)
    .map(([name, type]) => `${name} ${type}`)
    .join()})
  on conflict (conversation_id) do update set revision = conversations.revision + 1,
    ${NAMES.slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join()}
  where (conversations.row, conversations.facts, conversations.config_hash, conversations.spec_version)
    is distinct from (excluded.row, excluded.facts, excluded.config_hash, excluded.spec_version)
  returning conversation_id`

/** One row of the table, by column name. */
export function conversationColumns(
  { row, facts, conversationId, rulesVersion = 1 }: FoldResult<AdmissionRow>,
  stamp: FoldStamp,
) {
  return {
    conversation_id: conversationId,
    row: storable(row),
    facts: storable(facts),
    started_at: facts.startedAt,
    ended_at: facts.endedAt,
    user_id: facts.users[0] ?? null,
    assistant_id: storable(facts.assistantId),
    channel: storable(facts.channel),
    bundle: storable(facts.bundle),
    arm: storable(facts.arm),
    ...row.features,
    eligible: row.flags.eligible,
    flagged: row.flagged,
    low_confidence: row.flags.low_confidence,
    negative_feedback: row.flags.negative_feedback,
    closed: row.flags.closed,
    final: row.flags.final,
    spec_version: stamp.specVersion,
    config_hash: stamp.configHash,
    computed_at: stamp.now,
    rules_version: rulesVersion,
  }
}
