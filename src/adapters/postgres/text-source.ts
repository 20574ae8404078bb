import type { OwnedText } from '../../monitoring/domain-classifier.ts'
import type { TextSource } from '../../monitoring/text-source.ts'
import type { Database } from './database.ts'

/** One conversation per user, one of its messages: both by the hash of their ids, so that the same are drawn every time. */
const MESSAGES = `
  with chosen as (
    select distinct on (u) coalesce(user_id, 'conversation ' || conversation_id) u, conversation_id
    from conversations
    where started_at >= $1 and started_at < $2 and eligible and ($3::text is null or assistant_id = $3)
    order by u, md5(conversation_id)
  ), few as (select * from chosen order by md5(u) limit $4)
  select few.u as "user", m.body from few cross join lateral (
    select body from events e where e.conversation_id = few.conversation_id and type = 'user_message' and not late
    order by md5(event_id) limit 1) m`

const TRAINING = `
  select task, label, u as "user", body, text from (
    select i.task, i.label, coalesce(i.conversation_id, i.text_id) u, e.body, x.text,
      row_number() over (partition by i.task order by i.text_hash, i.position) n
    from bundles b join snapshot_items i using (snapshot_id)
      left join events e on i.source = 'turn' and e.event_id = i.text_id
      left join examples x on i.source = 'example' and x.example_id = i.text_id
    where b.bundle_id = $1) s
  where n <= $2`

interface TrainingRow {
  readonly task: string
  readonly label: string
  readonly user: string
  readonly body: string | null
  readonly text: string | null
}

export const postgresTextSource = (database: Database): TextSource => ({
  async messages(from, to, assistant, most) {
    const rows = await database.query<{ user: string; body: string }>(MESSAGES, [from, to, assistant, most])
    return rows.flatMap(({ user, body }) => owned(user, textIn(body)))
  },
  async training(bundle, most) {
    const rows = await database.query<TrainingRow>(TRAINING, [bundle, most])
    const labels: Record<string, Record<string, number>> = {}
    for (const { task, label } of rows) {
      const counts = (labels[task] ??= {})
      counts[label] = (counts[label] ?? 0) + 1
    }
    const texts = new Map<string, OwnedText>() // a text that both tasks learn from counts once
    for (const { user, body, text } of rows)
      for (const each of owned(user, text ?? (body === null ? null : textIn(body)))) texts.set(each.user, each)
    return { texts: [...texts.values()].slice(0, most), labels }
  },
})

const owned = (user: string, text: string | null): OwnedText[] => (text ? [{ user, text }] : [])

function textIn(body: string): string | null {
  const { text } = JSON.parse(body) as { text?: unknown }
  return typeof text === 'string' ? text : null
}
