/**
 * How long the figures take over many conversations: rows as the fold writes them, put into an embedded PostgreSQL.
 *
 *   npm run bench:metrics -- [--conversations 100000]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../src/adapters/postgres/database.ts'
import { postgresLabelReader } from '../src/adapters/postgres/label-reader.ts'
import { postgresReleaseHistory } from '../src/adapters/postgres/release-history.ts'
import { postgresSatisfactionStore } from '../src/adapters/postgres/satisfaction-store.ts'
import { postgresColumnReader } from '../src/adapters/postgres/unit-columns.ts'
import { defaultConfig } from '../src/features/config.ts'
import { watch } from '../src/loop/watch.ts'
import type { Groupings } from '../src/metrics/grouping.ts'

const { values } = parseArgs({ options: { conversations: { type: 'string', default: '100000' } } })
const conversations = Number(values.conversations)
const DAY_MS = 86_400_000
const DAYS = 28
const FROM = 20_000 * DAY_MS

/** 28 days, three bundles, two assistants, two channels, five conversations per user. */
const FILL = `
  insert into conversations (conversation_id, revision, row, facts, started_at, ended_at, user_id, assistant_id, channel, bundle, arm,
    eligible, flagged, cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion, closed, final,
    spec_version, config_hash, computed_at)
  select 'c' || n, 1, '{"reasons": [], "undecided": []}',
    jsonb_build_object('userMessages', 3, 'leastConfidence', 0.8, 'ctasSent', n % 2, 'clicked', n % 3 = 0, 'hardEnd', n % 4 = 0,
      'terminalReached', false, 'humanReply', n % 50 = 0, 'ratings', case when n % 7 = 0 then '[4]'::jsonb else '[]'::jsonb end,
      'ordered', n % 10 = 0, 'orderAmount', case when n % 10 = 0 then 99 end, 'orderCurrency', case when n % 10 = 0 then 'CNY' end,
      'predictedTurnCount', 3),
    $1::bigint + (n::bigint * $2 / $3), $1::bigint + (n::bigint * $2 / $3) + 600000, 'u' || hashint4(n / 5), 'a' || n % 2,
    'ch' || n % 2, 'b' || n % 3, 'live', true, n % 5 = 0, n % 3 <> 0, n % 10 <> 0, n % 9 = 0, n % 11 = 0, n % 6 = 0, n % 8 <> 0, true, true,
    '1', '', 0
  from generate_series(1, $3::int) n`

const dataDir = await mkdtemp(join(tmpdir(), 'salesloop-bench-'))
const database = await openDatabase({ dataDir })
try {
  await database.query(FILL, [FROM, DAYS * DAY_MS, conversations])
  await database.query(
    `insert into conversation_traits select conversation_id, revision, 1, case when random() < 0.5 then 'zh' else 'en' end,
       random() * 60000, '[]' from conversations`,
  )
  await database.query('analyze')
  const ports = {
    columns: postgresColumnReader(database),
    labels: postgresLabelReader(database),
    satisfaction: postgresSatisfactionStore(database),
    history: postgresReleaseHistory(database),
  }
  console.log(`${conversations} conversations of ${DAYS} days:`)
  const scopes: Groupings[] = [[], ['bundle'], ['day'], ['bundle', 'day'], ['language'], ['visitor'], ['pace']]
  for (const by of scopes) {
    const begunAt = performance.now()
    const scope = { by, from: null, to: null, page: { after: null, limit: 1000 } }
    const { figures } = await watch(scope, FROM + 60 * DAY_MS, defaultConfig, ports)
    const seconds = (performance.now() - begunAt) / 1000
    console.log(`  by ${by.join(',') || 'nothing'}: ${seconds.toFixed(1)} s, ${figures.length} lines`)
  }
} finally {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
}
