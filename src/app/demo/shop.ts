import type { LoopClient } from '../../client/client.ts'
import type { Timeline } from '../../simulator/timeline.ts'
import type { ConversationTruth, TurnTruth } from '../../simulator/truth.ts'
import { ASSISTANT_ID, type Ask } from '../../simulator/visit.ts'
import type { Api } from './api.ts'
import { inParallel } from './in-parallel.ts'
import type { Stopwatch } from './stopwatch.ts'

const PREDICTIONS_AT_ONCE = 8

/** What really happened so far; hidden from the service. */
export interface KnownTruth {
  /** By the event id of the reply. */
  readonly turns: Map<string, TurnTruth>
  readonly conversations: Map<string, ConversationTruth>
}

/** The simulated shop with its assistant, as the service's customer. */
export interface Shop {
  /** Lets customers talk, buy and leave until a moment, and moves the service's clock there. */
  openUntil(until: number): Promise<void>
}

export interface ShopParts {
  readonly timeline: Timeline
  readonly client: LoopClient
  readonly api: Api
  readonly truth: KnownTruth
  readonly stopwatch: Stopwatch
}

export function openShop({ timeline, client, api, truth, stopwatch }: ShopParts): Shop {
  async function talk(until: number): Promise<void> {
    for (let asks = timeline.asks(until); asks.length > 0; asks = timeline.asks(until)) {
      await inParallel(asks, PREDICTIONS_AT_ONCE, async (ask) => {
        timeline.answer(ask.conversationId, await client.predict(question(ask)))
      })
    }
  }

  async function deliver(until: number): Promise<void> {
    const events = timeline.takeEvents(until)
    for (const event of events) client.send({ ...event, type: String(event.type) })
    await client.flush(60_000)
  }

  return {
    async openUntil(until) {
      await stopwatch.on('predict', () => talk(until))
      await stopwatch.on('events', () => deliver(until))
      await stopwatch.on('derive', () => api.post('/v1/clock', { now: until }))
      for (const one of timeline.takeTruths()) {
        if (one.kind === 'turn') truth.turns.set(one.assistant_event_id, one)
        else truth.conversations.set(one.conversation_id, one)
      }
    },
  }
}

const question = ({ conversationId, userId, channel, text }: Ask) => ({
  conversation_id: conversationId,
  user_id: userId,
  channel,
  assistant_id: ASSISTANT_ID,
  text,
})
