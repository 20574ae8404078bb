import { each, idsOf, type Lookup, links, MOST } from './id-kinds.ts'
import type { Sql } from './sql.ts'

/** What was decided on something else: experiments, evaluations, withdrawals of answers. */
export const VERDICT_LOOKUPS = {
  experiment: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{ canary: string; live: string | null; share: number; at: number }>(
      `select canary, live, canary_share share, (ramp ->> 'startedAt')::bigint at from release_ledger
       where ramp ->> 'experiment' = $1 order by revision desc limit 1`,
      [id],
    )
    if (row === undefined) return null
    const decided = await idsOf(
      sql,
      'select decision_id id from decisions where experiment = $1 order by at desc limit 3',
      id,
    )
    return {
      kind: 'experiment',
      facts: { share: row.share, started_at: row.at },
      neighbours: links([
        ['canary', 'bundle', row.canary],
        ['against', 'bundle', row.live],
        ...each('decided lately', 'decision', decided),
      ]),
    }
  },

  evaluation: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      bundle: string
      against: string | null
      run: string | null
      verdict: string
      gold: string | null
      who: string
      at: number
    }>(
      `select bundle, against, run_id run, verdict, gold_version gold, who, at from evaluations where evaluation_id = $1`,
      [id],
    )
    if (row === undefined) return null
    return {
      kind: 'evaluation',
      facts: { verdict: row.verdict, gold_version: row.gold, who: row.who, at: row.at },
      neighbours: links([
        ['judged', 'bundle', row.bundle],
        ['against', 'bundle', row.against],
        ['made in', 'training_run', row.run],
      ]),
    }
  },

  withdrawal: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      kind: string
      takes_back: string | null
      taken_back_by: string | null
      who: string
      at: number
      labels: number
    }>(
      `select kind, takes_back, (select b.withdrawal_id from label_withdrawals b where b.takes_back = w.withdrawal_id) taken_back_by,
         who, at, (select count(*) from withdrawn_labels l where l.withdrawal_id = coalesce(w.takes_back, w.withdrawal_id)) labels
       from label_withdrawals w where withdrawal_id = $1`,
      [id],
    )
    if (row === undefined) return null
    const labels = await idsOf(
      sql,
      `select label_id id from withdrawn_labels where withdrawal_id = $1 order by label_id limit ${MOST}`,
      row.takes_back ?? id,
    )
    return {
      kind: 'withdrawal',
      facts: { what: row.kind, who: row.who, labels: row.labels, at: row.at },
      neighbours: links([
        ['takes back', 'withdrawal', row.takes_back],
        ['taken back by', 'withdrawal', row.taken_back_by],
        ...each('concerns', 'label', labels),
      ]),
    }
  },
} satisfies Record<string, Lookup>
