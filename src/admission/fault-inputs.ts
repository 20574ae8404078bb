import type { LoopEvent, Ternary } from '../events/event.ts'
import { textOf } from '../events/fields.ts'
import { type ConversationFacts, FEATURE_NAMES, type FeatureRow } from '../features/row.ts'
import type { MixedExample, MixedSchema } from '../models/mixed.ts'
import { asksAboutPrice } from './clues.ts'
import type { AdmissionConfig } from './config.ts'
import { dialogueOf, isPredicted, type Turn } from './turns.ts'

/** A conversation as it was known at one moment. */
export interface FaultSubject {
  readonly row: FeatureRow
  readonly facts: ConversationFacts
  /** Punctual events that name it; what was received after `knownAt` is left out. */
  readonly events: readonly LoopEvent[]
  /** Moment of the row, epoch milliseconds: the score never sees what came later. */
  readonly knownAt: number
}

interface Seen extends FaultSubject {
  readonly predicted: readonly Turn[]
  readonly customer: readonly string[]
  readonly replies: readonly string[]
  readonly config: AdmissionConfig
}

/** Not known. */
const NOT_KNOWN = Number.NaN
const known = (value: Ternary): number => (value === null ? NOT_KNOWN : Number(value))
const orUnknown = (value: number | null): number => value ?? NOT_KNOWN

/** Named numbers of a conversation; each is NaN where it is not known. */
const NUMBERS: readonly (readonly [string, (seen: Seen) => number])[] = [
  ...FEATURE_NAMES.map((name) => [name, (seen: Seen) => known(seen.row.features[name])] as const),
  ['low_confidence', ({ row }) => known(row.flags.low_confidence)],
  ['negative_feedback', ({ row }) => known(row.flags.negative_feedback)],
  ['repeat_while_stalled', ({ row }) => known(row.flags.repeat_while_stalled)],
  ['closed', ({ row }) => Number(row.flags.closed)],
  ['clicked', ({ facts }) => known(facts.clicked)],
  ['ordered', ({ facts }) => known(facts.ordered)],
  ['hard_end', ({ facts }) => Number(facts.hardEnd)],
  ['terminal_reached', ({ facts }) => Number(facts.terminalReached)],
  ['human_reply', ({ facts }) => Number(facts.humanReply)],
  ['worst_rating', ({ facts }) => (facts.ratings.length === 0 ? NOT_KNOWN : Math.min(...facts.ratings))],
  ['ctas_sent', ({ facts }) => facts.ctasSent],
  ['log_user_messages', ({ facts }) => Math.log1p(facts.userMessages)],
  ['log_predicted_turns', ({ predicted }) => Math.log1p(predicted.length)],
  ['least_confidence', ({ facts }) => orUnknown(facts.leastConfidence)],
  ['least_intent_confidence', ({ predicted }) => least(predicted.map((turn) => turn.intentConfidence))],
  ['least_objection_confidence', ({ predicted }) => least(predicted.map((turn) => turn.objectionConfidence))],
  ['chance_all_right', ({ predicted }) => chanceAllRight(predicted)],
  ['expected_wrong_turns', ({ predicted }) => sum(predicted.map((turn) => 1 - rightOf(turn)))],
  ['last_turn_confidence', ({ predicted }) => (predicted.length === 0 ? NOT_KNOWN : rightOf(predicted.at(-1)!))],
  ['different_intents', ({ predicted }) => new Set(predicted.map((turn) => turn.intent)).size],
  ['intent_repeated', ({ predicted }) => Number(new Set(predicted.map((t) => t.intent)).size < predicted.length)],
  ['objections', ({ predicted, config }) => predicted.filter((turn) => objects(turn, config)).length],
  ['price_asked', ({ customer, config }) => customer.filter((text) => asksAboutPrice(text, config)).length],
  ['same_reply_twice', ({ replies }) => Number(new Set(replies).size < replies.length)],
  ['longest_message', ({ customer }) => Math.log1p(Math.max(0, ...customer.map((text) => text.length)))],
  ['last_message', ({ customer }) => Math.log1p(customer.at(-1)?.length ?? 0)],
  ['ends_with_customer', (seen) => Number(lastChat(seen)?.type === 'user_message')],
]

/** Texts of a conversation, each of its own meaning to the model. */
const TEXTS: readonly (readonly [string, (seen: Seen) => string])[] = [
  ['customer', ({ customer }) => customer.join('\n')],
  ['last_customer', ({ customer }) => customer.slice(-2).join('\n')],
  ['replies', ({ replies }) => replies.join('\n')],
]

/** What the model of a conversation's fault reads. */
export const FAULT_SCHEMA: MixedSchema = {
  numbers: NUMBERS.map(([name]) => name),
  texts: TEXTS.map(([name]) => name),
}

/**
 * A conversation as numbers and texts, from what was known at `knownAt` and nothing that came later: of its verdict, of
 * the rules' reasons and of its draw nothing stands in it.
 */
export function faultInputs(subject: FaultSubject, config: AdmissionConfig): MixedExample {
  const events = subject.events.filter((event) => event.receivedAt <= subject.knownAt)
  const dialogue = dialogueOf(events, subject.facts)
  const texts = (type: LoopEvent['type'], field: string) =>
    dialogue.events.filter((event) => event.type === type).map((event) => textOf(event.wire, field) ?? '')
  const seen: Seen = {
    ...subject,
    events: dialogue.events,
    predicted: dialogue.turns.filter(isPredicted),
    customer: texts('user_message', 'text'),
    replies: texts('assistant_message', 'response'),
    config,
  }
  return { numbers: Float64Array.from(NUMBERS, ([, read]) => read(seen)), texts: TEXTS.map(([, read]) => read(seen)) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function least(values: readonly (number | null)[]): number {
  const given = values.filter((value) => value !== null)
  return given.length === 0 ? NOT_KNOWN : Math.min(...given)
}

/** Chance that both predictions of a turn are right, if their confidences are calibrated and independent. */
const rightOf = ({ intentConfidence, objectionConfidence }: Turn): number =>
  (intentConfidence ?? 1) * (objectionConfidence ?? 1)

const chanceAllRight = (turns: readonly Turn[]): number =>
  turns.length === 0 ? NOT_KNOWN : turns.reduce((chance, turn) => chance * rightOf(turn), 1)

const objects = ({ objection }: Turn, { noObjection }: AdmissionConfig): boolean =>
  objection !== null && !noObjection.includes(objection.toLowerCase())

const lastChat = ({ events }: Seen): LoopEvent | undefined =>
  events.findLast((event) => event.type === 'user_message' || event.type === 'assistant_message')
