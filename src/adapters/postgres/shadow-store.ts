import type { Shadow, ShadowStep, ShadowStore, ShadowSwitch } from '../../training/shadow.ts'
import type { Database } from './database.ts'

const STEP = `step, turn_id "turnId", source, text_id "textId", conversation_id "conversationId", label, label_ids "labelIds",
  quality, predicted, confidence, live, live_confidence "liveConfidence", labelled_at "labelledAt", learned_at "learnedAt"`

const INSERT = `
  insert into shadow_steps (shadow_id, step, turn_id, source, text_id, conversation_id, label, label_ids, quality, predicted,
    confidence, live, live_confidence, labelled_at, learned_at)
  select $1, step, "turnId", source, "textId", "conversationId", label, "labelIds", quality, predicted, confidence, live,
    "liveConfidence", "labelledAt", "learnedAt"
  from jsonb_to_recordset($2::jsonb) n(step int, "turnId" text, source text, "textId" text, "conversationId" text, label text,
    "labelIds" text[], quality text, predicted text, confidence float8, live text, "liveConfidence" float8,
    "labelledAt" bigint, "learnedAt" bigint)`

const OFF: ShadowSwitch = { on: false, who: null, why: null, at: null }

/** Shadows and their steps as rows. */
export function postgresShadowStore(database: Database): ShadowStore {
  return {
    async switch() {
      const [row] = await database.query<ShadowSwitch>(
        'select turned_on "on", who, why, at from shadow_switches order by seq desc limit 1',
      )
      return row ?? OFF
    },
    async turn({ on, who, why, at }) {
      await database.query('insert into shadow_switches (turned_on, who, why, at) values ($1, $2, $3, $4)', [
        on,
        who,
        why,
        at,
      ])
    },
    async open({ shadowId, task, base, startedAt }) {
      await database.query(
        `insert into shadows (shadow_id, task, base_model, base_sha256, started_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing`,
        [shadowId, task, base.id, base.sha256, startedAt],
      )
    },
    shadows: (limit) =>
      database.query<Shadow>(
        `select shadow_id "shadowId", task, jsonb_build_object('id', base_model, 'sha256', base_sha256) base,
           started_at "startedAt" from shadows order by started_at desc, shadow_id limit $1`,
        [limit],
      ),
    steps: (shadowId, after, limit) =>
      database.query<ShadowStep>(
        `select ${STEP} from shadow_steps where shadow_id = $1 and step > $2 order by step limit $3`,
        [shadowId, after, limit],
      ),
    add: (shadowId, steps) =>
      database.transaction(async (sql) => {
        if (steps.length === 0) return true
        await sql.query('select 1 from shadows where shadow_id = $1 for update', [shadowId])
        const [last] = await sql.query<{ step: number }>(
          'select coalesce(max(step), 0) step from shadow_steps where shadow_id = $1',
          [shadowId],
        )
        if (last!.step + 1 !== steps[0]!.step) return false
        await sql.query(INSERT, [shadowId, JSON.stringify(steps)])
        return true
      }),
  }
}
