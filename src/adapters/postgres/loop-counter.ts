import type { LoopCounter, LoopCounts, Standing } from '../../monitoring/loop-counts.ts'
import type { Sql } from './sql.ts'

const EVENT_WINDOW_MS = 5 * 60_000
/** So many of the newest events are looked at: their rate is the rate, and reading them costs the same at any size of the log. */
const MOST_EVENTS = 5000

const EVENTS = `
  with newest as (select received_at at from events order by place desc limit ${MOST_EVENTS})
  select count(*) filter (where at > $1)::int count, min(at) filter (where at > $1) "firstAt", max(at) "latestAt", count(*)::int seen
  from newest`

const POOL = `
  select coalesce(sum(conversations), 0)::int decided, coalesce(sum(conversations) filter (where reason <> ''), 0)::int flagged,
    coalesce(sum(selected), 0)::int drawn
  from plan_spending join sampling_plans using (plan_id) where until_at > $1`

const QUEUE = `
  select (select count(*)::int from conversations where not closed) "openConversations",
    (select count(*)::int from samples where state = 'waiting') waiting,
    (select count(distinct sample_id)::int from leases where ended is null and until_at > $1) leased`

const SNAPSHOT = `
  select snapshot_id id, created_at at,
    (select count(*)::int from labels where source = 'human' and recorded_at > created_at) "labelsSince"
  from snapshots order by created_at desc limit 1`

const VERDICT = 'select bundle_id bundle, verdict, at from verdicts order by seq desc limit 1'

const STANDING = `
  select (select count(*)::int from inbox where set_aside is not null) "setAside",
    (select count(*)::int from alert_deliveries where given_up_at > $1) undelivered,
    (select count(*)::int from intent_proposals where state = 'open') proposals`

const FIRING = `select alert->>'severity' severity, count(*)::int n from alerts where state = 'firing' group by 1`

const LAST_RUN = `select run_id id, state, coalesce(finished_at, requested_at) at from training_runs order by seq desc limit 1`

/** A newer release has decided about what stood beside it. */
const CANDIDATES = `
  select bundle_id bundle, created_at at from bundles b
  where verdict = 'pass' and created_at > coalesce((select max(at) from release_ledger), 0)
    and not exists (select from release_ledger r where r.bundle = b.bundle_id)
  order by created_at desc limit 5`

const ASSISTANTS = `select distinct assistant from watch_points
  where series = 'rates' and step = 'day' and bundle = '' and assistant <> '' order by 1 limit 100`

const WEEK_MS = 7 * 86_400_000

export const postgresLoopCounter = (sql: Sql): LoopCounter => ({
  async counts(now, since) {
    const [events, [pool], [queue], [snapshot], [verdict]] = await Promise.all([
      recentEvents(sql, now),
      sql.query<Pick<LoopCounts, 'decided' | 'flagged' | 'drawn'>>(POOL, [since]),
      sql.query<Pick<LoopCounts, 'openConversations' | 'waiting' | 'leased'>>(QUEUE, [now]),
      sql.query<NonNullable<LoopCounts['snapshot']>>(SNAPSHOT),
      sql.query<NonNullable<LoopCounts['verdict']>>(VERDICT),
    ])
    return { events, ...pool!, ...queue!, snapshot: snapshot ?? null, verdict: verdict ?? null }
  },
  async standing(now) {
    const [[counts], firing, [run], candidates] = await Promise.all([
      sql.query<Pick<Standing, 'setAside' | 'undelivered' | 'proposals'>>(STANDING, [now - WEEK_MS]),
      sql.query<{ severity: keyof Standing['firing']; n: number }>(FIRING),
      sql.query<{ id: string; state: string; at: number }>(LAST_RUN),
      sql.query<Standing['candidates'][number]>(CANDIDATES),
    ])
    return {
      ...counts!,
      firing: {
        info: 0,
        warning: 0,
        critical: 0,
        ...Object.fromEntries(firing.map(({ severity, n }) => [severity, n])),
      },
      failedRun: run?.state === 'failed' ? { id: run.id, at: run.at } : null,
      candidates,
    }
  },
  async assistants() {
    return (await sql.query<{ assistant: string }>(ASSISTANTS)).map(({ assistant }) => assistant)
  },
})

async function recentEvents(sql: Sql, now: number): Promise<LoopCounts['events']> {
  const [row] = await sql.query<{ count: number; firstAt: number | null; latestAt: number | null; seen: number }>(
    EVENTS,
    [now - EVENT_WINDOW_MS],
  )
  const { count, firstAt, latestAt, seen } = row!
  const cut = seen === MOST_EVENTS && count === MOST_EVENTS && firstAt !== null
  return { count, windowMs: cut ? Math.max(1, now - firstAt) : EVENT_WINDOW_MS, latestAt }
}
