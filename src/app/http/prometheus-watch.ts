import { Gauge, type Registry } from 'prom-client'
import type { Ports } from '../wiring.ts'

const COUNTS = `
  select 'alerts' what, state, alert->>'severity' kind, count(*)::int n from alerts group by 2, 3
  union all
  select 'deliveries', case when delivered_at is not null then 'delivered' when given_up_at is not null then 'given_up'
    else 'waiting' end, channel, count(*)::int from alert_deliveries group by 2, 3`

/** The latest day of each series against each reference. */
const DRIFT = `
  select reference, count(*)::int series, count(*) filter (where drifted)::int drifted
  from (select distinct on (reference, assistant, series) reference, (result->>'drifted')::boolean drifted from drift_results
    where day_at >= $1 order by reference, assistant, series, day_at desc) latest group by reference`

const MARK = `select at from watch_marks where mark = 'step'`

const ACCURACY = `
  select point from watch_points where series = 'accuracy' and step = 'day' and assistant = '' and bundle = ''
  order by start_at desc limit 1`

interface AccuracyRow {
  readonly point: Readonly<
    Record<
      string,
      {
        readonly mean_confidence: { readonly estimate: number } | null
        readonly ece: { readonly estimate: number } | null
        readonly disagrees: boolean
      }
    >
  >
}

const DRIFT_MS = 8 * 86_400_000
/** At most so many references are shown: names are chosen by people, and each is a series of its own. */
const MOST_REFERENCES = 20

/** What the watch last found. Counts by state alone: the number of lines does not grow with alerts, bundles or customers. */
export function showWatch(registry: Registry, { database, clock }: Ports): void {
  const gauge = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void>) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        return collect(this)
      },
    })
  const counts = (what: string, label: string) => async (each: Gauge) => {
    each.reset()
    const rows = await database.query<{ what: string; state: string; kind: string; n: number }>(COUNTS)
    for (const row of rows) if (row.what === what) each.set({ state: row.state, [label]: row.kind }, row.n)
  }
  gauge('salesloop_alerts', 'Alerts, by state and severity', ['state', 'severity'], counts('alerts', 'severity'))
  gauge(
    'salesloop_alert_deliveries',
    'Messages to the outside, by state and channel',
    ['state', 'channel'],
    counts('deliveries', 'channel'),
  )
  gauge(
    'salesloop_drift_series',
    'Series compared with a named reference, by their latest day',
    ['reference', 'state'],
    async (each) => {
      each.reset()
      const since = (await clock.now()) - DRIFT_MS
      const rows = await database.query<{ reference: string; series: number; drifted: number }>(DRIFT, [since])
      for (const { reference, series, drifted } of rows.slice(0, MOST_REFERENCES)) {
        each.set({ reference, state: 'drifted' }, drifted)
        each.set({ reference, state: 'steady' }, series - drifted)
      }
    },
  )
  gauge(
    'salesloop_watch_lag_seconds',
    "How long ago the watch last finished, on the data's clock",
    [],
    async (each) => {
      each.reset()
      const [row] = await database.query<{ at: number }>(MARK)
      if (row) each.set(Math.max(0, (await clock.now()) - row.at) / 1000)
    },
  )
  gauge(
    'salesloop_confidence',
    'Of the latest day: mean confidence, calibration error, and whether confidences and reviews disagree (1)',
    ['task', 'what'],
    async (each) => {
      each.reset()
      const [row] = await database.query<AccuracyRow>(ACCURACY)
      for (const [task, { mean_confidence, ece, disagrees }] of Object.entries(row?.point ?? {})) {
        if (mean_confidence) each.set({ task, what: 'mean' }, mean_confidence.estimate)
        if (ece) each.set({ task, what: 'calibration_error' }, ece.estimate)
        each.set({ task, what: 'disagrees' }, Number(disagrees))
      }
    },
  )
}
