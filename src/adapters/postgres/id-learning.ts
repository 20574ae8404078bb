import { each, idsOf, type Lookup, links, MOST } from './id-kinds.ts'
import type { Sql } from './sql.ts'

/** What was reviewed and learned: samples, labels, snapshots, runs, models, bundles, turns of the loop. */
export const LEARNING_LOOKUPS = {
  bundle: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      models: Record<string, { id: string }>
      run: string
      snapshot: string
      verdict: string
      at: number
    }>(
      `select content -> 'models' models, run_id run, snapshot_id snapshot, verdict, created_at at from bundles where bundle_id = $1`,
      [id],
    )
    if (row === undefined) return null
    const answered = await idsOf(
      sql,
      `select decision_id id from decisions where bundle = $1 order by at desc limit 3`,
      id,
    )
    const judged = await idsOf(
      sql,
      `select evaluation_id id from evaluations where bundle = $1 order by seq desc limit 3`,
      id,
    )
    const shown = await idsOf(
      sql,
      `select ramp ->> 'experiment' id from release_ledger where canary = $1 and action = 'canary' and ramp is not null order by revision desc limit 3`,
      id,
    )
    return {
      kind: 'bundle',
      facts: { verdict: row.verdict, created_at: row.at },
      neighbours: links([
        ...Object.entries(row.models).map(([task, model]) => [`model of ${task}`, 'model', model.id] as const),
        ['trained on', 'snapshot', row.snapshot],
        ['made by', 'training_run', row.run],
        ...each('judged lately in', 'evaluation', judged),
        ...each('was the canary of', 'experiment', shown),
        ...each('decided lately', 'decision', answered),
      ]),
    }
  },

  model: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{ task: string; snapshot: string; sha256: string }>(
      'select task, snapshot_id snapshot, sha256 from models where model_id = $1',
      [id],
    )
    if (row === undefined) return null
    const bundles = await idsOf(
      sql,
      `select bundle_id id from bundles where exists (select from jsonb_each(content -> 'models') m where m.value ->> 'id' = $1) order by created_at desc limit ${MOST}`,
      id,
    )
    return {
      kind: 'model',
      facts: { task: row.task, sha256: row.sha256 },
      neighbours: links([['trained on', 'snapshot', row.snapshot], ...each('part of', 'bundle', bundles)]),
    }
  },

  snapshot: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{ parent: string | null; at: number; items: number }>(
      `select parent, created_at at, (select count(*) from snapshot_items i where i.snapshot_id = s.snapshot_id) items
       from snapshots s where snapshot_id = $1`,
      [id],
    )
    if (row === undefined) return null
    const labels = await idsOf(
      sql,
      `select distinct l.id from (select label_ids from snapshot_items where snapshot_id = $1 and source = 'turn' order by position limit ${MOST}) i, unnest(label_ids) l(id) limit ${MOST}`,
      id,
    )
    const models = await idsOf(sql, `select model_id id from models where snapshot_id = $1 limit ${MOST}`, id)
    const runs = await idsOf(
      sql,
      `select run_id id from training_runs where snapshot_id = $1 order by seq limit ${MOST}`,
      id,
    )
    return {
      kind: 'snapshot',
      facts: { items: row.items, created_at: row.at },
      neighbours: links([
        ...each('learned from', 'label', labels),
        ...each('taught', 'model', models),
        ...each('taken by', 'training_run', runs),
        ['came after', 'snapshot', row.parent],
      ]),
    }
  },

  training_run: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{ state: string; snapshot: string | null; candidate: string | null; who: string }>(
      'select state, snapshot_id snapshot, candidate, who from training_runs where run_id = $1',
      [id],
    )
    if (row === undefined) return null
    const turns = await idsOf(sql, 'select turn_id id from loop_turns where run_id = $1', id)
    return {
      kind: 'training_run',
      facts: { state: row.state, who: row.who },
      neighbours: links([
        ['took', 'snapshot', row.snapshot],
        ['made', 'bundle', row.candidate],
        ...each('ordered by', 'loop_turn', turns),
      ]),
    }
  },

  sample: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      conversation: string
      stratum: string
      state: string
      probability: number
      suspect: string | null
      random: string | null
    }>(
      `select conversation_id conversation, stratum, state, inclusion_probability probability, suspect ->> 'eventId' suspect,
         random_turn random from samples where sample_id = $1`,
      [id],
    )
    if (row === undefined) return null
    const labels = await idsOf(
      sql,
      `select label_id id from labels where sample_id = $1 order by recorded_at limit ${MOST}`,
      id,
    )
    return {
      kind: 'sample',
      facts: { stratum: row.stratum, state: row.state, inclusion_probability: row.probability },
      neighbours: links([
        ['conversation', 'conversation', row.conversation],
        ...each('answered by', 'label', labels),
        ['suspect turn', 'event', row.suspect],
        ['random turn', 'event', row.random],
      ]),
    }
  },

  label: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      source: string
      who: string
      at: number
      sample: string | null
      conversation: string
    }>(
      'select source, who, recorded_at at, sample_id sample, conversation_id conversation from labels where label_id = $1',
      [id],
    )
    if (row === undefined) return null
    const about = await sql.query<{ turn: string; text: string | null }>(
      `select turn_id turn, text_event_id text from turn_labels where label_id = $1 order by turn_id limit ${MOST}`,
      [id],
    )
    const texts = about.map(({ text }) => text).filter((text) => text !== null)
    const snapshots = await sql.query<{ id: string }>(
      `select distinct snapshot_id id from snapshot_items where source = 'turn' and text_id = any($1) and $2 = any(label_ids) limit ${MOST}`,
      [texts, id],
    )
    const withdrawn = await idsOf(
      sql,
      `select withdrawal_id id from withdrawn_labels where label_id = $1 limit ${MOST}`,
      id,
    )
    return {
      kind: 'label',
      facts: { source: row.source, who: row.who, recorded_at: row.at },
      neighbours: links([
        ['answer to', 'sample', row.sample],
        ['conversation', 'conversation', row.conversation],
        ...each(
          'about the reply',
          'event',
          about.map(({ turn }) => turn),
        ),
        ...each('about the message', 'event', texts),
        ...each('withdrawn by', 'withdrawal', withdrawn),
        ...each(
          'learned from in',
          'snapshot',
          snapshots.map((one) => one.id),
        ),
      ]),
    }
  },

  loop_turn: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      step: string
      outcome: string | null
      run: string | null
      candidate: string | null
      trigger: string
    }>('select step, outcome, run_id run, candidate, trigger_detail "trigger" from loop_turns where turn_id = $1', [id])
    if (row === undefined) return null
    return {
      kind: 'loop_turn',
      facts: { step: row.step, outcome: row.outcome, trigger: row.trigger },
      neighbours: links([
        ['ordered', 'training_run', row.run],
        ['candidate', 'bundle', row.candidate],
      ]),
    }
  },
} satisfies Record<string, Lookup>
