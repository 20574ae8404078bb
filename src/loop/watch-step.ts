import { TRAITS_VERSION } from '../metrics/segments.ts'
import type { FeedbackWindows } from '../metrics/tally.ts'
import type { TraitStore } from '../metrics/trait-store.ts'
import { traitsOf } from '../metrics/traits.ts'
import { type AlertOutbox, type Notifier, nextTry } from '../monitoring/alert-delivery.ts'
import { fitSatisfaction, type SatisfactionStore } from '../monitoring/satisfaction.ts'
import { type AlertPorts, watchAlerts } from './watch-alerts.ts'
import { type DriftPorts, watchDrift } from './watch-drift.ts'
import { lookForPoison, type PoisonPorts } from './watch-poison.ts'
import { type SeriesPorts, watchSeries } from './watch-series.ts'

export interface WatchStepPorts extends AlertPorts, SeriesPorts, Omit<DriftPorts, 'units'> {
  readonly traits: TraitStore
  readonly drift: DriftPorts['drift']
  readonly satisfaction: SatisfactionStore
  readonly poison: PoisonPorts
}

export interface WatchStepOptions {
  readonly windows: FeedbackWindows
  /** Channels that are configured; alerts are told to these and to no others. */
  readonly channels: readonly string[]
  /** Wall clock, epoch milliseconds. */
  readonly wallClock: () => number
}

export interface WatchSummary {
  /** false = this hour was watched already. */
  readonly watched: boolean
  readonly conversations: number
  readonly driftDays: number
  /** Alerts that changed. */
  readonly changed: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const BATCH = 500
const RATING_DAYS = 90

/**
 * The watch as a step of the loop: reads traits of what is new, writes the series, looks for drift, judges the alerts. Once
 * per hour of the data's clock; whatever part a killed process had done is done again with the same result.
 */
export async function watchStep(
  now: number,
  { windows, channels, wallClock }: WatchStepOptions,
  ports: WatchStepPorts,
  signal: AbortSignal,
): Promise<WatchSummary> {
  const done = await ports.series.mark('step')
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS
  if (done !== null && done >= hour) {
    // A reference that was named meanwhile is compared at once: whoever named it looks at the page.
    return { watched: false, conversations: 0, driftDays: await watchDrift(now, ports, signal), changed: 0 }
  }
  const conversations = await describeConversations(ports.traits, signal)
  await refitSatisfaction(now, ports)
  await watchSeries(now, windows, ports, signal)
  const driftDays = await watchDrift(now, ports, signal)
  if (signal.aborted) return { watched: false, conversations, driftDays, changed: 0 }
  await lookForPoison(now, ports.poison, signal)
  const judged = await watchAlerts(now, windows, channels, wallClock(), ports)
  await ports.series.setMark('step', hour)
  const changed = judged.filter(({ changes }) => changes.length > 0).length
  return { watched: true, conversations, driftDays, changed }
}

/** Traits of conversations that are new or changed. Returns how many there were. */
export async function describeConversations(traits: TraitStore, signal: AbortSignal): Promise<number> {
  let described = 0
  for (let after = ''; !signal.aborted; ) {
    const stale = await traits.stale(TRAITS_VERSION, after, BATCH)
    if (stale.length === 0) break
    const read = stale.map((each) => ({ ...each, traits: traitsOf(each.events, each.endedAt) }))
    await traits.save(TRAITS_VERSION, read)
    described += stale.length
    after = stale.at(-1)!.conversationId
  }
  return described
}

/** Once a day, from the ratings of the last ninety. */
async function refitSatisfaction(now: number, { series, units, satisfaction }: WatchStepPorts): Promise<void> {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  if (((await series.mark('satisfaction')) ?? -1) >= today) return
  const rated = []
  for await (const batch of units.units(now - RATING_DAYS * DAY_MS, null))
    rated.push(...batch.filter((unit) => unit.closed && unit.eligible && unit.ratings.length > 0))
  const model = fitSatisfaction(rated)
  if (model !== null) await satisfaction.add(model, now)
  await series.setMark('satisfaction', today)
}

/** Longer than a receiver may take, so that nobody else sends the same meanwhile. */
const RESERVE_MS = 15_000
const MOST_DELIVERIES = 20

/**
 * Tells the outside what waits to be told. A message that does not arrive is tried again, ever more seldom, for a week.
 *
 * @returns how many were tried
 */
export async function deliverAlerts(
  outbox: AlertOutbox,
  notifiers: readonly Notifier[],
  wallClock: () => number,
): Promise<number> {
  const byChannel = new Map(notifiers.map((notifier) => [notifier.channel, notifier]))
  for (let tried = 0; tried < MOST_DELIVERIES; tried++) {
    const now = wallClock()
    const [delivery] = await outbox.take([...byChannel.keys()], now, now + RESERVE_MS, 1)
    if (delivery === undefined) return tried
    const failure = await byChannel
      .get(delivery.channel)!
      .send(delivery.message)
      .then(() => null, saidBy)
    const at = wallClock()
    if (failure === null) await outbox.delivered(delivery.deliveryId, at)
    else await outbox.failed(delivery.deliveryId, failure, at, nextTry(delivery, at))
  }
  return MOST_DELIVERIES
}

/** fetch hides the reason in the cause. */
const saidBy = (error: unknown): string => {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : String(message)
}
