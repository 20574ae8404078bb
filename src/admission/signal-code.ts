import type { Ternary } from '../events/event.ts'
import { SIGNALS, type Signal } from './rules.ts'

const DIGITS: readonly Ternary[] = [false, true, null]

/** What the rules can read of one conversation. */
export type SignalValues = Readonly<Record<Signal, Ternary>>

/**
 * Reads the signals of a conversation from their number: one digit to the base 3 per signal in the order of SIGNALS, the first
 * one lowest; 0 false, 1 true, 2 not yet known. The table `conversations` computes the number (migration 100).
 *
 * @example signalsOf(1).eligible // true, all others false
 */
export function signalsOf(code: number): SignalValues {
  let rest = code
  const values = SIGNALS.map((signal) => {
    const digit = rest % 3
    rest = (rest - digit) / 3
    return [signal, DIGITS[digit]!] as const
  })
  return Object.fromEntries(values) as unknown as SignalValues
}

/** The number of these signals. */
export const codeOf = (values: SignalValues): number =>
  SIGNALS.reduceRight((code, signal) => code * 3 + DIGITS.indexOf(values[signal]), 0)

/** Steps in which the doubt of the least certain prediction is told apart. */
export const DOUBT_STEPS = 20

const CODES = 3 ** SIGNALS.length

/** One digit more, above all signals: what low confidence would be at another threshold. `signalsOf` does not see it. */
export const withChangedConfidence = (code: number, low: Ternary): number =>
  (code % CODES) + CODES * DIGITS.indexOf(low)

/** The signals with low confidence as that digit says. */
export const changedSignalsOf = (code: number): SignalValues => ({
  ...signalsOf(code),
  low_confidence: DIGITS[Math.floor(code / CODES)]!,
})

/** Added to the confidence of a conversation that is open. */
const OPEN = 200

/**
 * Was a prediction less sure than this? From what the table `conversations` keeps (migration 170).
 *
 * @param confidence hundredths of the least confidence, rounded down; 101 without one; 200 more while the conversation is open
 * @param hundredths threshold, a whole number: strictly below it is low
 * @example lowConfidenceAt(259, 60) // true; lowConfidenceAt(260, 60) // null; lowConfidenceAt(60, 60) // false
 */
export function lowConfidenceAt(confidence: number, hundredths: number): Ternary {
  if (confidence % OPEN < hundredths) return true
  return confidence >= OPEN ? null : false
}
