import type { Alert, AlertChange } from './alert.ts'

/** What the outside is told: an alert as it stood, and what had happened. */
export interface AlertMessage {
  readonly delivery_id: string
  readonly event: 'firing' | 'resolved'
  readonly alert_id: string
  readonly rule: string
  readonly severity: Alert['severity']
  readonly place: Alert['place']
  /** On the data's clock, epoch milliseconds. */
  readonly at: number
  readonly episode: number
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly why: string
  /** The same in Chinese; null = it was judged by an older salesloop. */
  readonly why_zh: string | null
  /** What its rule says to do. */
  readonly note: string
}

/** A message on its way to one channel. Instants are of the wall clock. */
export interface Delivery {
  readonly deliveryId: string
  readonly channel: string
  readonly message: AlertMessage
  readonly madeAt: number
  readonly attempts: number
  readonly nextTryAt: number
  readonly deliveredAt: number | null
  readonly givenUpAt: number | null
  readonly error: string | null
}

/** Carries a message to the outside. Throws when it did not arrive. */
export interface Notifier {
  readonly channel: string
  send(message: AlertMessage): Promise<void>
}

/** What is to be told and has not been yet. At least once: a process that dies after sending leaves it to be sent again. */
export interface AlertOutbox {
  /** Due ones, reserved until `until`: nobody else takes them before. */
  take(channels: readonly string[], now: number, until: number, most: number): Promise<Delivery[]>
  delivered(deliveryId: string, now: number): Promise<void>
  /** `again` null = it is given up. */
  failed(deliveryId: string, error: string, now: number, again: number | null): Promise<void>
  /** Newest first. */
  list(limit: number): Promise<Delivery[]>
}

/** The same change has the same id on each channel: written twice, it is told once. */
export const deliveryIdOf = ({ alertId, episode }: Alert, action: AlertChange['action'], channel: string): string =>
  `${alertId}/${episode}/${action === 'resolved' ? 'resolved' : 'firing'}/${channel}`

export const messageOf = (alert: Alert, { action, at }: AlertChange, deliveryId: string): AlertMessage => ({
  delivery_id: deliveryId,
  event: action === 'resolved' ? 'resolved' : 'firing',
  ...{ alert_id: alert.alertId, rule: alert.rule, severity: alert.severity, place: alert.place, at },
  ...{ episode: alert.episode, value: alert.value, low: alert.low, high: alert.high, why: alert.why },
  ...{ why_zh: alert.whyZh ?? null, note: alert.note ?? '' },
})

const FIRST_WAIT_MS = 5000
const LONGEST_WAIT_MS = 3_600_000
const GIVE_UP_AFTER_MS = 7 * 86_400_000

/** When to try again after a failure: doubling from five seconds to an hour; null after a week. */
export function nextTry({ attempts, madeAt }: Pick<Delivery, 'attempts' | 'madeAt'>, now: number): number | null {
  if (now - madeAt > GIVE_UP_AFTER_MS) return null
  return now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1))
}
