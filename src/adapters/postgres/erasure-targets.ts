import type { Sql } from './database.ts'
import { TYPED_TEXTS } from './erasure-tables.ts'

const ADD = 'insert into erasure_targets (erasure_id, kind, id)'
const of = (kind: string): string =>
  `(select id collate "C" from erasure_targets where erasure_id = $1 and kind = '${kind}')`

/** Wherever a user id stands beside a conversation's. */
const CONVERSATIONS = ['events', 'links', 'conversations', 'draws', 'samples', 'decisions']
  .map((table) => `select conversation_id collate "C" id from ${table} where user_id in ${of('user')}`)
  .join(' union ')

/**
 * Names everything that belongs to the person: the conversations in which it took part, whole, with their events and the
 * acts elsewhere, and imported examples that repeat a message or hold one of the given texts. Repeatable. Conversations
 * get tombstones of their own.
 */
export async function findTargets(sql: Sql, erasureId: string): Promise<void> {
  await sql.query(
    `${ADD} select $1, 'conversation', id from (${CONVERSATIONS}) found where id is not null on conflict do nothing`,
    [erasureId],
  )
  await sql.query(
    `insert into tombstones (kind, hash, erasure_id)
     select 'conversation', erasure_hash('conversation', id), $1 from erasure_targets where erasure_id = $1 and kind = 'conversation'
     on conflict do nothing`,
    [erasureId],
  )
  await sql.query(
    `${ADD} select $1, 'event', event_id from events where conversation_id in ${of('conversation')} or user_id in ${of('user')}
     on conflict do nothing`,
    [erasureId],
  )
  await findExamples(sql, erasureId)
  await sql.query(
    `insert into tombstones (kind, hash, erasure_id)
     select 'example', erasure_hash('example', id), $1 from erasure_targets where erasure_id = $1 and kind = 'example'
     on conflict do nothing`,
    [erasureId],
  )
  await noteSnapshots(sql, erasureId)
}

const TEXTS_PER_QUERY = 500

async function findExamples(sql: Sql, erasureId: string): Promise<void> {
  await sql.query(
    `${ADD} select distinct $1, 'example', example_id from examples e
     join erasure_targets t on t.erasure_id = $1 and t.kind in ('text', 'user', 'conversation') and strpos(e.text, t.id) > 0
     where t.kind = 'text' or length(t.id) >= 6 on conflict do nothing`,
    [erasureId],
  )
  const bodies = await sql.query<{ body: string }>(
    `select body from events where type = 'user_message' and event_id in ${of('event')}`,
    [erasureId],
  )
  const texts = bodies.map(({ body }) => (JSON.parse(body) as { text?: unknown }).text)
  const said = [...new Set(texts)].filter((text): text is string => typeof text === 'string' && !text.includes('\0'))
  for (let from = 0; from < said.length; from += TEXTS_PER_QUERY) {
    await sql.query(
      `${ADD} select $1, 'example', example_id from examples where text = any($2) on conflict do nothing`,
      [erasureId, said.slice(from, from + TEXTS_PER_QUERY)],
    )
  }
}

/** Before their lines go: which snapshots held the person's texts. Models of theirs may be published later still. */
async function noteSnapshots(sql: Sql, erasureId: string): Promise<void> {
  await sql.query(
    `update erasures set snapshots = array(
       select unnest(snapshots) union
       select snapshot_id from snapshot_items where (source = 'turn' and text_id in ${of('event')})
         or (source = 'example' and text_id in ${of('example')}) or conversation_id in ${of('conversation')}
       union select snapshot_id from fault_snapshot_items where conversation_id in ${of('conversation')}
       order by 1)
     where erasure_id = $1`,
    [erasureId],
  )
}

/** Other users of the same conversations. */
export async function otherUsers(sql: Sql, erasureId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select distinct user_id id from events where conversation_id in ${of('conversation')} and user_id is not null
       and user_id not in ${of('user')} order by 1 limit 100`,
    [erasureId],
  )
  return rows.map(({ id }) => id)
}

/** Other conversations whose events hold the id (if it is long enough to be told from other things) or a given text. */
export async function mentionedIn(sql: Sql, erasureId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select distinct e.conversation_id id from events e
     join erasure_targets t on t.erasure_id = $1 and (t.kind = 'text' or t.kind = 'user' and length(t.id) >= 6)
     where e.conversation_id is not null and strpos(e.body, t.id) > 0 and e.event_id not in ${of('event')} order by 1 limit 100`,
    [erasureId],
  )
  return rows.map(({ id }) => id)
}

/** Typed texts are known by the hash of what they were before an erasure; what is left of them then is not known. */
async function blankTyped(sql: Sql): Promise<string[]> {
  await sql.query(`select set_config('salesloop.erasing', 'on', true)`)
  const found: string[] = []
  for (const { table, columns } of TYPED_TEXTS) {
    for (const column of columns) {
      const rows = await sql.query<{ id: string }>(
        `update ${table} x set ${column} = '[ERASED]' from tombstones t
         where t.kind = 'typed' and t.hash = erasure_hash('typed', x.${column}) returning t.erasure_id id`,
      )
      found.push(...rows.map(({ id }) => id))
    }
  }
  return found
}

/** After a restore, ids are known by their hashes alone: those that are there again are targets again. */
export async function reopenErased(sql: Sql): Promise<number> {
  const named = (kind: string, tables: readonly string[]): string =>
    tables.map((table) => `select ${kind}_id collate "C" id from ${table} where ${kind}_id is not null`).join(' union ')
  const reopened = new Set<string>()
  for (const [kind, tables] of [
    ['user', ['events', 'links', 'conversations', 'draws', 'samples', 'decisions']],
    ['conversation', ['events', 'links', 'conversations', 'draws', 'samples', 'decisions', 'labels', 'snapshot_items']],
    ['example', ['examples']],
  ] as const) {
    const rows = await sql.query<{ erasure_id: string }>(
      `${ADD} select t.erasure_id, t.kind, found.id from (${named(kind, tables)}) found
       join tombstones t on t.kind = '${kind}' and t.hash = erasure_hash('${kind}', found.id)
       on conflict do nothing returning erasure_id`,
    )
    for (const { erasure_id } of rows) reopened.add(erasure_id)
  }
  for (const id of await blankTyped(sql)) reopened.add(id)
  await sql.query(`update erasures set step = 'find', finished_at = null where erasure_id = any($1)`, [[...reopened]])
  return reopened.size
}
