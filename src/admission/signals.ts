import { FEATURE_NAMES } from '../features/row.ts'
import { SIGNALS, type Signal } from './rules.ts'

/** What each signal says of a conversation when it is true (spec/features.md, sections 4 to 6). */
const MEANINGS: Readonly<Record<Signal, string>> = {
  eligible: 'The customer wrote at least one message. Only eligible conversations are drawn for review.',
  cta_not_clicked: 'A call to action was sent, and none was clicked in its window.',
  no_order: 'Nobody ordered, or put into the cart, from the start until the order window after the end.',
  repeated_question: 'The customer asked the same question again within a few messages.',
  fsm_stalled: 'Several rounds in a row passed without an advance of the state machine.',
  long_silence: 'The customer fell silent after a reply, for longer than the silence window.',
  no_conversion: 'Like no_order, until the longer conversion window after the end.',
  repeat_while_stalled: 'A question was repeated while the state machine stood still.',
  low_confidence: 'The intent or the objection of a reply was predicted with low confidence.',
  negative_feedback: 'The customer gave a bad rating, or reported a reply as bad.',
}

export interface SignalMeaning {
  readonly signal: Signal
  /** A feature has a window, and is unknown until it closes; a flag is known with the events. */
  readonly kind: 'feature' | 'flag'
  readonly meaning: string
}

/** All that a rule may ask for, in the order of an editor. */
export const SIGNAL_MEANINGS: readonly SignalMeaning[] = SIGNALS.map((signal) => ({
  signal,
  kind: (FEATURE_NAMES as readonly string[]).includes(signal) ? 'feature' : 'flag',
  meaning: MEANINGS[signal],
}))
