import { and, type Rule, SIGNALS, type Signal } from '../admission/rules.ts'
import { lowConfidenceAt, type SignalValues, signalsOf } from '../admission/signal-code.ts'
import type { Ternary } from '../events/event.ts'
import type { SeenConversation, SignalCount } from './signal-history.ts'

export const TRAIT_KINDS = ['rule', 'signal', 'threshold', 'outcome', 'pair'] as const
export type TraitKind = (typeof TRAIT_KINDS)[number]

/** What was seen of a conversation, its signals read. */
export interface ReadConversation extends Omit<SeenConversation, 'signals'> {
  readonly signals: SignalValues
}

export const readSeen = (seen: SeenConversation): ReadConversation => ({ ...seen, signals: signalsOf(seen.signals) })

/** Counts know no outcome. */
export const readCount = ({ signals, confidence }: SignalCount): ReadConversation => ({
  ...{ signals: signalsOf(signals), confidence },
  ...{ clicked: null, ordered: null, humanReply: null, completed: null },
})

/** Something that is true of a conversation, false, or not known yet. */
export interface Trait {
  readonly kind: TraitKind
  /** Of a rule its reason; of a pair both names joined by `+`. */
  readonly name: string
  /** The signals, or outcomes, that all have to hold; of a threshold none. */
  readonly parts: readonly string[]
  /** Of a threshold of low confidence: hundredths. */
  readonly hundredths?: number
  readonly of: (seen: ReadConversation) => Ternary
  /** Can it be counted over all conversations, or told of those alone that were looked at? */
  readonly countable: boolean
}

/** Thresholds of low confidence whose worth is told, hundredths. */
export const THRESHOLDS = [30, 40, 50, 60, 70, 80] as const
export const OUTCOMES = ['clicked', 'ordered', 'completed', 'human_reply'] as const
export type Outcome = (typeof OUTCOMES)[number]

const OUTCOME_OF: Readonly<Record<Outcome, (seen: ReadConversation) => Ternary>> = {
  clicked: (seen) => seen.clicked,
  ordered: (seen) => seen.ordered,
  completed: (seen) => seen.completed,
  human_reply: (seen) => seen.humanReply,
}

/** Every signal but `eligible`: whoever is judged is that. */
export const SINGLE_SIGNALS: readonly Signal[] = SIGNALS.filter((signal) => signal !== 'eligible')

const signalTrait = (signal: Signal): Trait => ({
  kind: 'signal',
  name: signal,
  parts: [signal],
  of: ({ signals }) => signals[signal],
  countable: true,
})

const outcomeTrait = (outcome: Outcome): Trait => ({
  kind: 'outcome',
  name: outcome,
  parts: [outcome],
  of: OUTCOME_OF[outcome],
  countable: false,
})

const thresholdTrait = (hundredths: number): Trait => ({
  kind: 'threshold',
  name: `low_confidence_below_${hundredths}`,
  parts: [],
  hundredths,
  of: ({ confidence }) => lowConfidenceAt(confidence, hundredths),
  countable: true,
})

export const ruleTrait = ({ reason, all }: Rule): Trait => ({
  kind: 'rule',
  name: reason,
  parts: all,
  of: ({ signals }) => and(all.map((signal) => signals[signal])),
  countable: true,
})

const pairTrait = (a: Trait, b: Trait): Trait => ({
  kind: 'pair',
  name: `${a.name}+${b.name}`,
  parts: [a.name, b.name],
  of: (seen) => and([a.of(seen), b.of(seen)]),
  countable: a.countable && b.countable,
})

/** The rules in force, each signal, threshold and outcome by itself, and each two signals or outcomes together. */
export function allTraits(rules: readonly Rule[]): Trait[] {
  const paired = [...SINGLE_SIGNALS.map(signalTrait), ...OUTCOMES.map(outcomeTrait)]
  const pairs = paired.flatMap((a, i) => paired.slice(i + 1).map((b) => pairTrait(a, b)))
  return [...rules.map(ruleTrait), ...paired, ...THRESHOLDS.map(thresholdTrait), ...pairs]
}
