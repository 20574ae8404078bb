import { FAULT_PARTS, type FaultPart, likeliestFault, type PartProbabilities } from './fault-part.ts'
import type { SuspectRule } from './suspect-table.ts'
import type { TurnInputs } from './turn-inputs.ts'

/**
 * What the suspect table alone says of a turn. Its clues are independent hints of a fault, as in `suspicions`; each gives
 * its part the share of its weight, and one that leaves the part open shares by how often each part is at fault.
 *
 * @param shares of each part among faults, and of faults among turns without any clue (`none`), by FAULT_PARTS
 */
export function tableProbabilities(
  { clues }: Pick<TurnInputs, 'clues'>,
  table: readonly SuspectRule[],
  shares: PartProbabilities,
): PartProbabilities {
  const shown = table.filter((rule) => clues[rule.clue] !== undefined)
  const fault = shown.length === 0 ? 1 - shares.none : 1 - shown.reduce((none, { weight }) => none * (1 - weight), 1)
  const named = shown.filter(({ part }) => part !== 'open' && part !== 'none')
  const all = named.reduce((sum, { weight }) => sum + weight, 0)
  const faultShares = FAULT_PARTS.slice(1).reduce((sum, part) => sum + shares[part], 0)
  const of = (part: FaultPart): number => {
    if (part === 'none') return 1 - fault
    if (all === 0) return (fault * shares[part]) / faultShares
    return (fault * named.reduce((sum, rule) => sum + (rule.part === part ? rule.weight : 0), 0)) / all
  }
  return Object.fromEntries(FAULT_PARTS.map((part) => [part, of(part)])) as PartProbabilities
}

/**
 * The part that the table names: that of its heaviest clue, as the reviewer is shown it. Where it leaves the part open the
 * most frequent one is taken; without a clue nothing is named.
 */
export function tablePart(
  { clues }: Pick<TurnInputs, 'clues'>,
  table: readonly SuspectRule[],
  shares: PartProbabilities,
): FaultPart {
  const shown = table.filter((rule) => clues[rule.clue] !== undefined)
  const [heaviest] = shown.filter(({ part }) => part !== 'open').sort((a, b) => b.weight - a.weight)
  if (heaviest !== undefined) return heaviest.part as FaultPart
  return shown.length === 0 ? 'none' : likeliestFault(shares)
}
