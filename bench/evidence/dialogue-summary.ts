import { CUSTOMER_SIGNALS, customerSignals, type Message } from './dialogue-signals.ts'

const WHOLE = ['customer_messages', 'replies', 'customer_share', 'ends_with_customer', 'closing_run'] as const

/** Names of what `dialogueSummary` gives: mean, greatest and last value of each customer signal, then counts. */
export const DIALOGUE_SUMMARY: readonly string[] = [
  ...CUSTOMER_SIGNALS.flatMap((name) => [`${name}_mean`, `${name}_most`, `${name}_last`]),
  ...WHOLE,
]

/** A finished dialogue as numbers: its customer signals over all turns, who spoke how much, and who had the last word. */
export function dialogueSummary(messages: readonly Message[]): Float64Array {
  const turns = customerSignals(messages)
  const signals = CUSTOMER_SIGNALS.flatMap((_, k) => {
    const known = turns.map((turn) => turn[k]!).filter((value) => !Number.isNaN(value))
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    return [mean, known.length === 0 ? Number.NaN : Math.max(...known), turns.at(-1)?.[k] ?? Number.NaN]
  })
  const last = messages.at(-1)?.fromCustomer ?? false
  const others = messages.findLastIndex(({ fromCustomer }) => fromCustomer !== last)
  const share = turns.length / messages.length
  const run = messages.length - 1 - others
  return Float64Array.from([...signals, turns.length, messages.length - turns.length, share, Number(last), run])
}
