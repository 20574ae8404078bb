import type { TimedEvent } from '../assistant/turn-events.ts'
import type { WireEvent } from '../events/event.ts'
import { chance, type Random } from './draw.ts'
import type { Truth } from './truth.ts'
import { hours, type Sink, seconds } from './visit.ts'
import type { World } from './world.ts'

/** An event as it reaches the service. */
export type DeliveredEvent = WireEvent & { readonly occurred_at: number; readonly received_at: number }

/** Holds what happened until it would have been received, and all planted truth. */
export interface Journal extends Sink {
  /** Events received before `until`, in order of receipt; each is handed out once. */
  takeEvents(until: number): DeliveredEvent[]
  takeTruths(): Truth[]
}

/** @param random for delays and double deliveries */
export function createJournal(world: World, random: Random): Journal {
  let waiting: DeliveredEvent[] = []
  let truths: Truth[] = []
  const exportMs = hours(world.wire.shopExportHours)

  function put(event: TimedEvent, received_at: number): void {
    waiting.push({ ...event, received_at })
    if (!chance(random, world.wire.duplicates)) return
    waiting.push({ ...event, received_at: received_at + seconds(1 + 60 * random()) })
  }

  return {
    event(event) {
      put(event, event.occurred_at + seconds(world.wire.chatDelaySeconds * random()))
    },
    shopEvent(event) {
      const after = event.occurred_at - world.startAt
      put(event, world.startAt + Math.ceil(after / exportMs) * exportMs + seconds(60 * random()))
    },
    truth(truth) {
      truths.push(truth)
    },
    takeEvents(until) {
      const due = waiting.filter((event) => event.received_at < until)
      waiting = waiting.filter((event) => event.received_at >= until)
      return due.sort((a, b) => a.received_at - b.received_at)
    },
    takeTruths() {
      const taken = truths
      truths = []
      return taken
    },
  }
}
