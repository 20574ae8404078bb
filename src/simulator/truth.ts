import type { Reply, Slip, Understanding } from '../assistant/assistant.ts'
import type { Intent, Language, Objection } from '../assistant/taxonomy.ts'
import type { Extreme } from './customer.ts'
import type { Meaning } from './phrases/phrase-book.ts'
import type { Era } from './phrases/slots.ts'
import type { Goal } from './world.ts'

/** The part of the assistant that failed in a turn. */
export type Fault = 'intent' | 'objection' | 'wording' | 'policy' | 'none'

/** What really happened in one turn; planted, and hidden from the service. */
export interface TurnTruth {
  readonly kind: 'turn'
  readonly conversation_id: string
  /** The customer's message and the reply to it. */
  readonly user_event_id: string
  readonly assistant_event_id: string
  readonly text: string
  readonly language: Language
  readonly era: Era
  readonly template: string
  readonly intent: Intent
  readonly objection: Objection
  /** Null when no prediction came. */
  readonly predicted_intent: string | null
  readonly predicted_objection: string | null
  readonly bundle: string | null
  readonly fault: Fault
  /** A fault that the customer minded. */
  readonly minded: boolean
}

/** What one conversation was about, and how it ended. */
export interface ConversationTruth {
  readonly kind: 'conversation'
  readonly conversation_id: string
  readonly user_id: string
  readonly language: Language
  readonly era: Era
  readonly goal: Goal
  readonly extreme: Extreme
  readonly hidden_objection: Objection
  /** Turns with a fault. */
  readonly faults: number
  /** Where the customer bought, if anywhere, whether or not the log can show it. */
  readonly bought: 'chat' | 'shop' | null
  readonly clicked: boolean
}

export type Truth = TurnTruth | ConversationTruth

/**
 * Which part failed. A wrong prediction is a fault whether or not somebody minds it. The earliest part in the chain
 * is named: a wrong intent makes the action wrong too. Without a prediction no model can be at fault.
 */
export function faultOf(meaning: Meaning, understanding: Understanding | null, slip: Slip): Fault {
  if (understanding === null) return 'none'
  if (understanding.intent !== null && understanding.intent.label !== meaning.intent) return 'intent'
  if (understanding.objection !== null && understanding.objection.label !== meaning.objection) return 'objection'
  return slip ?? 'none'
}

/** Did the reply do for the customer what was wanted? An unanswered or asked-back question was not served. */
export function served(fault: Fault, reply: Reply): boolean {
  return fault === 'none' && reply.action !== 'clarify'
}
