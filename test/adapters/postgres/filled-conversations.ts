import type { Database } from '../../../src/adapters/postgres/database.ts'

/** $1 = the first day. Some without a start, a user or a gap. */
const FILL = `
  insert into conversations (conversation_id, revision, row, facts, started_at, ended_at, user_id, assistant_id, channel, bundle, arm,
    eligible, flagged, cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion, closed, final,
    spec_version, config_hash, computed_at)
  select 'c' || n, 1, jsonb_build_object('reasons', case when n % 5 = 0 then '["low_confidence"]'::jsonb else '[]' end, 'undecided', '[]'::jsonb),
    jsonb_build_object('userMessages', 3, 'leastConfidence', 0.8, 'ctasSent', n % 2, 'clicked', n % 3 = 0, 'hardEnd', n % 4 = 0,
      'terminalReached', false, 'humanReply', n % 50 = 0, 'ratings', case when n % 7 = 0 then '[4]'::jsonb else '[]'::jsonb end,
      'ordered', n % 10 = 0, 'orderAmount', case when n % 10 = 0 then 99.5 end, 'orderCurrency', case when n % 10 = 0 then 'CNY' end,
      'predictedTurnCount', 3),
    case when n % 97 = 0 then null else $1::bigint + hashint4(n)::bigint % 1000000000 + 1300000000 end, $1::bigint + 5, case when n % 11 = 0 then null else 'u' || n / 5 end,
    'a' || n % 2, 'ch' || n % 2, 'b' || n % 3, 'live', n % 13 <> 0, n % 5 = 0, n % 3 <> 0, n % 10 <> 0, n % 9 = 0, n % 11 = 0,
    n % 6 = 0, n % 8 <> 0, n % 17 <> 0, true, '1', '', 0
  from generate_series(1, 3000) n`
const TRAITS = `insert into conversation_traits select conversation_id, revision, 1, case when hashtext(conversation_id) % 2 = 0 then 'zh' else 'en' end,
  case when hashtext(conversation_id) % 5 = 0 then null else abs(hashtext(conversation_id)) % 60000 end,
    (select coalesce(jsonb_agg(jsonb_build_array(started_at + k, 'b' || hashint4(k) % 2 + 1, 'i' || (k + hashtext(conversation_id)) % 3,
        case when k = 2 then null else abs(hashtext(conversation_id || k)) % 1000 / 1000.0 end, case when k = 1 then 'price' end,
        case when k = 1 then abs(hashtext('o' || conversation_id)) % 1000 / 1000.0 end)), '[]')
      from generate_series(0, abs(hashtext(conversation_id)) % 4) k)
  from conversations`

/** 3,000 conversations of 30 days, several per user, with segments and what the models said on each turn. */
export async function fillConversations(database: Database, from: number): Promise<void> {
  await database.query(FILL, [from])
  await database.query(TRAITS)
}
