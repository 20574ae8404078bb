import type { HourSum, KeptDay, KeptHour, LakeEvent, LakeStore, LiveRow } from '../../admission/lake.ts'
import { DAY_MS, HOUR_MS } from '../../admission/lake.ts'
import { PLACES_PER_COMMIT } from './event-store.ts'
import type { Database } from './sql.ts'
import { textArray } from './text-array.ts'

/** Commits may be seen in another order than they were numbered; so many are looked at again each time. */
const OVERLAP = 1000 * PLACES_PER_COMMIT
const EVENTS_AT_ONCE = 2000
const HOUR = `e.t - e.t % ${HOUR_MS}`
const KEPT_HOUR = 'hour_at "hourAt", events, fingerprint, path, sha256'
const KEPT_DAY = `day_at "dayAt", conversations, final_rows "finalRows", differing, inputs, spec_version "specVersion",
  config_hash "configHash", computed_at "computedAt", path, sha256`

/** Flat rows stand beside their parts, which are what is folded. */
const COUNTS = `e.type <> 'turn'`

/** What lies in the lake, and the events that belong there, in PostgreSQL. */
export function postgresLakeStore(database: Database): LakeStore {
  return {
    async touched(until) {
      const [state] = await database.query<{ from: number; place: number }>(
        `with looked as (select greatest(place - ${OVERLAP}, -1) place from lake_state)
         select looked.place "from", coalesce(
           (select min(e.place) - 1 from events e where e.place > looked.place and e.t >= $1),
           (select max(e.place) from events e), -1) place from looked`,
        [until],
      )
      const rows = await database.query<{ hour_at: number }>(
        `select distinct ${HOUR} as hour_at from events e where e.place > $1 and e.t < $2 and ${COUNTS} order by 1`,
        [state!.from, until],
      )
      return { hours: rows.map((row) => row.hour_at), place: state!.place }
    },
    async hoursBetween(from, until) {
      const rows = await database.query<{ hour_at: number }>(
        `select distinct ${HOUR} as hour_at from events e where e.t between $1 and $2 and ${COUNTS} order by 1`,
        [from, until],
      )
      return rows.map((row) => row.hour_at)
    },
    async allHours() {
      const rows = await database.query<{ hour_at: number }>(
        `select distinct ${HOUR} as hour_at from events e where ${COUNTS} union select hour_at from lake_hours order by 1`,
      )
      return rows.map((row) => row.hour_at)
    },
    sums: (hours) =>
      database.query<HourSum>(
        `select h.hour_at "hourAt", count(*)::int events, sum(hashtextextended(e.body, e.received_at)::numeric)::text fingerprint
         from unnest($1::bigint[]) h(hour_at) join events e on e.t >= h.hour_at and e.t < h.hour_at + ${HOUR_MS}
         where ${COUNTS} group by 1`,
        [hours],
      ),
    kept: (hours) => database.query<KeptHour>(`select ${KEPT_HOUR} from lake_hours where hour_at = any($1)`, [hours]),
    keptBetween: (from, until) =>
      database.query<KeptHour>(`select ${KEPT_HOUR} from lake_hours where hour_at between $1 and $2 order by 1`, [
        from,
        until,
      ]),
    events: (hourAt) => eventsOf(database, hourAt),
    async keepHour({ hourAt, events, fingerprint, path, sha256 }, now) {
      await database.query(
        `insert into lake_hours (hour_at, events, fingerprint, path, sha256, written_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (hour_at) do update set (events, fingerprint, path, sha256, written_at)
           = (excluded.events, excluded.fingerprint, excluded.path, excluded.sha256, excluded.written_at)`,
        [hourAt, events, fingerprint, path, sha256, now],
      )
    },
    async dropHour(hourAt) {
      await database.query('delete from lake_hours where hour_at = $1', [hourAt])
    },
    async daysOf(hours) {
      const rows = await database.query<{ day_at: number }>(DAYS_OF, [hours])
      return rows.map((row) => row.day_at)
    },
    async members(dayAt) {
      const rows = await database.query<{ id: string; lastAt: number }>(MEMBERS, [dayAt])
      const lastAt = rows.reduce<number | null>((last, row) => Math.max(last ?? row.lastAt, row.lastAt), null)
      return { conversations: rows.map((row) => row.id), lastAt }
    },
    async liveRows(conversations, now) {
      const rows = await database.query<LiveRow & { id: string }>(
        'select conversation_id id, row, rules_version "rulesVersion" from conversations where conversation_id = any($1) and computed_at <= $2',
        [textArray(conversations), now],
      )
      return new Map(rows.map(({ id, ...live }) => [id, live]))
    },
    days: (limit) =>
      database.query<KeptDay>(`select ${KEPT_DAY} from lake_days order by day_at desc limit $1`, [limit]),
    async day(dayAt) {
      const [day] = await database.query<KeptDay>(`select ${KEPT_DAY} from lake_days where day_at = $1`, [dayAt])
      return day ?? null
    },
    async openDays(configHash) {
      const rows = await database.query<{ day_at: number }>(OPEN_DAYS, [configHash])
      return rows.map((row) => row.day_at)
    },
    async keepDay(day, now) {
      const { dayAt, conversations, finalRows, differing, inputs, specVersion, configHash, computedAt, path, sha256 } =
        day
      await database.query(
        `insert into lake_days (day_at, conversations, final_rows, differing, inputs, spec_version, config_hash, computed_at,
           path, sha256, written_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (day_at) do update set (conversations, final_rows, differing, inputs, spec_version, config_hash,
           computed_at, path, sha256, written_at) = (excluded.conversations, excluded.final_rows, excluded.differing,
           excluded.inputs, excluded.spec_version, excluded.config_hash, excluded.computed_at, excluded.path, excluded.sha256,
           excluded.written_at)`,
        [dayAt, conversations, finalRows, differing, inputs, specVersion, configHash, computedAt, path, sha256, now],
      )
    },
    async dropDay(dayAt) {
      await database.query('delete from lake_days where day_at = $1', [dayAt])
    },
    async finish(place, now) {
      await database.query('update lake_state set place = greatest(place, $1), checked_at = $2', [place, now])
    },
    async lastRunAt() {
      const [row] = await database.query<{ at: number | null }>('select checked_at at from lake_state')
      return row?.at ?? null
    },
  }
}

/** Where a conversation begins: its first event that came in time. */
const FIRST = `(select min(f.t) from events f where f.conversation_id = c.id and not f.late and f.type <> 'turn')`

/** By their own events, and by carts and orders of their users in the windows in which these count. */
const DAYS_OF = `
  with touched as (
    select distinct e.conversation_id id from unnest($1::bigint[]) h(hour_at)
      join events e on e.t >= h.hour_at and e.t < h.hour_at + ${HOUR_MS} where ${COUNTS} and e.conversation_id is not null
    union
    select l.conversation_id from unnest($1::bigint[]) h(hour_at)
      join events e on e.t >= h.hour_at and e.t < h.hour_at + ${HOUR_MS}
      join links l on l.user_id = e.user_id and e.t between l.from_at and l.until_at
      where e.type in ('cart_event', 'order_event'))
  select distinct first - first % ${DAY_MS} as day_at from (select ${FIRST} first from touched c) f where first is not null
  union select hour_at - hour_at % ${DAY_MS} from unnest($1::bigint[]) h(hour_at) order by 1`

/** The service has made a row anew since; a conversation starts on its day or, when a click came first, on the next. */
const OPEN_DAYS = `
  select day_at from lake_days d where differing > 0 or config_hash <> $1 or (final_rows < conversations and exists (
    select from conversations c where c.started_at >= d.day_at and c.started_at < d.day_at + 2 * ${DAY_MS}::bigint
      and c.computed_at > d.computed_at))
  union select hour_at - hour_at % ${DAY_MS} from lake_hours h
    where not exists (select from lake_days d where d.day_at = h.hour_at - h.hour_at % ${DAY_MS}) order by 1`

const MEMBERS = `
  select id, (select max(l.t) from events l where l.conversation_id = c.id) "lastAt" from (
    select distinct e.conversation_id id from events e
    where e.t >= $1 and e.t < $1::bigint + ${DAY_MS} and ${COUNTS} and not e.late and e.conversation_id is not null
  ) c where ${FIRST} >= $1 order by id`

async function* eventsOf(database: Database, hourAt: number): AsyncGenerator<readonly LakeEvent[]> {
  let after: { t: number; id: string } = { t: hourAt, id: '' }
  for (;;) {
    const rows = await database.query<LakeEvent & { t: number; id: string }>(
      `select e.t, e.event_id id, e.received_at "receivedAt", e.occurred_at "occurredAt", e.body from events e
       where e.t >= $1 and e.t < $2 and (e.t, e.event_id) > ($1, $3) and ${COUNTS} order by e.t, e.event_id limit ${EVENTS_AT_ONCE}`,
      [after.t, hourAt + HOUR_MS, after.id],
    )
    if (rows.length > 0) yield rows
    if (rows.length < EVENTS_AT_ONCE) return
    after = rows.at(-1)!
  }
}
