import { type ArmOfId, type ExposureCounts, peopleOfSeveralIds } from '../../experiments/exposure-check.ts'
import type { StageMoments } from '../../releases/exposure-reader.ts'
import type { Database } from './database.ts'
import { IN_STAGE, inRoom, STAGES, seenFrom, USER } from './exposure-sql.ts'

/**
 * $1 to $3 as in exposure-sql.ts, $4 the experiment. Users of both arms from the moment when the second answered them. Few are
 * those, and few the conversations that were drawn to both: only they are put in order.
 */
const COUNTS = `with ${STAGES}, met as materialized (
    select s.stage, ats, until_at, conversation_id, c.arm, ${USER} who, started_at ${IN_STAGE}
  ), both_arms as (
    select stage, ats, until_at, started_at, who, arm, first_value(arm) over (partition by stage, who order by started_at, arm) first
    from met join (select stage, who from met group by stage, who having min(arm) <> max(arm)) several using (stage, who)
  ), drawn as (
    select conversation_id, case when min(arm) = max(arm) then min(arm) else (
        select f.arm from decisions f where f.conversation_id = d.conversation_id and f.experiment = $4 order by f.at, f.decision_id limit 1
      ) end drawn
    from decisions d where experiment = $4 group by conversation_id
  ), counted as materialized (
    select stage, ${seenFrom('started_at')} p, count(*)::int assigned, count(*) filter (where arm <> drawn)::int mismatched
    from met join drawn using (conversation_id) group by stage, p
  )
  select stage, 'inBoth' what, p, count(*)::int count from (
    select stage, ${seenFrom('min(started_at)')} p from both_arms where arm <> first group by stage, who, ats, until_at
  ) later group by stage, p
  union all select stage, 'assigned', p, assigned from counted
  union all select stage, 'mismatched', p, mismatched from counted`

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
    inRoom<Counted>(database, COUNTS, [...values, experiment]),
    database.query<SeveralIds>(SEVERAL_IDS, [...values]),
  ])
  const ids = [...new Set(several.flatMap((each) => each.ids))]
  const arms = ids.length === 0 ? [] : await database.query<ArmRow>(ARMS_OF_IDS, [...values, ids])
  return stages.map(({ at }, stage) =>
    at.map((instant, place) => {
      // As seenFrom in exposure-sql.ts.
      const reach = place === at.length - 1 && stages[stage]!.scope.until === null ? Number.POSITIVE_INFINITY : instant
      const until = (what: Counted['what']): number =>
        counted
          .filter((each) => each.stage === stage && each.what === what && each.p <= place)
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
