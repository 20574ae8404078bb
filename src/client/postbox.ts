import { createDelivery } from './deliver.ts'
import { type ClientEvent, type ClientStats, type CompletedOptions, identification } from './options.ts'
import { createOutbox, type DropReason, type Parcel } from './outbox.ts'

export type EventStats = Pick<ClientStats, 'events' | 'delivered' | 'buffered' | 'dropped' | 'retries'>

/** The side of the client that carries events: buffer, background delivery, counts. */
export interface Postbox {
  send(event: ClientEvent): boolean
  flush(timeoutMs: number): Promise<boolean>
  close(timeoutMs: number): Promise<void>
  stats(): EventStats
}

export function createPostbox(url: string, options: CompletedOptions): Postbox {
  const outbox = createOutbox({ maxEvents: options.maxBufferedEvents, maxBytes: options.maxBufferedBytes })
  const counts = createCounts(options)
  const headers = identification(options.apiKey)
  const delivery = createDelivery(outbox, counts, { ...options, url, headers })
  let timer: ReturnType<typeof setTimeout> | null = null
  let closed = false

  function wake(): void {
    if (outbox.size >= options.batchEvents) return void delivery.drain()
    if (timer !== null) return
    timer = setTimeout(() => {
      timer = null
      void delivery.drain()
    }, options.flushIntervalMs)
    timer.unref?.()
  }

  return {
    send(event) {
      counts.taken()
      const parcel = parcelOf(event, options)
      if ('reason' in parcel) return counts.refused(event, parcel.reason, parcel.detail)
      if (closed) return counts.refused(event, 'closed', 'the client is closed')
      if (!outbox.put(parcel)) return counts.refused(event, 'buffer_full', `${outbox.size} events held`)
      wake()
      return true
    },
    flush: (timeoutMs) => inTime(delivery.drain(), timeoutMs),
    async close(timeoutMs) {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await inTime(delivery.drain(), timeoutMs)
      delivery.stop()
      await delivery.drain()
      const left = outbox.peek(outbox.size, Number.POSITIVE_INFINITY)
      outbox.settle(left.length)
      for (const parcel of left) counts.dropped(parcel, 'closed', 'not delivered before the client closed')
    },
    stats: () => ({ ...counts.values(), buffered: outbox.size }),
  }
}

function createCounts({ onDrop, onRetry }: CompletedOptions) {
  const values = { events: 0, delivered: 0, retries: 0 }
  const drops = { buffer_full: 0, unserializable: 0, too_large: 0, rejected: 0, closed: 0 }
  const drop = (eventId: string, reason: DropReason, detail: string) => {
    drops[reason] += 1
    quietly(() => onDrop?.(eventId, reason, detail))
  }
  return {
    taken() {
      values.events += 1
    },
    refused(event: ClientEvent | null | undefined, reason: DropReason, detail: string): false {
      drop(typeof event?.event_id === 'string' ? event.event_id : '', reason, detail)
      return false
    },
    delivered(count: number) {
      values.delivered += count
    },
    dropped: (parcel: Parcel, reason: DropReason, detail: string) => drop(parcel.eventId, reason, detail),
    retrying(why: string, delayMs: number) {
      values.retries += 1
      quietly(() => onRetry?.(why, delayMs))
    },
    values: () => ({ ...values, dropped: { ...drops } }),
  }
}

interface Refusal {
  readonly reason: DropReason
  readonly detail: string
}

function parcelOf(event: ClientEvent, { assistantId, channel, now, batchBytes }: CompletedOptions): Parcel | Refusal {
  try {
    const eventId = event.event_id ?? crypto.randomUUID()
    const filled = { event_id: eventId, occurred_at: event.occurred_at ?? now() }
    const json = JSON.stringify({ ...named(assistantId, channel), ...event, ...filled })
    const bytes = new TextEncoder().encode(json).length
    return bytes <= batchBytes ? { eventId, json, bytes } : { reason: 'too_large', detail: `${bytes} bytes` }
  } catch (error) {
    return { reason: 'unserializable', detail: error instanceof Error ? error.message : String(error) }
  }
}

/** Assistant and channel, where the client was given them. */
export const named = (assistantId: string | undefined, channel: string | undefined): Record<string, string> => ({
  ...(assistantId !== undefined && { assistant_id: assistantId }),
  ...(channel !== undefined && { channel }),
})

function inTime(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    void work.then(
      () => resolve(true),
      () => resolve(false),
    )
    void work.finally(() => clearTimeout(timer)).catch(() => {})
  })
}

function quietly(callback: () => void): void {
  try {
    callback()
  } catch {
    // A broken callback is the caller's; it must not stop delivery.
  }
}
