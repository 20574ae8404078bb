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
