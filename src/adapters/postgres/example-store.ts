import { createHash } from 'node:crypto'
import type { Task } from '../../models/task.ts'
import type { Candidate, TextRef } from '../../training/candidate.ts'
import type { ExampleStore, ImportedExample } from '../../training/example-store.ts'
import { refKey, type TextStore } from '../../training/snapshot-store.ts'
import type { Database, Sql } from './database.ts'

interface ExampleRow {
  readonly id: string
  readonly text: string
  readonly label: string
  readonly weight: number
}

const INSERT = `
  insert into examples (example_id, task, purpose, text, label, weight, who, added_at)
  select id, $1, $2, text, label, weight, $3, $4
  from unnest($5::text[], $6::text[], $7::text[], $8::float8[]) n(id, text, label, weight)
  where (exists (select from tombstones) and is_erased('example', n.id)) is not true
  on conflict (example_id) do update set weight = excluded.weight, replaced_at = null
  where examples.weight <> excluded.weight or examples.replaced_at is not null
  returning example_id`

/** The same text with another label than the ones that just came. */
const REPLACE = `
  update examples e set replaced_at = $3
  from unnest($4::text[], $5::text[]) n(id, text)
  where e.task = $1 and e.purpose = $2 and e.text = n.text and e.replaced_at is null and not e.example_id = any($4)`

/** Imported texts, in the one table that holds any beside the events. */
export function postgresExampleStore(database: Database): ExampleStore {
  return {
    import: (task, examples, who, now) =>
      database.transaction((sql) => insert(sql, task, 'train', rowsOf(task, 'train', examples), who, now)),
    async keepGoldTexts(task, examples, who, now) {
      await database.transaction((sql) => insert(sql, task, 'gold', rowsOf(task, 'gold', examples), who, now))
      return examples.map((each) => ({ source: 'example', textId: exampleId(task, 'gold', each) }))
    },
    async candidates() {
      const rows = await database.query<{ id: string; task: Task; label: string; weight: number; at: number }>(
        `select example_id id, task, label, weight, added_at at from examples
         where purpose = 'train' and replaced_at is null order by example_id`,
      )
      return rows.map(candidateOf)
    },
    async erase(ids) {
      const rows = await database.query('delete from examples where example_id = any($1) returning 1', [ids])
      return rows.length
    },
  }
}

/** Texts by reference: customers' messages from the events, the others from the examples. */
export function postgresTextStore(database: Database): TextStore {
  return {
    async texts(refs) {
      const ids = Map.groupBy(refs, (ref) => ref.source)
      const found = new Map<string, string>()
      const collect = (source: TextRef['source'], rows: readonly { id: string; text: string | null }[]): void => {
        for (const { id, text } of rows) if (text !== null) found.set(refKey({ source, textId: id }), text)
      }
      for (const part of chunks([...new Set(ids.get('turn')?.map((ref) => ref.textId))])) {
        const rows = await database.query<{ id: string; body: string }>(
          `select event_id id, body from events where event_id = any($1) and type = 'user_message'`,
          [part],
        )
        collect(
          'turn',
          rows.map(({ id, body }) => ({ id, text: textIn(body) })),
        )
      }
      for (const part of chunks([...new Set(ids.get('example')?.map((ref) => ref.textId))])) {
        const sql = 'select example_id id, text from examples where example_id = any($1)'
        collect('example', await database.query<{ id: string; text: string }>(sql, [part]))
      }
      return found
    },
  }
}

async function insert(
  sql: Sql,
  task: Task,
  purpose: string,
  rows: readonly ExampleRow[],
  who: string,
  now: number,
): Promise<number> {
  const [ids, texts] = [rows.map((row) => row.id), rows.map((row) => row.text)]
  const fresh = await sql.query(INSERT, [
    task,
    purpose,
    who,
    now,
    ids,
    texts,
    rows.map((row) => row.label),
    rows.map((row) => row.weight),
  ])
  await sql.query(REPLACE, [task, purpose, now, ids, texts])
  return fresh.length
}

/** One row per text; of several labels the last one counts. */
function rowsOf(task: Task, purpose: string, examples: readonly ImportedExample[]): ExampleRow[] {
  const byText = new Map<string, ExampleRow>()
  for (const each of examples) {
    const held = byText.get(each.text)
    const again = held !== undefined && held.label === each.label
    byText.set(each.text, { id: exampleId(task, purpose, each), ...each, weight: again ? held.weight + 1 : 1 })
  }
  return [...byText.values()]
}

function exampleId(task: Task, purpose: string, { text, label }: ImportedExample): string {
  const content = JSON.stringify([task, purpose, text, label])
  return `x-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`
}

const candidateOf = (row: { id: string; task: Task; label: string; weight: number; at: number }): Candidate => ({
  task: row.task,
  source: 'example',
  textId: row.id,
  label: row.label,
  labelIds: [row.id],
  quality: 'normal',
  weight: row.weight,
  userId: null,
  conversationId: null,
  labelledAt: row.at,
})

function textIn(body: string): string | null {
  const { text } = JSON.parse(body) as { text?: unknown }
  return typeof text === 'string' ? text : null
}

const CHUNK = 2000

/** Bounded parameters, and a pause for other work between them. */
function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += CHUNK) yield ids.slice(from, from + CHUNK)
}
