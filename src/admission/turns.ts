import type { LoopEvent } from '../events/event.ts'
import { confidenceOf, textOf } from '../events/fields.ts'
import { compareEvents } from '../events/order.ts'
import type { ConversationFacts } from '../features/row.ts'
import { hashUnit } from '../stats/random.ts'

/** A reply with what the models said on it, and the customer's message that it answers. */
export interface Turn {
  readonly reply: LoopEvent
  /** The latest user_message before the reply. */
  readonly question: LoopEvent | null
  readonly byHuman: boolean
  readonly intent: string | null
  readonly intentConfidence: number | null
  readonly objection: string | null
  readonly objectionConfidence: number | null
  /** Version that answered. */
  readonly bundle: string | null
}

/** A conversation as the suspect table reads it. */
export interface Dialogue {
  /** Events that name the conversation, in order; chat after the end left out. */
  readonly events: readonly LoopEvent[]
  readonly turns: readonly Turn[]
}

const CHAT: ReadonlySet<string> = new Set(['user_message', 'assistant_message', 'fsm_transition', 'cta_sent'])

/** @param events punctual events that name one conversation, in any order */
export function dialogueOf(events: readonly LoopEvent[], facts: Pick<ConversationFacts, 'endedAt'>): Dialogue {
  const { endedAt } = facts
  const kept = events
    .filter((event) => endedAt === null || event.t <= endedAt || !CHAT.has(event.type))
    .sort(compareEvents)
  const turns: Turn[] = []
  let question: LoopEvent | null = null
  for (const event of kept) {
    if (event.type === 'user_message') question = event
    if (event.type === 'assistant_message') turns.push(turnOf(event, question))
  }
  return { events: kept, turns }
}

function turnOf(reply: LoopEvent, question: LoopEvent | null): Turn {
  const { wire } = reply
  return {
    reply,
    question,
    byHuman: textOf(wire, 'author') === 'human',
    intent: textOf(wire, 'predicted_intent'),
    intentConfidence: confidenceOf(wire, 'intent_confidence'),
    objection: textOf(wire, 'predicted_objection'),
    objectionConfidence: confidenceOf(wire, 'objection_confidence'),
    bundle: textOf(wire, 'bundle'),
  }
}

/** Did a model answer here? Where a person wrote the reply, what the models proposed beside it counts in no figure of theirs. */
export const isPredicted = (turn: Turn): boolean => !turn.byHuman && (turn.intent !== null || turn.objection !== null)

/**
 * One predicted turn, each with the same chance: the one whose hash is lowest. So a turn that comes later can still
 * take the place, and the choice is uniform over the turns known at any moment.
 *
 * @returns the reply's event id, null without predicted turns
 */
export function randomTurn(turns: readonly Turn[], conversationId: string, seed: string): string | null {
  let lowest = Number.POSITIVE_INFINITY
  let chosen: string | null = null
  for (const turn of turns.filter(isPredicted)) {
    const hash = hashUnit(`${seed}/turn/${conversationId}`, turn.reply.id)
    if (hash < lowest) [lowest, chosen] = [hash, turn.reply.id]
  }
  return chosen
}
