import type { Task } from '../../models/task.ts'
import type { MachineCandidate, OtherLabelSource, Relabelled } from '../../training/other-labels.ts'
import type { Sql } from './database.ts'
import { postgresMachineDesk } from './machine-desk.ts'
import type { Database } from './sql.ts'

const RELABELLED = `
  select distinct on (t.task, t.source, t.text_id) t.task, t.source, t.text_id "textId", t.label,
    case when t.decided_by = 'rule' then array[t.text_task_id]
      else array(select a.text_answer_id from text_answers a where a.text_task_id = t.text_task_id order by a.seq) end "labelIds",
    t.conversation_id "conversationId", c.user_id "userId", t.decided_at "labelledAt"
  from text_tasks t left join conversations c on c.conversation_id = t.conversation_id
  where t.state = 'decided'
  order by t.task, t.source, t.text_id, t.decided_at desc, t.text_task_id`

interface AcceptedRow {
  readonly id: string
  readonly task: Task
  readonly textId: string
  readonly label: string
  readonly conversationId: string
  readonly userId: string | null
  readonly at: number
}

const ACCEPTED = `
  select m.machine_label_id id, m.task, m.text_id "textId", m.label, m.conversation_id "conversationId",
    c.user_id "userId", m.accepted_at at
  from machine_labels m left join conversations c on c.conversation_id = m.conversation_id
  where m.state = 'accepted' order by m.machine_label_id`

/** What people said when asked about single texts, and machine labels where the policy lets them in. */
export function postgresOtherLabels(database: Database): OtherLabelSource {
  const desk = postgresMachineDesk(database)
  return {
    async otherLabels() {
      const { training, weight, share } = await desk.policy()
      return {
        relabelled: await database.query<Relabelled>(RELABELLED),
        machine: training ? await accepted(database, weight) : [],
        machineShare: share,
      }
    },
  }
}

async function accepted(sql: Sql, weight: number): Promise<MachineCandidate[]> {
  const rows = await sql.query<AcceptedRow>(ACCEPTED)
  return rows.map(({ id, at, ...row }) => ({
    ...row,
    origin: 'machine',
    source: 'turn',
    labelIds: [id],
    quality: 'normal',
    weight,
    userId: row.userId ?? row.conversationId,
    labelledAt: at,
  }))
}
