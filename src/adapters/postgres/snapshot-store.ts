import { LoopError } from '../../errors/loop-error.ts'
import { type Snapshot, type SnapshotItem, snapshotId } from '../../training/snapshot.ts'
import type { SnapshotHead, SnapshotLineage, SnapshotStore } from '../../training/snapshot-store.ts'
import type { Database, Sql } from './database.ts'

const INSERT_ITEMS = `
  insert into snapshot_items (snapshot_id, position, task, source, text_id, text_hash, label, label_ids, quality,
    conversation_id, weight, role)
  select $1, position, task, source, text_id, text_hash, label, string_to_array(label_ids, e'\\x01'), quality, conversation_id, weight, role
  from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::float8[], $12::text[]) n(position, task, source, text_id, text_hash, label, label_ids, quality, conversation_id, weight, role)`

const SELECT_ITEMS = `
  select task, source, text_id "textId", text_hash "textHash", label, label_ids "labelIds", quality,
    conversation_id "conversationId", weight, role
  from snapshot_items where snapshot_id = $1 order by position`

const LIST = `
  select snapshot_id id, parent, base, created_at "createdAt",
    coalesce((select jsonb_object_agg(task, n) from (select task, count(*)::int n from snapshot_items i
      where i.snapshot_id = s.snapshot_id group by task) counted), '{}') items
  from snapshots s
  where $1::text is null or (created_at, snapshot_id) < (select created_at, snapshot_id from snapshots where snapshot_id = $1)
  order by created_at desc, snapshot_id desc limit $2`

const LINEAGE = `
  select array(select snapshot_id from snapshots where parent = $1 order by created_at, 1) children,
    array(select run_id from training_runs where snapshot_id = $1 order by seq) runs,
    array(select model_id from models where snapshot_id = $1 order by created_at, 1) models,
    array(select bundle_id from bundles where snapshot_id = $1 order by created_at, 1) bundles,
    (select created_at from snapshots where snapshot_id = $1) "createdAt"`

/** Snapshots as rows, so that what was trained on a text can be found. */
export function postgresSnapshotStore(database: Database): SnapshotStore {
  return {
    async add(snapshot, createdAt) {
      await database.transaction(async (sql) => {
        const added = await sql.query(
          `insert into snapshots (snapshot_id, parent, caps, base, created_at) values ($1, $2, $3, $4, $5)
           on conflict do nothing returning 1`,
          [
            snapshot.id,
            snapshot.parent,
            JSON.stringify(snapshot.caps),
            snapshot.base && JSON.stringify(snapshot.base),
            createdAt,
          ],
        )
        if (added.length > 0) await sql.query(INSERT_ITEMS, [snapshot.id, ...columns(snapshot.items)])
      })
    },
    async get(id) {
      const content = await storedContent(database, id)
      if (content === null)
        throw new LoopError('LOOP_NO_SNAPSHOT', `There is no snapshot ${id}. See GET /v1/training.`, { status: 404 })
      const [redacted] = await database.query<{ content_id: string }>(
        'select content_id from snapshot_redactions where snapshot_id = $1',
        [id],
      )
      if (snapshotId(content) !== (redacted?.content_id ?? id)) {
        throw new LoopError('LOOP_SNAPSHOT_DAMAGED', `Snapshot ${id} does not hold what it was made of. Train anew.`, {
          status: 500,
        })
      }
      return { id, ...content }
    },
    list: ({ before, limit }) => database.query<SnapshotHead>(LIST, [before, limit]),
    async lineage(id) {
      const [lineage] = await database.query<SnapshotLineage>(LINEAGE, [id])
      return lineage!
    },
    async holding(refs) {
      const rows = await database.query<{ id: string }>(
        `select distinct snapshot_id id from snapshot_items s
         join unnest($1::text[], $2::text[]) n(source, text_id) on s.source = n.source and s.text_id = n.text_id
         order by 1`,
        [refs.map((ref) => ref.source), refs.map((ref) => ref.textId)],
      )
      return rows.map((row) => row.id)
    },
  }
}

/** What a snapshot holds now: all of it, or what erasures have left of it. */
export async function storedContent(sql: Sql, id: string): Promise<Omit<Snapshot, 'id'> | null> {
  const [head] = await sql.query<Pick<Snapshot, 'parent' | 'caps' | 'base'>>(
    'select parent, caps, base from snapshots where snapshot_id = $1',
    [id],
  )
  return head ? { ...head, items: await sql.query<SnapshotItem>(SELECT_ITEMS, [id]) } : null
}

const columns = (items: readonly SnapshotItem[]): unknown[] => [
  items.map((_, position) => position),
  items.map((item) => item.task),
  items.map((item) => item.source),
  items.map((item) => item.textId),
  items.map((item) => item.textHash),
  items.map((item) => item.label),
  items.map((item) => item.labelIds.join('\u0001')),
  items.map((item) => item.quality),
  items.map((item) => item.conversationId),
  items.map((item) => item.weight),
  items.map((item) => item.role),
]
