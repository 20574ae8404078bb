import { debiasedEce } from '../stats/calibration-error.ts'
import { type MacroF1, macroF1 } from '../stats/macro-f1.ts'
import { randomFrom } from '../stats/random.ts'
import type { AttributionExample } from './attribution-example.ts'
import { FAULT_PARTS, type FaultPart, type PartProbabilities } from './fault-part.ts'

/** How well turns are attributed whose part people know, by a model that had not seen their group. */
export interface AttributionQuality {
  /** Turns whose part is known: neither open nor in a conversation that failed "somewhere". */
  readonly turns: number
  readonly model: MacroF1
  /** The suspect table on the same turns. */
  readonly table: MacroF1
  /** Debiased expected calibration error of the fault probability, and the upper end of its one-sided 95 % bound; NaN without turns. */
  readonly ece: number
  readonly eceHigh: number
}

/**
 * @param named by the model, for each example
 * @param believed its probabilities
 * @param byTable named by the suspect table
 */
export function qualityOf(
  examples: readonly AttributionExample[],
  named: readonly FaultPart[],
  believed: readonly PartProbabilities[],
  byTable: readonly FaultPart[],
  seed: string,
  resamples: number,
): AttributionQuality {
  const known = [...examples.keys()].filter((i) => examples[i]!.possible.length === 1)
  const judged = (parts: readonly FaultPart[]): MacroF1 => {
    const units = known.map((i) => ({
      truth: FAULT_PARTS.indexOf(examples[i]!.possible[0]!),
      predicted: FAULT_PARTS.indexOf(parts[i]!),
      weight: examples[i]!.weight,
      cluster: examples[i]!.group,
    }))
    return macroF1(units, FAULT_PARTS.length, randomFrom(`attribution-quality/${seed}`), resamples)
  }
  const faults = known.map((i) => 1 - believed[i]!.none)
  const { ece, high } = debiasedEce(
    faults,
    known.map((i) => examples[i]!.possible[0] !== 'none'),
    15,
    Math.min(200, resamples),
  )
  return { turns: known.length, model: judged(named), table: judged(byTable), ece, eceHigh: high }
}
