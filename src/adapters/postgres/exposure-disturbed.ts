import { type ArmOfId, type ExposureCounts, peopleOfSeveralIds } from '../../experiments/exposure-check.ts'
import type { StageMoments } from '../../releases/exposure-reader.ts'
import type { Database } from './database.ts'
import { IN_STAGE, placeOf, STAGES, USER } from './exposure-sql.ts'

/** $1 to $3 as in exposure-sql.ts, $4 the experiment. Users of both arms from the moment when the second answered them. */
const COUNTS = `with ${STAGES}, met as materialized (
    select s.stage, ats, conversation_id, c.arm, ${USER} who, started_at, first_value(c.arm) over (partition by s.stage, ${USER} order by started_at, c.arm) first
    ${IN_STAGE}
  ), drawn as (
    select stage, ats, conversation_id, started_at, met.arm, (array_agg(d.arm order by d.at, d.decision_id))[1] drawn
    from met join decisions d using (conversation_id) where d.experiment = $4
    group by stage, ats, conversation_id, started_at, met.arm
  )
  select stage, 'inBoth' what, p, count(*)::int count from (
    select stage, who, ${placeOf('min(started_at) - 1')} p from met where arm <> first group by stage, who, ats
  ) both_arms group by stage, p
  union all select stage, 'assigned', ${placeOf('started_at - 1')} p, count(*)::int from drawn group by stage, p
  union all select stage, 'mismatched', ${placeOf('started_at - 1')} p, count(*)::int from drawn where arm <> drawn group by stage, p`

const SEVERAL_IDS = `with ${STAGES} select s.stage, started_at "startedAt", array(select jsonb_array_elements_text(facts->'users')) ids
  ${IN_STAGE} where jsonb_array_length(facts->'users') > 1`

const ARMS_OF_IDS = `with ${STAGES} select distinct on (s.stage, user_id) s.stage, user_id "user", c.arm, started_at "startedAt"
  ${IN_STAGE} where user_id = any($4) order by s.stage, user_id, started_at, c.arm`

interface Counted {
  readonly stage: number
  readonly what: 'inBoth' | 'assigned' | 'mismatched'
  readonly p: number
  readonly count: number
}
interface SeveralIds {
  readonly stage: number
  readonly startedAt: number
  readonly ids: readonly string[]
}
type ArmRow = ArmOfId & { readonly stage: number; readonly startedAt: number }

/**
 * What disturbed the exposure, per stage and moment.
 *
 * @param values the first three of the statements: stages, assistant, assistants with releases of their own
 */
export async function disturbedExposure(
  database: Database,
  values: readonly unknown[],
  experiment: string,
  stages: readonly StageMoments[],
): Promise<Omit<ExposureCounts, 'users'>[][]> {
  const [counted, several] = await Promise.all([
    database.query<Counted>(COUNTS, [...values, experiment]),
    database.query<SeveralIds>(SEVERAL_IDS, [...values]),
  ])
  const ids = [...new Set(several.flatMap((each) => each.ids))]
  const arms = ids.length === 0 ? [] : await database.query<ArmRow>(ARMS_OF_IDS, [...values, ids])
  return stages.map(({ at }, stage) =>
    at.map((instant, place) => {
      // The last moment of a stage that runs on sees everything.
      const reach = place === at.length - 1 && stages[stage]!.scope.until === null ? Number.POSITIVE_INFINITY : instant
      const until = (what: Counted['what']): number =>
        counted
          .filter((each) => each.stage === stage && each.what === what)
          .filter(({ p }) => p <= place || reach === Number.POSITIVE_INFINITY)
          .reduce((sum, each) => sum + each.count, 0)
      const seen = (row: { readonly stage: number; readonly startedAt: number }) =>
        row.stage === stage && row.startedAt <= reach
      return {
        inBoth: until('inBoth'),
        assigned: until('assigned'),
        mismatched: until('mismatched'),
        ...peopleOfSeveralIds(
          several.filter(seen).map((each) => each.ids),
          arms.filter(seen),
        ),
      }
    }),
  )
}
