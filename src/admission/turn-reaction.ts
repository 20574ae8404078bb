import type { LoopEvent } from '../events/event.ts'
import { idOf, numberOf, textOf } from '../events/fields.ts'
import { compareEvents } from '../events/order.ts'
import { defaultConfig } from '../features/config.ts'
import { lookupsOf } from '../features/lookups.ts'
import { questionOf, sharedBigrams } from '../features/question.ts'
import { asksAboutPrice } from './clues.ts'
import type { AdmissionConfig } from './config.ts'
import type { Dialogue, Turn } from './turns.ts'

/** What followed a reply. NaN = it does not apply here, or is not known. */
export const REACTION_NUMBERS = [
  'answered',
  'log_seconds_to_answer',
  'next_same_intent',
  'next_same_objection',
  'next_similarity',
  'next_asks_price',
  'log_seconds_to_end',
  'offer_sent',
  'offer_clicked',
  'ordered_after',
  'feedback_after',
  'human_takes_over',
] as const
export type ReactionNumber = (typeof REACTION_NUMBERS)[number]

/** What the customer did after the reply of this turn, in the log alone. */
export function reactionTo(
  dialogue: Dialogue,
  turn: Turn,
  next: Turn | null,
  config: AdmissionConfig,
): Record<ReactionNumber, number> {
  const answer = answerTo(dialogue, turn)
  const end = dialogue.events.find((event) => event.type === 'conversation_end') ?? null
  const own = next?.question?.id === answer?.id ? next : null
  return {
    answered: truth(answer !== null),
    log_seconds_to_answer: answer === null ? Number.NaN : logSeconds(answer.t - turn.reply.t),
    next_same_intent: own === null ? Number.NaN : same(turn.intent, own.intent),
    next_same_objection: own === null ? Number.NaN : same(turn.objection, own.objection),
    next_similarity: similarityOf(turn.question, answer),
    next_asks_price: answer === null ? Number.NaN : truth(asksAboutPrice(textOf(answer.wire, 'text'), config)),
    log_seconds_to_end: answer !== null || end === null ? Number.NaN : logSeconds(end.t - turn.reply.t),
    ...offerOf(dialogue, turn, next, config),
    ordered_after: truth(dialogue.events.some((event) => isPurchase(event) && compareEvents(event, turn.reply) > 0)),
    feedback_after: feedbackOf(dialogue, answer === null),
    human_takes_over: truth(next?.byHuman === true),
  }
}

/** The customer's message that follows the reply; null = none did. */
export const answerTo = (dialogue: Dialogue, { reply }: Turn): LoopEvent | null =>
  dialogue.events.find((event) => event.type === 'user_message' && compareEvents(event, reply) > 0) ?? null

const lookups = lookupsOf(defaultConfig)

/** Jaccard similarity of the bigrams of two messages in [0, 1]; NaN when one is absent, or says too little to be compared. */
export function similarityOf(a: LoopEvent | null, b: LoopEvent | null): number {
  return textSimilarity(a && textOf(a.wire, 'text'), b && textOf(b.wire, 'text'))
}

/** The same of two texts. */
export function textSimilarity(a: string | null, b: string | null): number {
  const [first, second] = [questionOf(a ?? '', lookups), questionOf(b ?? '', lookups)]
  if (first === null || second === null) return Number.NaN
  const shared = sharedBigrams(first.bigrams, second.bigrams)
  return shared / (first.size + second.size - shared)
}

function offerOf(dialogue: Dialogue, turn: Turn, next: Turn | null, config: AdmissionConfig) {
  const sent = dialogue.events.find(
    (event) =>
      event.type === 'cta_sent' &&
      compareEvents(event, turn.reply) > 0 &&
      (next === null || compareEvents(event, next.reply) < 0),
  )
  if (sent === undefined) return { offer_sent: 0, offer_clicked: Number.NaN }
  const id = idOf(sent.wire, 'cta_id')
  const isClick = (event: LoopEvent) =>
    event.type === 'cta_click' && idOf(event.wire, 'cta_id') === id && event.t <= sent.t + config.clickWindowMs
  return { offer_sent: 1, offer_clicked: truth(id !== null && dialogue.events.some(isClick)) }
}

const isPurchase = ({ type }: LoopEvent): boolean => type === 'order_event' || type === 'cart_event'

/** Ratings speak of all that came before, so only the last turn takes it: -1 bad, 1 good; NaN = none, or not the last turn. */
function feedbackOf(dialogue: Dialogue, isLast: boolean): number {
  const ratings = dialogue.events
    .filter((event) => event.type === 'explicit_feedback')
    .map((event) => numberOf(event.wire, 'rating'))
    .filter((rating) => rating !== null)
  if (!isLast || ratings.length === 0) return Number.NaN
  return (ratings.at(-1)! - 3) / 2
}

const same = (a: string | null, b: string | null): number => (a === null || b === null ? Number.NaN : truth(a === b))
export const truth = (holds: boolean): number => (holds ? 1 : 0)
const logSeconds = (ms: number): number => Math.log1p(Math.max(0, ms) / 1000)
