import type { Understanding } from '../assistant/assistant.ts'
import type { DeliveredEvent } from './journal.ts'
import { createTimeline } from './timeline.ts'
import type { Truth } from './truth.ts'
import { type Ask, hours } from './visit.ts'
import type { World } from './world.ts'

export interface Played {
  readonly events: readonly DeliveredEvent[]
  readonly truths: readonly Truth[]
}

/**
 * Plays a world from end to end, a day at a time, without a service.
 *
 * @param predict what the assistant understands; null = no prediction
 * @returns per day: the events received on it, in order, and the truth planted on it; the last part holds what comes later
 */
export function* playDays(world: World, seed: string, predict: (ask: Ask) => Understanding | null): Generator<Played> {
  const timeline = createTimeline(world, seed)
  for (let until = world.startAt + hours(24); until <= timeline.endsAt; until += hours(24)) {
    drive(timeline, until, predict)
    yield { events: timeline.takeEvents(until), truths: timeline.takeTruths() }
  }
  drive(timeline, Number.POSITIVE_INFINITY, predict)
  yield { events: timeline.takeEvents(Number.POSITIVE_INFINITY), truths: timeline.takeTruths() }
}

/** All of a world at once; for small worlds. */
export function playWorld(world: World, seed: string, predict: (ask: Ask) => Understanding | null): Played {
  const days = [...playDays(world, seed, predict)]
  return { events: days.flatMap((day) => day.events), truths: days.flatMap((day) => day.truths) }
}

function drive(
  timeline: ReturnType<typeof createTimeline>,
  until: number,
  predict: (ask: Ask) => Understanding | null,
): void {
  for (let asks = timeline.asks(until); asks.length > 0; asks = timeline.asks(until)) {
    for (const ask of asks) timeline.answer(ask.conversationId, predict(ask))
  }
}
