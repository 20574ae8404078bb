import type { EvaluatedItem, EvaluationHead, EvaluationStore, KeptEvaluation } from '../../evaluation/evaluation.ts'
import type { Database } from './database.ts'

const HEAD = `evaluation_id "evaluationId", bundle, against, gold_version "goldVersion", limits_version "limitsVersion",
  run_id "runId", who, at`

const INSERT_ITEMS = `
  insert into evaluation_items (evaluation_id, task, gold_id, truth, before, before_confidence, after, after_confidence,
    outcome, language, length, channel, assistant)
  select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::real[], $7::text[], $8::real[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::text[])`

const LIST = `
  select ${HEAD}, verdict, coalesce((select array_agg(distinct r->>'rule' order by r->>'rule')
    from jsonb_array_elements(report->'reasons') r where r->>'verdict' = 'refuse'), '{}') refusals
  from evaluations
  where ($1::text is null or bundle = $1)
    and ($2::text is null or seq < (select seq from evaluations where evaluation_id = $2))
  order by seq desc limit $3`

const ITEMS = `
  select task, gold_id "goldId", truth, before, before_confidence "beforeConfidence", after,
    after_confidence "afterConfidence", outcome,
    jsonb_build_object('language', language, 'length', length, 'channel', channel, 'assistant', assistant) segments
  from evaluation_items
  where evaluation_id = $1 and ($2::text is null or task = $2) and ($3::text is null or outcome = $3)
    and ($4::text is null or truth = $4) and ($5::text is null or task || '/' || gold_id > $5)
  order by task || '/' || gold_id limit $6`

/** Evaluations as rows that nobody changes: the report as JSON, the items one by one. */
export function postgresEvaluationStore(database: Database): EvaluationStore {
  return {
    add: (evaluation, items) =>
      database.transaction(async (sql) => {
        const { evaluationId, bundle, against, goldVersion, limitsVersion, limits, result, skills } = evaluation
        const added = await sql.query(
          `insert into evaluations (evaluation_id, bundle, against, gold_version, limits_version, limits, verdict, report,
             skills, run_id, who, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing returning 1`,
          [
            ...[evaluationId, bundle, against, goldVersion, limitsVersion, JSON.stringify(limits), result.verdict],
            ...[JSON.stringify(result), JSON.stringify(skills), evaluation.runId, evaluation.who, evaluation.at],
          ],
        )
        if (added.length > 0) await sql.query(INSERT_ITEMS, [evaluationId, ...itemColumns(items)])
      }),
    async get(evaluationId) {
      const [row] = await database.query<KeptEvaluation>(
        `select ${HEAD}, limits, report result, skills from evaluations where evaluation_id = $1`,
        [evaluationId],
      )
      return row ?? null
    },
    list: ({ bundle, before, limit }) => database.query<EvaluationHead>(LIST, [bundle, before, limit]),
    items: (evaluationId, { task, outcome, truth, after, limit }) =>
      database.query<EvaluatedItem>(ITEMS, [evaluationId, task, outcome, truth, after, limit]),
  }
}

const itemColumns = (items: readonly EvaluatedItem[]): unknown[] => [
  items.map((item) => item.task),
  items.map((item) => item.goldId),
  items.map((item) => item.truth),
  items.map((item) => item.before),
  items.map((item) => item.beforeConfidence),
  items.map((item) => item.after),
  items.map((item) => item.afterConfidence),
  items.map((item) => item.outcome),
  items.map((item) => item.segments.language),
  items.map((item) => item.segments.length),
  items.map((item) => item.segments.channel),
  items.map((item) => item.segments.assistant),
]
