import type { GoldItem, GoldStore } from '../../evaluation/gold.ts'
import type { Database } from './database.ts'

/** A gold turn's conversation is held out as a whole, so it is looked up where it was not given. */
const INSERT = `
  insert into gold_items (gold_id, task, source, text_id, conversation_id, label, origin, who, protected, added_at)
  select gold_id, task, source, text_id, coalesce(n.conversation_id, e.conversation_id), label, origin, who, protected, added_at
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[],
    $10::bigint[]) n(gold_id, task, source, text_id, conversation_id, label, origin, who, protected, added_at)
  left join events e on n.source = 'turn' and e.event_id = n.text_id
  on conflict do nothing returning gold_id`

const INSERT_LABELS = `
  insert into gold_item_labels (gold_id, label_id, origin)
  select * from unnest($1::text[], $2::text[], $3::text[])`

const SELECT = `
  select g.gold_id "goldId", task, source, text_id "textId", conversation_id "conversationId", label, g.origin, who, protected,
    added_at "addedAt", array(select l.label_id from gold_item_labels l where l.gold_id = g.gold_id order by 1) "labelIds"
  from gold_items g order by added_at, gold_id`

/** The gold set as rows; foreign keys let human labels in, and no others. */
export function postgresGoldStore(database: Database): GoldStore {
  return {
    add: (items) =>
      database.transaction(async (sql) => {
        const rows = await sql.query<{ gold_id: string }>(INSERT, columns(items))
        const added = new Set(rows.map((row) => row.gold_id))
        const labels = items
          .filter((item) => added.has(item.goldId))
          .flatMap((item) => item.labelIds.map((labelId) => ({ goldId: item.goldId, labelId, origin: item.origin })))
        if (labels.length > 0) {
          await sql.query(INSERT_LABELS, [
            labels.map((label) => label.goldId),
            labels.map((label) => label.labelId),
            labels.map((label) => label.origin),
          ])
        }
        return added.size
      }),
    list: () => database.query<GoldItem>(SELECT),
  }
}

const columns = (items: readonly GoldItem[]): unknown[] => [
  items.map((item) => item.goldId),
  items.map((item) => item.task),
  items.map((item) => item.source),
  items.map((item) => item.textId),
  items.map((item) => item.conversationId),
  items.map((item) => item.label),
  items.map((item) => item.origin),
  items.map((item) => item.who),
  items.map((item) => item.protected),
  items.map((item) => item.addedAt),
]
