import { feishuNotifier } from '../adapters/notify/feishu.ts'
import { webhookNotifier } from '../adapters/notify/webhook.ts'
import { postgresAlertOutbox } from '../adapters/postgres/alert-outbox.ts'
import { postgresAlertStore } from '../adapters/postgres/alert-store.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresDriftStore } from '../adapters/postgres/drift-store.ts'
import { postgresAnswerReader } from '../adapters/postgres/label-reader.ts'
import { postgresSatisfactionStore } from '../adapters/postgres/satisfaction-store.ts'
import { postgresSeriesStore } from '../adapters/postgres/series-store.ts'
import { postgresTextSource } from '../adapters/postgres/text-source.ts'
import { postgresTraitStore } from '../adapters/postgres/trait-store.ts'
import { postgresTrustStore } from '../adapters/postgres/trust-store.ts'
import type { Clock } from '../events/clock.ts'
import type { FeatureConfig } from '../features/config.ts'
import type { WatchPorts } from '../loop/watch.ts'
import type { PoisonPorts } from '../loop/watch-poison.ts'
import { deliverAlerts, type WatchStepPorts, type WatchSummary, watchStep } from '../loop/watch-step.ts'
import type { AlertOutbox, Notifier } from '../monitoring/alert-delivery.ts'
import type { Settings } from './settings.ts'

/** The watch in the background of a service: its ports, its step, and who is told. */
export interface Watching {
  readonly ports: WatchStepPorts & { readonly outbox: AlertOutbox }
  /** Channels that are configured. */
  readonly channels: readonly string[]
  /** Watches now, if this hour was not watched yet. null = another process is at it, or rows are still being derived. */
  step(signal: AbortSignal): Promise<WatchSummary | null>
  /** The same where nobody waits: rests after each step, since in a replay the hours fly. */
  chore(signal: AbortSignal): Promise<void>
  /** The oldest drift alarm that fires; null = none. */
  driftAlarm(): Promise<{ alarm: string; since: number } | null>
  start(): void
  stop(): Promise<void>
}

const ALONE = 'salesloop.watch'
/** How often the outbox is looked at. */
const DELIVER_MS = 2000
/** At most this share of the time goes into watching by itself. */
const BUSY_SHARE = 0.1
const MOST_FIRING = 1000
const READ_AHEAD_MS = 28 * 86_400_000

export interface WatchingOptions {
  readonly database: Database
  readonly clock: Clock
  /** The constants of the features. */
  readonly windows: FeatureConfig
  readonly reading: WatchPorts & Omit<PoisonPorts, 'answers' | 'trust'>
  readonly settings: Pick<Settings, 'alerts'>
  /** Has everything due at `now` been derived and admitted? */
  settled(now: number): Promise<boolean>
  onError(error: unknown): void
}

export function openWatching(given: WatchingOptions): Watching {
  const { database, clock, reading, settings, settled, onError } = given
  const ports = portsOn(database.prompt, reading)
  const patient = portsOn(database, reading)
  const notifiers = notifiersOf(settings)
  const channels = notifiers.map((notifier) => notifier.channel)
  const options = { windows: given.windows, channels, wallClock: Date.now }
  let timer: NodeJS.Timeout | null = null
  let under: Promise<unknown> = Promise.resolve()

  let restUntil = 0
  const stopping = new AbortController()

  async function step(signal: AbortSignal): Promise<WatchSummary | null> {
    const release = await database.tryLock(ALONE)
    if (release === null) return null
    try {
      const now = await clock.now()
      // In a replay the clock is ahead of the rows until they are derived; live, an hour's margin is enough.
      if (clock.mode === 'replay' && !(await settled(now))) return null
      return await watchStep(now, options, patient, signal)
    } finally {
      await release()
    }
  }

  return {
    ports,
    channels,
    step,
    async chore(signal) {
      const begunAt = performance.now()
      if (begunAt < restUntil) return
      await step(signal)
      const endedAt = performance.now()
      restUntil = endedAt + (endedAt - begunAt) / BUSY_SHARE
    },
    driftAlarm: () => driftAlarm(ports),
    start() {
      under = readAhead(ports, clock, stopping.signal).catch(onError)
      if (notifiers.length === 0) return
      timer = setInterval(() => {
        under = under.then(() => deliverAlerts(ports.outbox, notifiers, Date.now)).catch(onError)
      }, DELIVER_MS)
    },
    async stop() {
      if (timer) clearInterval(timer)
      stopping.abort()
      await under
    },
  }
}

/** What the figures of the last weeks rest on, so that nobody who opens a page after a start waits for it. */
async function readAhead({ columns, traits }: Watching['ports'], clock: Clock, signal: AbortSignal): Promise<void> {
  const now = await clock.now()
  for await (const _ of columns.columns(now - READ_AHEAD_MS, null)) if (signal.aborted) return
  for await (const _ of traits.turns(now - READ_AHEAD_MS, now, null)) if (signal.aborted) return
}

const portsOn = (database: Database, reading: WatchingOptions['reading']): Watching['ports'] => ({
  ...reading,
  traits: postgresTraitStore(database),
  series: postgresSeriesStore(database),
  satisfaction: postgresSatisfactionStore(database),
  drift: postgresDriftStore(database),
  texts: postgresTextSource(database),
  alerts: postgresAlertStore(database),
  outbox: postgresAlertOutbox(database),
  trust: postgresTrustStore(database),
  poison: { ...reading, answers: postgresAnswerReader(database), trust: postgresTrustStore(database) },
})

/** Only what is configured is ever told. */
function notifiersOf({ alerts: { webhook, feishu } }: Pick<Settings, 'alerts'>): Notifier[] {
  return [
    ...(webhook === null ? [] : [webhookNotifier(webhook.url, webhook.secret, Date.now)]),
    ...(feishu === null ? [] : [feishuNotifier(feishu.url, feishu.secret, feishu.language, Date.now)]),
  ]
}

async function driftAlarm({ alerts }: Pick<Watching['ports'], 'alerts'>): ReturnType<Watching['driftAlarm']> {
  const { rules } = await alerts.rules()
  const ours = new Set(rules.filter((rule) => rule.subject.kind === 'drift').map((rule) => rule.rule))
  const firing = await alerts.list({ states: ['firing'], rule: null, after: null, limit: MOST_FIRING })
  const [oldest] = firing.filter((alert) => ours.has(alert.rule)).sort((a, b) => a.since - b.since)
  return oldest === undefined ? null : { alarm: `${oldest.rule}: ${oldest.why}`, since: oldest.since }
}
