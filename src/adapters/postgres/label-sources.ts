import type { LabelSources, SourceCount } from '../../labels/label-source.ts'
import type { Sql } from './database.ts'

/**
 * A vote on an audited message is right when it is what people decided. Where one person contradicted the proposal and others
 * have not decided yet, a vote for it counts as wrong, as it does in its cell; other votes there are not judged.
 */
const COUNTS = `
  with voted as (
    select m.machine_label_id, m.conversation_id, m.state, m.proposed_at, m.audit_probability p, v.voter, v.label = m.label chosen,
      a.at audited_at,
      case when a.at is null then null
        when m.state = 'right' then v.label = m.label
        when t.state = 'decided' then v.label is not distinct from t.label
        when v.label = m.label then false end is_right
    from machine_labels m
    cross join lateral jsonb_to_recordset(m.votes) v(voter text, label text)
    left join text_tasks t on m.audited and t.about = m.machine_label_id and t.kind = 'audit'
    left join lateral (select max(at) at from text_answers where text_task_id = t.text_task_id) a on true
    where m.task = $1)
  select voter, count(*)::int votes, count(distinct conversation_id)::int conversations,
    (count(*) filter (where chosen))::int proposed, (count(*) filter (where chosen and state = 'accepted'))::int accepted,
    (count(is_right))::int audits, (count(*) filter (where not is_right))::int wrong,
    coalesce(sum(1 / p) filter (where is_right is not null), 0)::float8 weight,
    coalesce(sum(1 / (p * p)) filter (where is_right is not null), 0)::float8 squares,
    coalesce(sum(1 / p) filter (where not is_right), 0)::float8 "wrongWeight",
    max(proposed_at) "lastVoteAt", max(audited_at) filter (where is_right is not null) "lastAuditAt"
  from voted group by voter order by voter`

export const postgresLabelSources = (sql: Sql): LabelSources => ({
  counts: (task) => sql.query<SourceCount>(COUNTS, [task]),
  async texts(task) {
    const [row] = await sql.query<{ n: number }>(
      'select coalesce(sum(texts), 0)::float8 n from machine_runs where task = $1',
      [task],
    )
    return row!.n
  },
})
