import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { defaultConfig } from '../../src/features/config.ts'
import {
  type ConversationState,
  conversationLink,
  decode,
  encode,
  facts,
  features,
  fold,
  foldOutcomes,
  newConversation,
  nextDeadline,
} from '../../src/features/conversation.ts'
import { actsFor } from '../../src/features/outcomes.ts'
import { arbitraryEvents } from './arbitrary-events.ts'
import { BASE, DAY, ends, HOUR, MINUTE, replies, says } from './events.ts'
import { actsOf, stateOf } from './judge.ts'

const config = defaultConfig

/** All that can be seen of a state, at moments around its borders. */
function seen(state: ConversationState, from: number) {
  const moments = [0, 1, 5 * MINUTE, 35 * MINUTE + 1, DAY + 5 * MINUTE, DAY + 5 * MINUTE + 1, 73 * HOUR, 200 * HOUR]
  return moments.map((after) => ({
    row: features(state, from + after, config),
    facts: facts(state, from + after, config),
    next: nextDeadline(state, from + after, config),
  }))
}

const lastOf = (events: readonly LoopEvent[]): number => events.at(-1)?.t ?? BASE

/** Pieces of a log as they may come: any order, any batches, repetitions. */
const deliveries = arbitraryEvents.chain((events) =>
  fc.record({
    events: fc.constant(events),
    delivered: fc
      .subarray(events)
      .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length })),
    batch: fc.integer({ min: 1, max: 5 }),
    stored: fc.infiniteStream(fc.boolean()),
  }),
)

function* batchesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size)
}

describe('what a state says depends on the set of its events alone', () => {
  test('any order, any batches, any repetition, stored and read again at any point', () => {
    fc.assert(
      fc.property(deliveries, ({ events, delivered, batch, stored }) => {
        let state = newConversation('c')
        for (const some of batchesOf(delivered, batch)) {
          state = fold(
            state,
            some.filter((event) => event.conversationId === 'c'),
            config,
          )
          state = foldOutcomes(state, actsOf(some), config)
          if (stored.next().value) state = decode(encode(state))
        }
        expect(seen(state, lastOf(events))).toEqual(seen(stateOf(events), lastOf(events)))
      }),
      { numRuns: 300 },
    )
  })

  test('in order, event by event, stored and read again each time', () => {
    fc.assert(
      fc.property(arbitraryEvents, (events) => {
        let state = newConversation('c')
        for (const event of events) {
          if (event.conversationId === 'c') state = fold(state, [event], config)
          state = decode(encode(foldOutcomes(state, actsOf([event]), config)))
        }
        expect(seen(state, lastOf(events))).toEqual(seen(stateOf(events), lastOf(events)))
      }),
      { numRuns: 300 },
    )
  })

  test('acts outside of the link change nothing', () => {
    fc.assert(
      fc.property(arbitraryEvents, (events) => {
        const state = fold(
          newConversation('c'),
          events.filter((event) => event.conversationId === 'c'),
          config,
        )
        const link = conversationLink(state, config)
        if (link !== null) foldOutcomes(state, actsFor(link, actsOf(events)), config)
        expect(seen(state, lastOf(events))).toEqual(seen(stateOf(events), lastOf(events)))
      }),
    )
  })
})

test('without delivery delay a value settles once and never flips', () => {
  fc.assert(
    fc.property(arbitraryEvents, (events) => {
      const settled = new Map<string, boolean>()
      for (const now of momentsOf(events)) {
        const row = features(stateOf(events.filter((event) => event.t <= now)), now, config)
        const { closed: _, final: __, ...flags } = row.flags
        for (const [name, value] of Object.entries({ ...row.features, ...flags })) {
          if (settled.has(name)) expect([name, value]).toEqual([name, settled.get(name)])
          else if (value !== null) settled.set(name, value)
        }
      }
    }),
    { numRuns: 200 },
  )
})

/** Each event's time and the borders behind it, ascending. */
function momentsOf(events: readonly LoopEvent[]): number[] {
  const after = [0, 5 * MINUTE, 35 * MINUTE, DAY, DAY + 5 * MINUTE, 72 * HOUR + 5 * MINUTE, 150 * HOUR]
  const moments = events.flatMap(({ t }) => after.flatMap((border) => [t + border, t + border + 1]))
  return [...new Set(moments)].sort((a, b) => a - b)
}

describe('nextDeadline', () => {
  test('between two deadlines nothing changes', () => {
    fc.assert(
      fc.property(arbitraryEvents, (events) => {
        const state = stateOf(events)
        const moments = momentsOf(events).filter((now) => now >= lastOf(events))
        for (const [i, now] of moments.entries()) {
          const next = nextDeadline(state, now, config)
          const later = moments[i + 1]
          if (later === undefined || (next !== null && next <= later)) continue
          expect(features(state, later, config)).toEqual(features(state, now, config))
          expect(facts(state, later, config)).toEqual(facts(state, now, config))
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is after now, and comes to an end when the row is final', () => {
    fc.assert(
      fc.property(arbitraryEvents, (events) => {
        const state = stateOf(events)
        let now = lastOf(events)
        for (let next = nextDeadline(state, now, config); next !== null; next = nextDeadline(state, now, config)) {
          expect(next).toBeGreaterThan(now)
          now = next
        }
        if (conversationLink(state, config) !== null) expect(features(state, now, config).flags.final).toBe(true)
      }),
    )
  })
})

describe('replies by people', () => {
  const talk = (fields: Record<string, unknown>) =>
    facts(stateOf([says(0), replies(1000, { predicted_intent: 'price', ...fields }), ends(2000)]), BASE + DAY, config)

  test('count as a hand-over, and as no predicted turn of a model', () =>
    expect(talk({ author: 'human' })).toMatchObject({ humanReply: true, predictedTurnCount: 0, predictedTurns: [] }))

  test('those of the model do', () => expect(talk({})).toMatchObject({ humanReply: false, predictedTurnCount: 1 }))
})
