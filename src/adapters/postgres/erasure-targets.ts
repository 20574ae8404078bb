import type { Sql } from './database.ts'

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

/** After a restore, ids are known by their hashes alone: those that are there again are targets again. */
export async function reopenErased(sql: Sql): Promise<number> {
  const named = (kind: 'user' | 'conversation', tables: readonly string[]): string =>
    tables.map((table) => `select ${kind}_id collate "C" id from ${table} where ${kind}_id is not null`).join(' union ')
  let reopened = 0
  for (const [kind, tables] of [
    ['user', ['events', 'links', 'conversations', 'draws', 'samples', 'decisions']],
    ['conversation', ['events', 'links', 'conversations', 'draws', 'samples', 'decisions', 'labels', 'snapshot_items']],
  ] as const) {
    const rows = await sql.query<{ erasure_id: string }>(
      `${ADD} select t.erasure_id, t.kind, found.id from (${named(kind, tables)}) found
       join tombstones t on t.kind = '${kind}' and t.hash = erasure_hash('${kind}', found.id)
       on conflict do nothing returning erasure_id`,
    )
    const ids = [...new Set(rows.map((row) => row.erasure_id))]
    await sql.query(`update erasures set step = 'find', finished_at = null where erasure_id = any($1)`, [ids])
    reopened += ids.length
  }
  return reopened
}
