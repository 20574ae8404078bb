import type { Taxonomy } from '../../labels/taxonomy.ts'
import type { KeptChange, LabelledText, LabelUse, TaxonomyStore } from '../../labels/taxonomy-store.ts'
import type { Database, Sql } from './database.ts'
import { addTextTasks } from './text-desk.ts'

const USE = `
  select l.label,
    (select count(distinct t.turn_id)::int from turn_labels t where t.source = 'human'
      and case $1 when 'intent' then t.intent when 'objection' then t.objection else t.style end = l.label) turns,
    (select count(*)::int from examples e where e.task = $1 and e.purpose = 'train' and e.replaced_at is null and e.label = l.label) examples,
    (select count(*)::int from gold_items g where g.task = $1 and g.label = l.label) "goldItems",
    (select count(*)::int from machine_labels m where m.task = $1 and m.label = l.label and m.state in ('held', 'accepted')) "machineLabels"
  from unnest($2::text[]) l(label)`

/** The latest that each text was called by people, where it is one of the labels. */
const LABELLED = `
  select 'turn' source, "textId", "conversationId", label from (
    select distinct on (t.text_event_id) t.text_event_id "textId", l.conversation_id "conversationId",
      case $1 when 'intent' then t.intent else t.objection end label
    from turn_labels t join labels l using (label_id)
    where t.source = 'human' and t.text_event_id is not null and case $1 when 'intent' then t.intent else t.objection end is not null
    order by t.text_event_id, l.recorded_at desc, l.label_id) latest
  where label = any($2)
  union all
  select 'example', example_id, null, label from examples
  where task = $1 and purpose = 'train' and replaced_at is null and label = any($2)
  order by 1, 2`

/** Versions, changes, and what carries which label. */
export function postgresTaxonomyStore(database: Database): TaxonomyStore {
  return {
    async at(version) {
      const [row] = await database.query<{ body: Taxonomy }>('select body from taxonomies where version = $1', [
        version,
      ])
      return row?.body ?? null
    },
    async changes(limit) {
      return database.query<KeptChange>(
        `select version, task, body change, who, why, at from taxonomy_changes order by version desc limit $1`,
        [limit],
      )
    },
    keep: (next, change, tasks) =>
      database.transaction(async (sql) => {
        if (!(await addVersion(sql, next, change.who, change.at))) return false
        await addChange(sql, next.version, change)
        await addTextTasks(sql, tasks, change.at)
        return true
      }),
    keepAll: (steps, who, at) =>
      database.transaction(async (sql) => {
        for (const { next, change } of steps) {
          if (!(await addVersion(sql, next, who, at))) return false // only the first can meet another's
          if (change !== null) await addChange(sql, next.version, change)
        }
        return true
      }),
    use: (task, labels) => database.query<LabelUse>(USE, [task, labels]),
    labelled: (task, labels) => database.query<LabelledText>(LABELLED, [task, labels]),
  }
}

async function addVersion(sql: Sql, next: Taxonomy, who: string, at: number): Promise<boolean> {
  const rows = await sql.query(
    `insert into taxonomies (version, body, changed_at, changed_by)
     select $1, $2, $3, $4 where $1 = (select coalesce(max(version), 0) + 1 from taxonomies)
     on conflict do nothing returning version`,
    [next.version, JSON.stringify(next), at, who],
  )
  return rows.length > 0
}

const addChange = (sql: Sql, version: number, { task, change, who, why, at }: Omit<KeptChange, 'version'>) =>
  sql.query(
    'insert into taxonomy_changes (version, task, kind, body, who, why, at) values ($1, $2, $3, $4, $5, $6, $7)',
    [version, task, change.kind, JSON.stringify(change), who, why, at],
  )
