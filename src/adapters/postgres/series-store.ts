import type { SeriesPoint, SeriesStore } from '../../monitoring/series.ts'
import type { Sql } from './database.ts'
import { joined } from './text-array.ts'

const SAVE = `
  insert into watch_points (series, step, start_at, assistant, bundle, point, computed_at)
  select series, step, start_at, assistant, bundle, point::jsonb, $7
  from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], string_to_array($6, e'\\x01'))
    n(series, step, start_at, assistant, bundle, point)
  on conflict (series, step, assistant, bundle, start_at) do update set point = excluded.point, computed_at = excluded.computed_at`

const BATCH = 1000

export const postgresSeriesStore = (sql: Sql): SeriesStore => ({
  async save(points, now) {
    for (let from = 0; from < points.length; from += BATCH) {
      const some = points.slice(from, from + BATCH)
      await sql.query(SAVE, [
        some.map((each) => each.series),
        some.map((each) => each.step),
        some.map((each) => each.startAt),
        some.map((each) => each.assistant),
        some.map((each) => each.bundle),
        joined(some.map((each) => JSON.stringify(each.point))),
        now,
      ])
    }
  },
  list: ({ series, step, from, to, assistant, bundle, limit }) =>
    sql.query<SeriesPoint>(
      `select series, step, start_at "startAt", assistant, bundle, point from watch_points
       where series = $1 and step = $2 and start_at >= $3 and start_at < $4 and ($5::text is null or assistant = $5)
         and ($6::text is null or bundle = $6) order by start_at, assistant, bundle limit $7`,
      [series, step, from, to, assistant, bundle, limit],
    ),
  async prune(step, before) {
    await sql.query('delete from watch_points where step = $1 and start_at < $2', [step, before])
  },
  async mark(name) {
    const [row] = await sql.query<{ at: number }>('select at from watch_marks where mark = $1', [name])
    return row?.at ?? null
  },
  async setMark(name, at) {
    await sql.query('insert into watch_marks (mark, at) values ($1, $2) on conflict (mark) do update set at = $2', [
      ...[name, at],
    ])
  },
  async firstStart() {
    const [row] = await sql.query<{ at: number | null }>('select min(started_at) at from conversations')
    return row?.at ?? null
  },
})
