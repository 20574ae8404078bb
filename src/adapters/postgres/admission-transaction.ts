import { LEARNED_REASON } from '../../admission/learned-plan.ts'
import type { HistoryCell, Plan, SamplingHistory } from '../../admission/plan.ts'
import type { AdmissionRow } from '../../admission/rules.ts'
import type { SamplingPolicy } from '../../admission/sampling-policy.ts'
import { PHASES } from '../../admission/window.ts'
import type { ConversationFacts, RuleName } from '../../features/row.ts'
import type { AdmissionTransaction, DueConversation, KeptDraw } from '../../pool/pool-store.ts'
import type { PoolSample } from '../../pool/sample.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Sql } from './database.ts'
import { rulesOf } from './rule-book.ts'
import { SAMPLE, saveSamples } from './sample-rows.ts'
import { currentPolicy } from './sampling-policy.ts'

const DUE = `
  select c.conversation_id "conversationId", c.revision, c.computed_at "computedAt", c.row, c.facts,
    c.rules_version "rowRulesVersion", coalesce(d.rules_version, c.rules_version) "rulesVersion",
    d.conversation_id is not null drawn
  from conversations c left join draws d using (conversation_id) where c.revision > c.admitted_revision
  order by c.computed_at, c.conversation_id limit $1`

/** What the model in charge admitted beside the rules counts as unflagged: by its chance it is told anew whether it would be. */
const HISTORY = `
  select nullif(reason, '${LEARNED_REASON}') reason, round(priority::numeric, 2)::float8 priority,
    (decided_at % $3 * ${PHASES} / $3)::int phase, round(f.probability::numeric, 2)::float8 learned, count(*)::int count
  from draws d left join fault_scores f on f.conversation_id = d.conversation_id and f.model_id = $4
  where decided_at >= $1 and decided_at < $2 group by 1, 2, 3, 4`

const KEEP_SCORES = `
  insert into fault_scores (conversation_id, model_id, probability, scored_at)
  select "conversationId", model, probability, at
  from jsonb_to_recordset($1::jsonb) n("conversationId" text, model text, probability float8, at bigint) on conflict do nothing`

const KEEP_DRAWS = `
  insert into draws (conversation_id, plan_id, user_id, reason, priority, probability, u, selected, decided_at,
    rules_version)
  select "conversationId", "planId", "userId", reason, priority, probability, u, selected, "decidedAt", "rulesVersion"
  from jsonb_to_recordset($1::jsonb) n("conversationId" text, "planId" text, "userId" text, reason text, priority float8,
    probability float8, u float8, selected boolean, "decidedAt" bigint, "rulesVersion" int)`

const ADD_UP = `
  insert into plan_spending as s (plan_id, reason, conversations, expected, selected)
  select "planId", coalesce(reason, ''), count(*), sum(probability), count(*) filter (where selected)
  from jsonb_to_recordset($1::jsonb) n("planId" text, reason text, probability float8, selected boolean)
  group by 1, 2
  on conflict (plan_id, reason) do update set conversations = s.conversations + excluded.conversations,
    expected = s.expected + excluded.expected, selected = s.selected + excluded.selected`

const LOOKED = `
  update conversations c set admitted_revision = n.revision
  from unnest($1::text[], $2::bigint[]) n(conversation_id, revision) where c.conversation_id = n.conversation_id`

/** What admission reads and writes, on the connection of its transaction. */
export function admissionTransaction(sql: Sql): AdmissionTransaction {
  return {
    due: (limit) => due(sql, limit),
    policy: () => currentPolicy(sql),
    rules: (version) => rulesOf(sql, version),
    async plan(planId) {
      const [row] = await sql.query<{ body: Plan }>('select body from sampling_plans where plan_id = $1', [planId])
      return row?.body ?? null
    },
    async keepPlan(plan) {
      await sql.query('insert into sampling_plans (plan_id, from_at, until_at, body) values ($1, $2, $3, $4)', [
        plan.planId,
        plan.from,
        plan.until,
        JSON.stringify(plan),
      ])
    },
    history: (before, policy) => history(sql, before, policy),
    async spent(planId, userIds) {
      const byReason = await sql.query<{ reason: string; expected: number }>(
        'select reason, expected from plan_spending where plan_id = $1',
        [planId],
      )
      const byUser = await sql.query<{ userId: string; expected: number }>(
        'select user_id "userId", sum(probability) expected from draws where plan_id = $1 and user_id = any($2) group by 1',
        [planId, [...new Set(userIds)]],
      )
      return {
        byReason: new Map(
          byReason.map(({ reason, expected }) => [reason === '' ? null : (reason as RuleName), expected]),
        ),
        byUser: new Map(byUser.map(({ userId, expected }) => [userId, expected])),
      }
    },
    events: (conversationIds) => punctualEvents(sql, conversationIds),
    async record({ looked, draws, samples, scores }) {
      await keepDraws(sql, draws)
      if (scores.length > 0) await sql.query(KEEP_SCORES, [JSON.stringify(scores)])
      await saveSamples(sql, samples)
      await sql.query(LOOKED, [looked.map((one) => one.conversationId), looked.map((one) => one.revision)])
    },
  }
}

interface DueRow {
  readonly conversationId: string
  readonly revision: number
  readonly computedAt: number
  readonly row: AdmissionRow
  readonly facts: ConversationFacts
  readonly drawn: boolean
  readonly rulesVersion: number
  readonly rowRulesVersion: number
}

async function due(sql: Sql, limit: number): Promise<DueConversation[]> {
  const rows = await sql.query<DueRow>(DUE, [limit])
  const drawn = rows.filter((row) => row.drawn).map((row) => row.conversationId)
  const samples =
    drawn.length > 0
      ? await sql.query<PoolSample>(`select ${SAMPLE} from samples s where s.conversation_id = any($2)`, [0, drawn])
      : []
  const byConversation = new Map(samples.map((sample) => [sample.conversationId, sample]))
  return rows.map((row) => ({ ...row, sample: byConversation.get(row.conversationId) ?? null }))
}

async function history(sql: Sql, before: number, policy: SamplingPolicy): Promise<SamplingHistory> {
  const { windowMs, lookback } = policy
  const [first] = await sql.query<{ at: number | null }>('select min(decided_at) at from draws where decided_at < $1', [
    before,
  ])
  if (!first || first.at === null) return { cells: [], windows: 0 }
  const from = Math.max(first.at, before - lookback * windowMs)
  return {
    cells: await sql.query<HistoryCell>(HISTORY, [from, before, windowMs, policy.learned?.id ?? null]),
    windows: (before - from) / windowMs,
  }
}

async function keepDraws(sql: Sql, draws: readonly KeptDraw[]): Promise<void> {
  if (draws.length === 0) return
  const rows = JSON.stringify(draws)
  await sql.query(KEEP_DRAWS, [rows])
  await sql.query(ADD_UP, [rows])
}
