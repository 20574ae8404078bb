import { begunAt, type Experiment, experimentsOf } from '../../releases/experiment-history.ts'
import type { ExperimentFilter } from '../../releases/model-registry.ts'
import { entryFrom, keyOf, LEDGER, type LedgerRow } from './release-states.ts'
import type { Sql } from './sql.ts'

/** Of a canary of an older version: as `olderRamp` names it. Null where no canary runs. */
const nameIn = (line: string): string => `coalesce(${line}.ramp ->> 'experiment', 'canary:' || ${line}.canary)`

/** An experiment begins with the first line of an assistant that has it, and ends with the next that has it no more. */
const LINES = `
  with begun as (
    select l.assistant_id a, l.revision b, ${nameIn('l')} name from release_ledger l
    left join lateral (select p.canary, p.ramp from release_ledger p
      where p.assistant_id = l.assistant_id and p.revision < l.revision order by p.revision desc limit 1) p on true
    where l.canary is not null and ${nameIn('l')} is distinct from ${nameIn('p')}
      and ($2::text is null or l.assistant_id = $2) and ($3::bigint is null or l.revision < $3)
      and ($4::text is null or ${nameIn('l')} = $4)
    order by l.revision desc limit $1
  ), spans as (
    select a, b, (select min(n.revision) from release_ledger n
      where n.assistant_id = a and n.revision > b and ${nameIn('n')} is distinct from begun.name) e from begun
  )
  ${LEDGER} join spans on assistant_id = a and revision >= b and (e is null or revision <= e) order by revision`

/** The lines of the experiments that are asked for, and no others, as experiments; newest first. */
export async function readExperiments(
  sql: Pick<Sql, 'query'>,
  limit: number,
  { assistant, before, experiment }: ExperimentFilter,
): Promise<Experiment[]> {
  const whose = assistant === undefined ? null : keyOf(assistant)
  const rows = await sql.query<LedgerRow>(LINES, [limit, whose, before ?? null, experiment ?? null])
  // The line that ends one may begin the next, which is then asked for itself, or not at all.
  const lines = new Map(rows.map((row) => [row.revision, entryFrom(row)]))
  return experimentsOf([...lines.values()]).filter(
    (each) =>
      (before === undefined || begunAt(each) < before) && (experiment === undefined || each.experiment === experiment),
  )
}
