import { LoopError } from '../errors/loop-error.ts'

/** Where one turn failed: `none` = nowhere, else the earliest part of the chain that did. */
export const FAULT_PARTS = ['none', 'intent', 'objection', 'wording', 'policy'] as const
export type FaultPart = (typeof FAULT_PARTS)[number]

/** Probability of each part; they sum to 1, and 1 less that of `none` is the turn's fault probability. */
export type PartProbabilities = Readonly<Record<FaultPart, number>>

/** @param values by FAULT_PARTS */
export function partsFrom(values: ArrayLike<number>): PartProbabilities {
  if (values.length !== FAULT_PARTS.length)
    throw new LoopError(
      'LOOP_EXAMPLES_UNUSABLE',
      `${values.length} probabilities came; ${FAULT_PARTS.length} are needed, one for each of ${FAULT_PARTS.join(', ')}.`,
    )
  return Object.fromEntries(FAULT_PARTS.map((part, k) => [part, values[k]!])) as PartProbabilities
}

/** If anything failed, most probably this; of equal parts the earlier. */
export const likeliestFault = (parts: PartProbabilities): FaultPart =>
  FAULT_PARTS.slice(1).reduce((best, part) => (parts[part] > parts[best] ? part : best))

/** The most probable part; of equal ones the earlier in FAULT_PARTS. */
export const likeliest = (parts: PartProbabilities): FaultPart =>
  FAULT_PARTS.reduce((best, part) => (parts[part] > parts[best] ? part : best))
