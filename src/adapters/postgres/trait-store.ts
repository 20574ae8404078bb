import type { StaleConversation, TraitStore } from '../../metrics/trait-store.ts'
import type { PredictedTurn } from '../../metrics/traits.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database } from './database.ts'
import { joined } from './text-array.ts'
import { type TurnTuple, turnsByHour } from './turn-hours.ts'

/**
 * Of the next conversations by id, those that are stale. In stretches: asked for the next stale ones of all, the database
 * reads the whole table each time, so that a first reading would take time that grows with the square of the conversations.
 */
const STALE = `
  with stretch as (
    select conversation_id, revision, ended_at from conversations
    where conversation_id > $2 order by conversation_id limit $4)
  select s.conversation_id "conversationId", s.revision, s.ended_at "endedAt"
  from stretch s left join conversation_traits t using (conversation_id)
  where t.conversation_id is null or t.revision <> s.revision or t.version <> $1
  order by s.conversation_id limit $3`
const STRETCH_END = `
  select max(conversation_id) id from (select conversation_id from conversations
    where conversation_id > $1 order by conversation_id limit $2) stretch`
/** Conversations in a stretch for each stale one wanted. */
const STRETCH = 10

/** One that was erased since it was read is left out; an older reading never takes the place of a newer one. */
const SAVE = `
  insert into conversation_traits (conversation_id, revision, version, language, gap_ms, turns)
  select n.id, n.revision, $1, n.language, n.gap, n.turns::jsonb
  from unnest($2::text[], $3::bigint[], $4::text[], $5::float8[], string_to_array($6, e'\\x01')) n(id, revision, language, gap, turns)
    join conversations c on c.conversation_id = n.id
  on conflict (conversation_id) do update set revision = excluded.revision, version = excluded.version,
    language = excluded.language, gap_ms = excluded.gap_ms, turns = excluded.turns
  where (conversation_traits.version, conversation_traits.revision) <= (excluded.version, excluded.revision)`

export function postgresTraitStore(database: Database): TraitStore {
  return {
    async stale(version, after, most) {
      const rows = await nextStale(database, version, after, most)
      const events = await punctualEvents(
        database,
        rows.map((row) => row.conversationId),
      )
      return rows.map((row) => ({ ...row, events: events.get(row.conversationId) ?? [] }))
    },
    async save(version, read) {
      if (read.length === 0) return
      await database.query(SAVE, [
        version,
        read.map((each) => each.conversationId),
        read.map((each) => each.revision),
        read.map((each) => each.traits.language),
        read.map((each) => each.traits.gapMs),
        joined(read.map((each) => JSON.stringify(each.traits.turns.map(tupleOf)))),
      ])
    },
    turns: turnsByHour(database),
  }
}

async function nextStale(database: Database, version: number, after: string, most: number) {
  for (let from = after; ; ) {
    const stretch = most * STRETCH
    const rows = await database.query<Omit<StaleConversation, 'events'>>(STALE, [version, from, most, stretch])
    if (rows.length > 0) return rows
    const [end] = await database.query<{ id: string | null }>(STRETCH_END, [from, stretch])
    if (!end || end.id === null) return []
    from = end.id
  }
}

const tupleOf = (turn: PredictedTurn): TurnTuple => [
  turn.at,
  turn.bundle,
  turn.intent,
  turn.intentConfidence,
  turn.objection,
  turn.objectionConfidence,
]
