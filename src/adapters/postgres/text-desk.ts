import { createHash, randomUUID } from 'node:crypto'
import {
  type Decision,
  decisionOf,
  type KeptTextAnswer,
  type NewTextTask,
  type TextAnswer,
  type TextDesk,
  type TextTask,
} from '../../labels/text-task.ts'
import type { Database, Sql } from './database.ts'

const TASK = `
  t.text_task_id "textTaskId", t.kind, t.task, t.source, t.text_id "textId", t.conversation_id "conversationId", t.was,
  t.choices, t.about, t.priority, t.state, t.created_at "createdAt", t.label, t.decided_by "decidedBy",
  t.decided_at "decidedAt", (select count(*)::int from text_answers a where a.text_task_id = t.text_task_id) answers`

const ADD = `
  insert into text_tasks (text_task_id, kind, task, source, text_id, conversation_id, was, choices, about, priority, state,
    created_at, label, decided_by, decided_at)
  select id, kind, task, source, "textId", "conversationId", was,
    array(select jsonb_array_elements_text(choices)), about, priority,
    case when "decidedBy" is null then 'waiting' else 'decided' end, $2::bigint, label, "decidedBy",
    case when "decidedBy" is null then null else $2::bigint end
  from jsonb_to_recordset($1::jsonb) n(id text, kind text, task text, source text, "textId" text, "conversationId" text,
    was text, choices jsonb, about text, priority float8, label text, "decidedBy" text)
  on conflict do nothing returning text_task_id`

const LEASE = `
  update text_tasks t set lease_id = $4, leased_by = $1, leased_until = $5
  where t.text_task_id = (
    select n.text_task_id from text_tasks n
    where n.state = 'waiting' and n.kind = any($2) and coalesce(n.leased_until, 0) <= $3
      and not exists (select from text_answers a where a.text_task_id = n.text_task_id and a.who = $1)
    order by n.priority, n.text_task_id limit 1 for update skip locked)
  returning ${TASK}`

/** Single texts that people are asked about. */
export function postgresTextDesk(database: Database): TextDesk {
  return {
    add: (tasks, now) => addTextTasks(database, tasks, now),
    addDecided: (tasks, now) => addTextTasks(database, tasks, now),
    async lease(annotator, kinds, leaseMs, now) {
      const leaseId = randomUUID()
      const [task] = await database.query<TextTask>(LEASE, [annotator, kinds, now, leaseId, now + leaseMs])
      return task === undefined ? null : { leaseId, until: now + leaseMs, task }
    },
    record: (answer, now) => database.transaction((sql) => record(sql, answer, now)),
    list: ({ kind, task, state, limit, after }) =>
      database.query<TextTask>(
        `select ${TASK} from text_tasks t
         where ($1::text is null or t.kind = $1) and ($2::text is null or t.task = $2) and ($3::text is null or t.state = $3)
           and ($4::text is null or (t.priority, t.text_task_id) > (select priority, text_task_id from text_tasks where text_task_id = $4))
         order by t.priority, t.text_task_id limit $5`,
        [kind ?? null, task ?? null, state ?? null, after ?? null, limit],
      ),
    async get(id) {
      const [task] = await database.query<TextTask>(`select ${TASK} from text_tasks t where t.text_task_id = $1`, [id])
      return task ?? null
    },
    answers: (id) =>
      database.query<KeptTextAnswer>(
        `select text_answer_id "textAnswerId", text_task_id "textTaskId", label, who, blind, seconds,
           taxonomy_version "taxonomyVersion", at from text_answers where text_task_id = $1 order by seq`,
        [id],
      ),
    counts: () =>
      database.query(
        `select kind, state, count(*)::int tasks from text_tasks group by kind, state order by kind, state`,
      ),
  }
}

/** In the caller's transaction; a task with a label is decided by a rule already. */
export async function addTextTasks(
  sql: Sql,
  tasks: readonly (NewTextTask & { readonly label?: string })[],
  now: number,
): Promise<number> {
  if (tasks.length === 0) return 0
  const rows = tasks.map((each) => ({
    ...each,
    id: textTaskId(each),
    decidedBy: each.label === undefined ? undefined : 'rule',
  }))
  return (await sql.query(ADD, [JSON.stringify(rows), now])).length
}

/** The same reason and text give the same id. */
export function textTaskId({ kind, about, task, source, textId }: NewTextTask): string {
  const content = JSON.stringify([kind, about, task, source, textId])
  return `tt-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`
}

async function record(sql: Sql, answer: TextAnswer, now: number): Promise<Awaited<ReturnType<TextDesk['record']>>> {
  const { textTaskId: id, leaseId } = answer
  const textAnswerId = `ta-${createHash('sha256').update(leaseId).digest('hex').slice(0, 16)}`
  const [found] = await sql.query<TextTask & { leaseId: string | null; leasedBy: string | null }>(
    `select ${TASK}, lease_id "leaseId", leased_by "leasedBy" from text_tasks t where t.text_task_id = $1 for update`,
    [id],
  )
  if (found === undefined) return { kind: 'lost' }
  const { leaseId: heldBy, leasedBy, ...task } = found
  const [known] = await sql.query<{ label: string | null; who: string }>(
    'select label, who from text_answers where text_answer_id = $1',
    [textAnswerId],
  )
  if (known !== undefined) {
    const same = known.label === answer.label && known.who === answer.who
    return same ? { kind: 'recorded', textAnswerId, decision: decided(task), task } : { kind: 'lost' }
  }
  if (task.state !== 'waiting' || heldBy !== leaseId || leasedBy !== answer.who) return { kind: 'lost' }
  await addAnswer(sql, textAnswerId, answer, true, now)
  const answers = await sql.query<{ label: string | null }>(
    'select label from text_answers where text_task_id = $1 order by seq',
    [id],
  )
  const decision = decisionOf(
    task,
    answers.map(({ label }) => label),
  )
  await sql.query(
    'update text_tasks set lease_id = null, leased_by = null, leased_until = null where text_task_id = $1',
    [id],
  )
  if (decision !== null) await decide(sql, task, decision, now)
  return { kind: 'recorded', textAnswerId, decision, task: { ...task, answers: answers.length } }
}

const decided = (task: TextTask): Decision => (task.state === 'decided' ? { label: task.label } : null)

async function decide(sql: Sql, task: TextTask, { label }: { label: string | null }, now: number): Promise<void> {
  await sql.query(
    `update text_tasks set state = 'decided', label = $2, decided_by = 'people', decided_at = $3 where text_task_id = $1`,
    [task.textTaskId, label, now],
  )
  if (task.kind !== 'audit') return
  await sql.query(
    `update machine_labels set state = $2, changed_at = $3, why = $4 where machine_label_id = $1 and state = 'audit'`,
    [
      task.about,
      label === task.was ? 'right' : 'wrong',
      now,
      label === task.was ? null : `people say ${label ?? 'none fits'}`,
    ],
  )
}

export async function addAnswer(
  sql: Sql,
  textAnswerId: string,
  answer: Omit<TextAnswer, 'leaseId'>,
  blind: boolean,
  now: number,
): Promise<void> {
  await sql.query(
    `insert into text_answers (text_answer_id, text_task_id, label, who, recorded_by, blind, seconds, taxonomy_version, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      textAnswerId,
      answer.textTaskId,
      answer.label,
      answer.who,
      answer.recordedBy,
      blind,
      answer.seconds,
      answer.taxonomyVersion,
      now,
    ],
  )
}
