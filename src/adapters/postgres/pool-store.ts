import type { Plan } from '../../admission/plan.ts'
import type { KeptDraw, PlanUse, PoolStore, SampleFilter } from '../../pool/pool-store.ts'
import type { PoolSample } from '../../pool/sample.ts'
import { admissionTransaction } from './admission-transaction.ts'
import type { Database, Sql } from './database.ts'
import { SAMPLE } from './sample-rows.ts'
import { changePolicy, currentPolicy } from './sampling-policy.ts'

/** The pool in PostgreSQL. */
export function postgresPoolStore(database: Database): PoolStore {
  const one = async (where: string, id: string, now: number): Promise<PoolSample | null> => {
    const [sample] = await database.query<PoolSample>(`select ${SAMPLE} from samples s where ${where} = $2`, [now, id])
    return sample ?? null
  }
  return {
    admission: (work) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.admission', 0))`)
        return work(admissionTransaction(sql))
      }),
    samples: (filter, now) => list(database, filter, now),
    sample: (sampleId, now) => one('s.sample_id', sampleId, now),
    sampleOf: (conversationId, now) => one('s.conversation_id', conversationId, now),
    async draw(conversationId) {
      const [row] = await database.query<KeptDraw>(
        `select conversation_id "conversationId", plan_id "planId", user_id "userId", reason, priority, probability, u,
           selected, decided_at "decidedAt", rules_version "rulesVersion" from draws where conversation_id = $1`,
        [conversationId],
      )
      return row ?? null
    },
    policy: () => currentPolicy(database),
    changePolicy: (change, now, who) => changePolicy(database, change, now, who),
    plans: (limit) => plans(database, limit),
    async expire(madeAt, now) {
      const rows = await database.query(
        `update samples s set changed_at = $2, state = case when answers = 0 then 'expired' else 'labelled' end,
           why = case when answers = 0 then 'nobody labelled it in time' else 'no further answer came in time' end
         where state = 'waiting' and greatest(created_at, returned_at) <= $1
           and not exists (select from leases l where l.sample_id = s.sample_id and l.ended is null and l.until_at > $2)
         returning sample_id`,
        [madeAt, now],
      )
      return rows.length
    },
  }
}

/** Newest first. */
function list(sql: Sql, filter: SampleFilter, now: number): Promise<PoolSample[]> {
  return sql.query<PoolSample>(
    `select * from (select ${SAMPLE} from samples s) s
     where ($2::text is null or state = $2) and ($3::text is null or $3 = any(reasons)) and ($4::text is null or stratum = $4)
       and ($5::text is null or ("createdAt", "sampleId") < (select created_at, sample_id from samples where sample_id = $5))
     order by "createdAt" desc, "sampleId" desc limit $6`,
    [now, filter.state ?? null, filter.reason ?? null, filter.stratum ?? null, filter.after ?? null, filter.limit],
  )
}

interface PlanRow {
  readonly body: Plan
  readonly stratum: 'flagged' | 'control' | null
  readonly conversations: number
  readonly expected: number
  readonly selected: number
}

async function plans(sql: Sql, limit: number): Promise<PlanUse[]> {
  const rows = await sql.query<PlanRow>(
    `select p.body, case when u.reason = '' then 'control' when u.reason is not null then 'flagged' end stratum,
       coalesce(sum(u.conversations), 0)::int conversations, coalesce(sum(u.expected), 0) expected,
       coalesce(sum(u.selected), 0)::int selected
     from (select * from sampling_plans order by from_at desc, plan_id desc limit $1) p
     left join plan_spending u using (plan_id)
     group by p.from_at, p.plan_id, p.body, 2 order by p.from_at desc, p.plan_id desc, 2`,
    [limit],
  )
  return [...Map.groupBy(rows, (row) => row.body.planId).values()].map((group) => ({
    plan: group[0]!.body,
    strata: group.flatMap(({ stratum, conversations, expected, selected }) =>
      stratum === null ? [] : [{ stratum, conversations, expected, selected }],
    ),
  }))
}
