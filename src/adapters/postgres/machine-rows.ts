/** Columns of a machine label as KeptMachineLabel names them. */
export const MACHINE_LABEL = `
  m.machine_label_id "machineLabelId", m.origin, m.task, m.text_id "textId", m.turn_id "turnId",
  m.conversation_id "conversationId", m.label, m.probability, m.cell, m.votes, m.audit_probability "auditProbability",
  m.audited, m.state, m.run_id "runId", m.proposed_at "proposedAt", m.changed_at "changedAt", m.accepted_at "acceptedAt", m.why`

export const ADD_RUN = `
  insert into machine_runs (run_id, task, at, basis, bundle, policy_version, texts, proposed, audited, label_model, who)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

export const ADD_LOOKS = `
  insert into machine_looks (task, conversation_id, basis) select $1, id, $3 from unnest($2::text[]) n(id)
  on conflict (task, conversation_id) do update set basis = excluded.basis`

/** Looks once more for gold items and people's labels: some may have come while the run was under way. */
export const ADD_PROPOSALS = `
  insert into machine_labels (machine_label_id, task, text_id, turn_id, conversation_id, label, probability, cell, votes,
    run_id, audit_probability, audited, state, proposed_at, changed_at)
  select "machineLabelId", $2, "textId", "turnId", "conversationId", label, probability, cell, votes, $3, "auditProbability",
    audited, case when audited then 'audit' else 'held' end, $4, $4
  from jsonb_to_recordset($1::jsonb) n("machineLabelId" text, "textId" text, "turnId" text, "conversationId" text, label text,
    probability float8, cell text, votes jsonb, "auditProbability" float8, audited boolean)
  where not exists (select from gold_items g where g.source = 'turn' and g.text_id = n."textId")
  on conflict do nothing returning machine_label_id id`

/** Ended conversations that no run on this basis ($2) has looked at for this task ($1). */
export const TO_LOOK_AT = `
  select c.conversation_id id, c.row, c.facts, c.flagged, c.low_confidence, c.negative_feedback
  from conversations c
  where c.closed and not exists (
    select from machine_looks l where l.task = $1 and l.conversation_id = c.conversation_id and l.basis = $2)
  order by c.computed_at desc, c.conversation_id limit $3`

/** Of these messages ($2), those that have a label already: a machine's, a person's, or that are gold. */
export const LABELLED_ALREADY = `
  select text_id id from machine_labels where task = $1 and text_id = any($2)
  union select text_id from gold_items where source = 'turn' and text_id = any($2)
  union select text_id from text_tasks where task = $1 and source = 'turn' and text_id = any($2)
  union select t.text_event_id from turn_labels t
    where t.source = 'human' and t.text_event_id = any($2) and case $1 when 'intent' then t.intent else t.objection end is not null`

/** One that a person contradicts is wrong until others have decided: waiting for them must not make a cell look better. */
export const AUDITS = `
  select m.cell, m.label, m.state = 'right' "right", a.at, a.seq place
  from machine_labels m
  join text_tasks t on t.about = m.machine_label_id and t.kind = 'audit'
  join lateral (select max(at) at, max(seq) seq from text_answers a where a.text_task_id = t.text_task_id) a on a.at is not null
  where m.task = $1 and m.audited
  order by a.seq`

export const PAST = `
  select m.votes, case m.state when 'right' then m.label when 'wrong' then coalesce(t.label, $3) end truth
  from machine_labels m left join text_tasks t on t.about = m.machine_label_id and t.kind = 'audit'
  where m.task = $1 order by m.proposed_at desc, m.machine_label_id limit $2`

export const ACCEPT = `
  update machine_labels set state = 'accepted', accepted_at = $4, changed_at = $4, why = null,
    accepted_place = (select coalesce(max(seq), 0) from text_answers)
  where task = $1 and state = 'held' and cell = any($2) and not label = any($3)
  returning machine_label_id id, label, turn_id turn, text_id text, conversation_id conversation, run_id run`

export const WITHDRAW = `
  update machine_labels m set state = 'withdrawn', changed_at = $5, why = case when m.label = any($6)
    then 'audits show this label to be worse than the target' else 'its cell fell below the target after the last good audit' end
  where m.task = $1 and m.state = 'accepted' and (m.label = any($6) or exists (
    select from unnest($2::text[], $3::bigint[], $4::bigint[]) c(cell, place, until)
    where c.cell = m.cell and m.accepted_place > c.place and m.accepted_place < c.until))
  returning m.machine_label_id`

export const LIST = `
  select ${MACHINE_LABEL} from machine_labels m
  where ($1::text is null or m.task = $1) and ($2::text is null or m.state = $2) and ($3::text is null or m.label = $3)
    and ($4::text is null or m.cell = $4)
    and ($5::text is null or (-m.proposed_at, m.machine_label_id) > (select -proposed_at, machine_label_id from machine_labels where machine_label_id = $5))
  order by m.proposed_at desc, m.machine_label_id limit $6`
