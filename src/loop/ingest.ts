import { setImmediate } from 'node:timers/promises'
import { type AcceptedEvent, type AcceptOptions, acceptEvent, type WireItem } from '../events/accept.ts'
import type { RejectionCode } from '../events/event.ts'
import type { EventStore } from '../events/event-store.ts'

/** After so many items others have the thread for a moment: a big request must not make a small one wait. */
const SLICE = 250

export interface IngestPorts {
  readonly events: Pick<EventStore, 'append'>
}

/** Counts are of items as they were sent: a flat row counts once, whatever it was split into. */
export interface IngestAnswer {
  /** Stored now. */
  readonly accepted: number
  /** Valid, and known already. */
  readonly duplicates: number
  readonly rejected: { readonly index: number; readonly code: RejectionCode; readonly message: string }[]
}

/**
 * First arrow of the loop: what happened comes in. Good events are kept when others are bad; the answer comes when
 * they are durable.
 *
 * @param items in the order of the request
 */
export async function ingest(
  items: readonly WireItem[],
  options: AcceptOptions,
  ports: IngestPorts,
): Promise<IngestAnswer> {
  const rejected: IngestAnswer['rejected'][number][] = []
  const events: AcceptedEvent[] = []
  const firsts: number[] = []
  for (const [index, item] of items.entries()) {
    const read = acceptEvent(item, options)
    if (read.kind === 'rejected') {
      rejected.push({ index, code: read.code, message: read.message })
    } else {
      firsts.push(events.length)
      events.push(...read.value)
    }
    if (index % SLICE === SLICE - 1) await setImmediate()
  }
  const fresh = events.length > 0 ? await ports.events.append(events) : []
  const accepted = firsts.filter((first) => fresh[first]).length
  return { accepted, duplicates: firsts.length - accepted, rejected }
}
