import { createHash } from 'node:crypto'
import { LoopError } from '../../errors/loop-error.ts'
import type { GoldItem } from '../../evaluation/gold.ts'
import type { GoldChange, GoldStore, GoldVersion, PlacedGoldItem } from '../../evaluation/gold-store.ts'
import type { Database, Sql } from './database.ts'

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

const ITEM = `g.gold_id "goldId", task, source, text_id "textId", g.conversation_id "conversationId", label, g.origin, who, protected,
  added_at "addedAt", array(select l.label_id from gold_item_labels l where l.gold_id = g.gold_id order by 1) "labelIds"`

/** What counts in a version: items whose last change up to it added them. */
const HELD = `(select distinct on (gold_id) gold_id, change from gold_version_items where seq <= $1 order by gold_id, seq desc)`

const SELECT = `
  select ${ITEM}, c.channel, c.assistant_id "assistantId"
  from gold_items g join ${HELD} v on v.gold_id = g.gold_id and v.change = 'added'
  left join conversations c on c.conversation_id = g.conversation_id
  order by added_at, g.gold_id`

const VERSION = 'select version_id id, seq "number", items, added, retired, who, why, at from gold_versions'

/** Changes come one after the other. */
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('salesloop.gold', 0))`

/** The gold set as rows; foreign keys let human labels in, and no others. */
export function postgresGoldStore(database: Database): GoldStore {
  return {
    add: (items, change) =>
      database
        .transaction(async (sql) => {
          await sql.query(ONE_AT_A_TIME)
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
          await addVersion(sql, [...added], 'added', change)
          return added.size
        })
        .catch(sayMachineMade),
    retire: (goldIds, change) =>
      database.transaction(async (sql) => {
        await sql.query(ONE_AT_A_TIME)
        const { seq } = await latestIn(sql)
        const rows = await sql.query<{ gold_id: string }>(
          `select gold_id from ${HELD} v where change = 'added' and gold_id = any($2)`,
          [seq, goldIds],
        )
        await addVersion(
          sql,
          rows.map((row) => row.gold_id),
          'retired',
          change,
        )
        return rows.length
      }),
    async list(version) {
      const [found] = await database.query<{ seq: number }>(
        'select seq from gold_versions where $1::text is null or version_id = $1 order by seq desc limit 1',
        [version ?? null],
      )
      if (found === undefined && version !== undefined) throw noVersion(version)
      return found === undefined ? [] : database.query<PlacedGoldItem>(SELECT, [found.seq])
    },
    ever: () => database.query<GoldItem>(`select ${ITEM} from gold_items g order by added_at, g.gold_id`),
    async latest() {
      const [version] = await database.query<GoldVersion>(`${VERSION} order by seq desc limit 1`)
      return version ?? null
    },
    versions: (limit) => database.query<GoldVersion>(`${VERSION} order by seq desc limit $1`, [limit]),
  }
}

async function latestIn(sql: Sql): Promise<{ seq: number; id: string; items: number }> {
  const [row] = await sql.query<{ seq: number; id: string; items: number }>(
    'select seq, version_id id, items from gold_versions order by seq desc limit 1',
  )
  return row ?? { seq: 0, id: '', items: 0 }
}

/** The id follows from the version before and the items changed, so that the same history has the same ids. */
async function addVersion(
  sql: Sql,
  goldIds: readonly string[],
  change: 'added' | 'retired',
  by: GoldChange,
): Promise<void> {
  if (goldIds.length === 0) return
  const before = await latestIn(sql)
  const content = JSON.stringify([before.id, change, [...goldIds].sort()])
  const id = `gv-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
  const [added, retired] = change === 'added' ? [goldIds.length, 0] : [0, goldIds.length]
  await sql.query(
    `insert into gold_versions (seq, version_id, items, added, retired, who, why, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [before.seq + 1, id, before.items + added - retired, added, retired, by.who, by.why, by.at],
  )
  await sql.query(
    'insert into gold_version_items (gold_id, seq, change) select id, $2, $3 from unnest($1::text[]) id',
    [goldIds, before.seq + 1, change],
  )
}

const noVersion = (id: string): LoopError =>
  new LoopError(
    'LOOP_NO_GOLD_VERSION',
    `There is no version ${id} of the gold set. GET /v1/gold/versions lists them.`,
    {
      status: 404,
    },
  )

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

/** The table refuses what a machine labelled and no person answered. */
function sayMachineMade(error: unknown): never {
  if ((error as { constraint?: string } | null)?.constraint !== 'gold_items_no_machine_label') throw error
  const { message } = error as Error
  throw new LoopError(
    'LOOP_MACHINE_GOLD',
    `Nothing was added: ${message}. A gold item is what people say: let somebody answer it in the queue (POST /v1/queue/next), or leave it out.`,
    { status: 409, cause: error },
  )
}
