import { z } from 'zod'
import type { ActElsewhere, DrawMade } from '../../adapters/postgres/conversation-around.ts'
import type { KnownAt } from '../../admission/when-known.ts'
import type { Why } from '../../admission/why.ts'
import { FactsAnswer, RowAnswer } from './conversation-answer.ts'
import { FaultAnswer } from './conversation-fault.ts'
import { SampleAnswer } from './sample-answer.ts'

const Known = z.boolean().nullable().describe('null = it cannot be told yet.')
const At = z.int().nullable().describe('Epoch milliseconds; null = it is known.')

const KnownAtAnswer = z.object({
  features: z.object({
    cta_not_clicked: At,
    no_order: At,
    repeated_question: At,
    fsm_stalled: At,
    long_silence: At,
    no_conversion: At,
  }),
  flagged: At,
  final: At,
})

const WhyAnswer = z.object({
  reason: RowAnswer.shape.reasons.element,
  holds: Known,
  signals: z.array(z.object({ signal: z.string(), value: Known, event_ids: z.array(z.string()) })),
})

const DrawAnswer = z.object({
  selected: z.boolean(),
  probability: z.number().describe('With which it was to enter review, fixed before the draw.'),
  reason: z.string().nullable().describe('null = drawn as an unflagged one: the control stratum.'),
  plan_id: z.string(),
  decided_at: z.int(),
})

/** All that is known of one conversation. */
export const Whole = z.object({
  conversation_id: z.string(),
  now: z.int(),
  row: RowAnswer.nullable().describe('null = its events are not derived yet.'),
  facts: FactsAnswer.nullable(),
  known_at: KnownAtAnswer.nullable().describe('When what is not known yet will be, at the latest.'),
  why: z
    .array(WhyAnswer)
    .describe('Every admission rule in force for it, with its signals and the events that show them.'),
  revision: z.int(),
  rules_version: z.int().describe('Version of the admission rules that judge it.'),
  events: z.array(z.unknown()).describe('As they were accepted, unknown fields too.'),
  event_notes: z
    .array(
      z.object({
        event_id: z.string(),
        type: z.string(),
        at: z.int().describe('Event time, epoch milliseconds: when it happened or came, whichever is earlier.'),
        late: z.boolean().describe('Came too late to count.'),
      }),
    )
    .describe('What was noted of each of the `events`, in the same order.'),
  events_left_out: z.int(),
  elsewhere: z
    .array(z.object({ event_id: z.string(), user_id: z.string(), at: z.int(), event: z.unknown() }))
    .describe('Carts and orders of its users that do not name it, in the time in which they count; the first 200.'),
  draw: DrawAnswer.nullable().describe('null = no draw was made: not eligible, or its verdict is not known yet.'),
  sample: SampleAnswer.nullable(),
  fault: FaultAnswer.nullable().describe('The learned chance of a fault; null = no model has scored it.'),
})
export type Whole = z.infer<typeof Whole>

export const toKnownAt = (known: KnownAt): NonNullable<Whole['known_at']> => ({
  features: { ...known.features },
  flagged: known.flagged,
  final: known.final,
})

export const toWhy = (why: readonly Why[]): Whole['why'] =>
  why.map(({ reason, holds, signals }) => ({
    reason,
    holds,
    signals: signals.map(({ signal, value, eventIds }) => ({ signal, value, event_ids: [...eventIds] })),
  }))

export const toElsewhere = (acts: readonly ActElsewhere[]): Whole['elsewhere'] =>
  acts.map(({ eventId, userId, t, body }) => ({ event_id: eventId, user_id: userId, at: t, event: JSON.parse(body) }))

export const toDraw = (draw: DrawMade): NonNullable<Whole['draw']> => ({
  selected: draw.selected,
  probability: draw.probability,
  reason: draw.reason,
  plan_id: draw.planId,
  decided_at: draw.decidedAt,
})
