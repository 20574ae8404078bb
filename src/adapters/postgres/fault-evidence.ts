import { LEARNED_REASON } from '../../admission/learned-plan.ts'
import { readStored } from '../../events/accept.ts'
import type { FaultDraw, FaultMaterial, FaultStore, HeldOutVerdict, ScoredDraw } from '../../training/fault-store.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database } from './database.ts'
import { textArray } from './text-array.ts'

/** Flagged by the rules: where the model admitted it beside them, the row says so. */
const FLAGGED = `case when d.reason is null then false when d.reason = '${LEARNED_REASON}'
  then coalesce(c.row ->> 'flagged' = 'true', false) else true end`

const DRAWN = `d.conversation_id "conversationId", d.user_id "userId", ${FLAGGED} flagged,
  (c.facts ->> 'leastConfidence')::float8 "leastConfidence", d.probability "inclusionProbability", d.decided_at "decidedAt"`

/** What the figures of a fault model are made from. */
export const faultEvidence = (
  database: Database,
): Pick<FaultStore, 'heldOut' | 'scored' | 'drawnFor' | 'scoresOf'> => ({
  heldOut: (model) =>
    database.query<HeldOutVerdict>(
      `select ${DRAWN}, i.held_out probability, i.at_fault "atFault"
       from fault_models m join fault_snapshot_items i using (snapshot_id) join draws d using (conversation_id)
         join conversations c using (conversation_id)
       where m.model_id = $1 and i.held_out is not null order by 1`,
      [model],
    ),
  scored: (model, conversationIds) =>
    database.query<ScoredDraw>(
      `select ${DRAWN}, f.probability
       from fault_scores f join draws d using (conversation_id) join conversations c using (conversation_id)
       where f.model_id = $1 and f.conversation_id = any($2) and not exists (
         select from fault_models m join fault_snapshot_items i using (snapshot_id)
         where m.model_id = $1 and i.conversation_id = f.conversation_id) order by 1`,
      [model, textArray(conversationIds)],
    ),
  async drawnFor(from, until) {
    const [row] = await database.query<{ flagged: number; control: number }>(
      `select count(*) filter (where flagged)::int flagged, count(*) filter (where not flagged)::int control
       from (select ${FLAGGED} flagged from draws d left join conversations c using (conversation_id)
         where d.decided_at between $1 and $2) drawn`,
      [from, until],
    )
    return row!
  },
  scoresOf: (conversationId) =>
    database.query(
      `select model_id model, probability, scored_at at from fault_scores f left join fault_models m using (model_id)
       where conversation_id = $1 order by m.seq desc nulls last, 1`,
      [conversationId],
    ),
})

/** Draws and events of conversations that a fault model learns from, or is asked about. */
export const postgresFaultMaterial = (database: Database): FaultMaterial => ({
  async draws(conversationIds) {
    const rows = await database.query<FaultDraw & { readonly id: string }>(
      `select d.conversation_id id, d.decided_at "decidedAt", d.rules_version "rulesVersion", s.suspect ->> 'eventId' "suspectTurn"
       from draws d left join samples s using (conversation_id) where d.conversation_id = any($1)`,
      [textArray(conversationIds)],
    )
    return new Map(rows.map(({ id, ...draw }) => [id, draw]))
  },
  async pasts(conversationIds) {
    const own = await punctualEvents(database, conversationIds)
    const rows = await database.query<{ id: string; body: string; receivedAt: number; t: number }>(
      `select l.conversation_id id, e.body, e.received_at "receivedAt", e.t
       from links l join events e on e.user_id = l.user_id and e.t between l.from_at and l.until_at
       where l.conversation_id = any($1) and e.type in ('cart_event', 'order_event') and not e.late
         and e.conversation_id is distinct from l.conversation_id`,
      [textArray(conversationIds)],
    )
    const elsewhere = Map.groupBy(rows, (row) => row.id)
    return new Map(
      [...own].map(([id, events]) => [
        id,
        {
          events,
          elsewhere: (elsewhere.get(id) ?? []).map((row) => readStored(row.body, row.receivedAt, row.t)),
        },
      ]),
    )
  },
})
