import { setImmediate } from 'node:timers/promises'
import { type AcceptedEvent, type AcceptOptions, acceptEvent, type WireItem } from '../events/accept.ts'
import type { RejectionCode } from '../events/event.ts'
import type { EventStore } from '../events/event-store.ts'
import type { Tombstones } from '../privacy/tombstones.ts'
import type { ConversationCap } from './conversation-cap.ts'

/** After so many items others have the thread for a moment: a big request must not make a small one wait. */
const SLICE = 250

export interface IngestPorts {
  readonly events: Pick<EventStore, 'append'>
  readonly cap: ConversationCap
  /** Whom an erasure keeps out. */
  readonly tombstones: Pick<Tombstones, 'refuses'>
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
  const valid: { readonly index: number; readonly events: readonly AcceptedEvent[] }[] = []
  for (const [index, item] of items.entries()) {
    const read = acceptEvent(item, options)
    if (read.kind === 'rejected') rejected.push({ index, code: read.code, message: read.message })
    else if (read.value.some(({ event }) => ports.tombstones.refuses(event))) rejected.push(erased(index))
    else valid.push({ index, events: read.value })
    if (index % SLICE === SLICE - 1) await setImmediate()
  }
  const beyond = await ports.cap.beyond(valid.map(({ events }) => events))
  for (const place of beyond) rejected.push(tooMany(valid[place]!, ports.cap.most))
  if (beyond.size > 0) rejected.sort((a, b) => a.index - b.index)
  const taken = valid.filter((_, place) => !beyond.has(place)).map(({ events }) => events)
  const accepted = await store(taken, ports)
  return { accepted, duplicates: taken.length - accepted, rejected }
}

/** @returns how many items were new */
async function store(items: readonly (readonly AcceptedEvent[])[], { events, cap }: IngestPorts): Promise<number> {
  if (items.length === 0) return 0
  const fresh = await events.append(items.flat())
  let accepted = 0
  let first = 0
  for (const item of items) {
    const { conversationId } = item[0]!.event
    const parts = item.length > 1 ? item.length - 1 : 1
    if (fresh[first]) {
      accepted++
      if (conversationId !== null) cap.stored(conversationId, parts)
    }
    first += item.length
  }
  return accepted
}

const tooMany = ({ index, events }: { index: number; events: readonly AcceptedEvent[] }, most: number) => ({
  index,
  code: 'too_many' as const,
  message: `The conversation ${JSON.stringify(events[0]!.event.conversationId)} has ${most} events, which is as many as may be. Is it a bot?`,
})

const erased = (index: number) => ({
  index,
  code: 'erased' as const,
  message:
    'The person or conversation of this event was erased and stays out. Stop sending it; an admin can lift the erasure.',
})
