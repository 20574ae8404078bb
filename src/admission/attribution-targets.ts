import type { AttributionExample } from './attribution-example.ts'
import { FAULT_PARTS } from './fault-part.ts'

const K = FAULT_PARTS.length
/** The reviewer was pointed at the suspect turn: a verdict that names no turn more likely speaks of it. */
const SUSPECT_FACTOR = 3

/**
 * Targets of every example: what a model says, within what people's answers leave open. A conversation that failed
 * somewhere shares its verdict out over the turns that may have.
 *
 * This is the expectation step of learning from partial labels; what is unknown is filled with what the model believes,
 * never with "no fault".
 *
 * @param believed by example then part
 * Sources: R. Jin, Z. Ghahramani, Learning with Multiple Labels, NIPS 2002; T. Cour, B. Sapp, B. Taskar, Learning from
 * Partial Labels, JMLR 12 (2011); for verdicts on a bag of turns O. Maron, T. Lozano-Perez, A Framework for
 * Multiple-Instance Learning, NIPS 1997.
 */
export function expectedTargets(examples: readonly AttributionExample[], believed: Float64Array): Float64Array {
  const targets = new Float64Array(examples.length * K)
  examples.forEach(({ possible }, i) => {
    const sum = possible.reduce((all, part) => all + believed[i * K + FAULT_PARTS.indexOf(part)]!, 0)
    for (const part of possible) {
      const k = FAULT_PARTS.indexOf(part)
      targets[i * K + k] = sum > 0 ? believed[i * K + k]! / sum : 1 / possible.length
    }
  })
  for (const turns of bags(examples)) share(examples, turns, targets)
  return targets
}

/** Turns of one conversation with a verdict that names none of them. */
const bags = (examples: readonly AttributionExample[]): number[][] => [
  ...Map.groupBy(
    [...examples.keys()].filter((i) => examples[i]!.somewhere !== null),
    (i) => examples[i]!.conversationId,
  ).values(),
]

function share(examples: readonly AttributionExample[], turns: readonly number[], targets: Float64Array): void {
  const part = examples[turns[0]!]!.somewhere!
  const k = FAULT_PARTS.indexOf(part)
  const open = turns.filter((i) => examples[i]!.possible.includes(part))
  const odds = open.map((i) => {
    const p = Math.min(0.999, Math.max(1e-6, targets[i * K + k]!))
    return (p / (1 - p)) * (examples[i]!.isSuspect ? SUSPECT_FACTOR : 1)
  })
  const all = odds.reduce((sum, each) => sum + each, 0)
  open.forEach((i, j) => {
    const mass = odds[j]! / all
    const rest = 1 - targets[i * K + k]!
    for (let c = 0; c < K; c++) {
      if (c !== k) targets[i * K + c] = rest > 0 ? ((1 - mass) * targets[i * K + c]!) / rest : 0
    }
    targets[i * K + k] = rest > 0 ? mass : 1
  })
}

/** Before any model is there: how often each part was found where it is known. */
export function baseRates(examples: readonly AttributionExample[]): Float64Array {
  const rates = new Float64Array(K).fill(1)
  for (const { possible } of examples) if (possible.length === 1) rates[FAULT_PARTS.indexOf(possible[0]!)]! += 1
  const sum = rates.reduce((all, rate) => all + rate, 0)
  return rates.map((rate) => rate / sum)
}
