import type { WireEvent } from '../events/event.ts'
import type { Reply, Understanding } from './assistant.ts'

/** An event on its way out: when it happened is known, when it will be received is not. */
export type TimedEvent = WireEvent & { readonly occurred_at: number }

export interface TurnContext {
  readonly conversationId: string
  readonly userId: string
  readonly assistantId: string
  readonly channel: string
  readonly productId: string
  /** Number of the turn in its conversation, from 1; ids are made from it. */
  readonly turn: number
  /** Epoch milliseconds of the reply. */
  readonly at: number
}

/**
 * The events of one bot turn (spec/features.md, section 2): the reply with what was predicted, the change of state,
 * the offer. An unanswered prediction leaves the prediction's fields, bundle and arm out: nothing was assigned.
 */
export function turnEvents(reply: Reply, understanding: Understanding | null, context: TurnContext): TimedEvent[] {
  const base = baseOf(context)
  const id = (kind: string) => `${context.conversationId}-${kind}${context.turn}`
  const events: TimedEvent[] = [
    {
      ...base,
      event_id: id('a'),
      type: 'assistant_message',
      turn_id: id('t'),
      response: reply.text,
      fsm_state: reply.to,
      action: reply.action,
      ...(understanding !== null && predictedFields(understanding)),
    },
  ]
  if (reply.from !== reply.to) {
    events.unshift({ ...base, event_id: id('f'), type: 'fsm_transition', from: reply.from, to: reply.to })
  }
  if (reply.offer !== null) {
    events.push({
      ...base,
      event_id: id('k'),
      type: 'cta_sent',
      cta_id: id('k'),
      offer: reply.offer,
      occurred_at: context.at + 1,
    })
  }
  return events
}

/** A reply written by a person: no prediction, and never a model's fault. */
export function humanReplyEvent(text: string, context: TurnContext): TimedEvent {
  const id = `${context.conversationId}-a${context.turn}`
  return {
    ...baseOf(context),
    event_id: id,
    type: 'assistant_message',
    author: 'human',
    response: text,
    fsm_state: 'handover',
  }
}

const baseOf = (context: TurnContext) => ({
  conversation_id: context.conversationId,
  user_id: context.userId,
  assistant_id: context.assistantId,
  channel: context.channel,
  product_ids: [context.productId],
  occurred_at: context.at,
})

const predictedFields = ({ intent, objection, bundle, arm, decision_id, experiment }: Understanding) => ({
  author: 'bot',
  ...(intent !== null && { predicted_intent: intent.label, intent_confidence: intent.confidence }),
  ...(objection !== null && { predicted_objection: objection.label, objection_confidence: objection.confidence }),
  scores: { intent: intent?.scores ?? null, objection: objection?.scores ?? null },
  bundle,
  arm,
  decision_id,
  ...(experiment !== null && { experiment }),
})
