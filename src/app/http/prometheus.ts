import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { watch } from '../../loop/watch.ts'
import { type RefreshedRates, refreshedRates } from '../refreshed-rates.ts'
import type { Ports } from '../wiring.ts'
import { showWatch } from './prometheus-watch.ts'
import type { App } from './server.ts'

const WINDOW_MS = 28 * 86_400_000

/** GET /metrics: process, requests, ingest, backlog and the main rates, for Prometheus. */
export function prometheusRoutes(app: App, ports: Ports): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  countRequests(app, registry)
  countEvents(app, registry)
  const rates = refreshedRates(async () => {
    const now = await ports.clock.now()
    const scope = { by: [], from: now - WINDOW_MS, to: null }
    return (await watch(scope, now, ports.features, ports.learning.ports)).figures
  })
  showLoop(registry, ports)
  showRates(registry, rates)
  showWatch(registry, ports)
  app.addHook('onClose', async () => registry.clear())
  app.get(
    '/metrics',
    {
      config: { scope: 'read' },
      schema: { description: 'For Prometheus. Rates are of the last 28 days, refreshed in the background.' },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  )
}

function countRequests(app: App, registry: Registry): void {
  const seconds = new Histogram({
    name: 'salesloop_http_request_seconds',
    help: 'Time to answer, by route and status class',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    }
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
}

const TAKES_EVENTS = new Set(['/v1/events', '/v1/import'])

function countEvents(app: App, registry: Registry): void {
  const events = new Counter({
    name: 'salesloop_events_total',
    help: 'Items received by this process: accepted, duplicate, or rejected with the code',
    labelNames: ['outcome', 'code'],
    registers: [registry],
  })
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (!TAKES_EVENTS.has(request.routeOptions.url ?? '')) return payload
    const { accepted, duplicates, rejected } = payload as Partial<EventsAnswer>
    if (accepted) events.inc({ outcome: 'accepted', code: '' }, accepted)
    if (duplicates) events.inc({ outcome: 'duplicate', code: '' }, duplicates)
    for (const { code } of rejected ?? []) events.inc({ outcome: 'rejected', code })
    return payload
  })
}

interface EventsAnswer {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly { readonly code: string }[]
}

/** Read from the database when somebody asks. */
function showLoop(registry: Registry, { database, runner, learning }: Ports): void {
  const gauge = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void> | void) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        return collect(this)
      },
    })
  gauge('salesloop_leading', '1 in the process that does the work of the loop', [], (each) =>
    each.set(Number(runner.leading)),
  )
  gauge('salesloop_inbox_batches', 'Accepted batches that wait to be folded', [], async (each) => {
    const [row] = await database.query<{ n: number }>('select count(*)::int n from inbox')
    each.set(row?.n ?? 0)
  })
  gauge('salesloop_samples', 'Samples drawn for review, by state', ['state'], async (each) => {
    each.reset()
    for (const { state, samples } of await learning.ports.labels.responses()) each.inc({ state }, samples)
  })
  gauge('salesloop_training_runs', 'Training runs, by state', ['state'], async (each) => {
    each.reset()
    const rows = await database.query<{ state: string; n: number }>(
      'select state, count(*)::int n from training_runs group by state',
    )
    for (const { state, n } of rows) each.set({ state }, n)
  })
  gauge('salesloop_release_revision', 'Release that this process serves', ['live', 'canary'], (each) => {
    const { revision, live, canary } = learning.desk.state
    each.reset()
    each.set({ live: live ?? '', canary: canary?.bundle ?? '' }, revision)
  })
  gauge('salesloop_broken_bundles', 'Released bundles that this process cannot load', [], (each) =>
    each.set(learning.desk.served.broken.size),
  )
  gauge('salesloop_decisions_dropped', 'Decisions that did not fit into the buffer', [], (each) =>
    each.set(learning.decisions.dropped()),
  )
}

function showRates(registry: Registry, rates: RefreshedRates): void {
  new Gauge({
    name: 'salesloop_figure',
    help: 'Figures of the last 28 days: estimate and 95 % interval',
    labelNames: ['figure', 'bound', 'unit'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const each of await rates.figures()) {
        for (const name of ['estimate', 'low', 'high'] as const) {
          const value = each[name]
          if (value !== null) this.set({ figure: each.figure, bound: name, unit: each.unit ?? '' }, value)
        }
      }
    },
  })
  new Gauge({
    name: 'salesloop_figure_units',
    help: 'Mature and immature units behind a figure',
    labelNames: ['figure', 'state', 'unit'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const each of await rates.figures()) {
        this.set({ figure: each.figure, state: 'mature', unit: each.unit ?? '' }, each.denominator)
        if (each.immature !== null)
          this.set({ figure: each.figure, state: 'immature', unit: each.unit ?? '' }, each.immature)
      }
    },
  })
}
