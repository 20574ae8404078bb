import { canonicalValue } from '../../events/canonical.ts'
import type { JudgedDrift } from '../../monitoring/drift.ts'
import type { DriftReference } from '../../monitoring/drift-reference.ts'
import type { DriftRow, DriftStore } from '../../monitoring/drift-store.ts'
import type { Database } from './database.ts'
import { joined } from './text-array.ts'

const LATEST = `select distinct on (name) name, version, body, changed_at "changedAt", changed_by "changedBy"
  from drift_references`

const SAVE = `
  insert into drift_results (reference, version, day_at, assistant, series, result, computed_at)
  select r, v, day, assistant, series, result::jsonb, $7
  from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[], string_to_array($6, e'\\x01')) n(r, v, day, assistant, series, result)
  on conflict (reference, version, day_at, assistant, series) do update set result = excluded.result, computed_at = excluded.computed_at`

const LIST = `
  select reference "referenceName", version, day_at "dayAt", assistant, result from drift_results
  where ($1::text is null or reference = $1) and ($2::text is null or assistant = $2) and ($3::text is null or series = $3)
    and ($4::bigint is null or day_at >= $4) and ($5::bigint is null or day_at < $5)
    and ($6::boolean is null or (result->>'drifted')::boolean = $6)
  order by day_at desc, reference, assistant, series limit $7`

export function postgresDriftStore(database: Database): DriftStore {
  return {
    references: () => database.query<DriftReference>(`${LATEST} order by name, version desc`),
    putReference: (name, body, now, who) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.drift-references', 0))`)
        const [held] = await sql.query<DriftReference>(`${LATEST} where name = $1 order by name, version desc`, [name])
        if (held && canonicalValue(held.body) === canonicalValue(body)) return held
        const next = { name, version: (held?.version ?? 0) + 1, body, changedAt: now, changedBy: who }
        await sql.query(
          'insert into drift_references (name, version, body, changed_at, changed_by) values ($1, $2, $3, $4, $5)',
          [name, next.version, JSON.stringify(body), now, who],
        )
        return next
      }),
    async save(rows, now) {
      if (rows.length === 0) return
      await database.query(SAVE, [
        rows.map((row) => row.referenceName),
        rows.map((row) => row.version),
        rows.map((row) => row.dayAt),
        rows.map((row) => row.assistant),
        rows.map((row) => row.series),
        joined(rows.map((row) => JSON.stringify(resultOf(row)))),
        now,
      ])
    },
    async list({ reference, assistant, series, from, to, drifted, limit }) {
      const rows = await database.query<Omit<DriftRow, keyof JudgedDrift> & { result: JudgedDrift }>(LIST, [
        ...[reference, assistant, series, from, to, drifted, limit],
      ])
      return rows.map(({ result, ...place }) => ({ ...place, ...result }))
    },
    async mark(reference, version, family) {
      const [row] = await database.query<{ at: number }>('select at from watch_marks where mark = $1', [
        markOf(reference, version, family),
      ])
      return row?.at ?? null
    },
    async setMark(reference, version, family, dayAt) {
      await database.query(
        `insert into watch_marks (mark, at) values ($1, $2)
         on conflict (mark) do update set at = greatest(watch_marks.at, excluded.at)`,
        [markOf(reference, version, family), dayAt],
      )
    },
  }
}

const markOf = (reference: string, version: number, family: string): string => `drift/${reference}/${version}/${family}`

const resultOf = ({ referenceName: _, version: __, dayAt: ___, assistant: ____, ...result }: DriftRow): JudgedDrift =>
  result
