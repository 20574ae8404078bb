import { type AttributionModel, attributeAll } from './attribution.ts'
import type { AdmissionConfig } from './config.ts'
import { likeliestFault, type PartProbabilities } from './fault-part.ts'
import type { AdmissionRow } from './rules.ts'
import { type Suspicion, suspicions } from './suspect.ts'
import type { ClueName } from './suspect-table.ts'
import { type TurnInputs, turnInputs } from './turn-inputs.ts'
import type { Dialogue } from './turns.ts'

/** A turn with what the model of parts says of it. */
export interface AttributedTurn {
  readonly inputs: TurnInputs
  readonly parts: PartProbabilities
}

/** Every predicted turn of a conversation, in order. */
export function attributedTurns(
  model: AttributionModel,
  dialogue: Dialogue,
  row: AdmissionRow,
  config: AdmissionConfig,
): AttributedTurn[] {
  const turns = turnInputs(dialogue, row, config)
  const parts = attributeAll(model, turns)
  return turns.map((inputs, i) => ({ inputs, parts: parts[i]! }))
}

/**
 * The turns of a flagged conversation, the most probably faulty first, in the form of the suspect table: the part is the
 * likeliest one that failed, the weight the chance that any did, the evidence what the table's clues show. While the model
 * has learned from too few verdicts, the table itself, with the weights that they give it.
 */
export function attributedSuspicions(
  model: AttributionModel,
  dialogue: Dialogue,
  row: AdmissionRow,
  config: AdmissionConfig,
): Suspicion[] {
  if (model.learned === null) return suspicions(dialogue, row, config, model.table)
  return attributedTurns(model, dialogue, row, config)
    .map(({ inputs, parts }) => ({
      eventId: inputs.turnId,
      part: likeliestFault(parts),
      clue: heaviestClue(model, inputs) ?? ('learned' as const),
      weight: 1 - parts.none,
      evidence: inputs.clues,
    }))
    .sort((a, b) => b.weight - a.weight)
}

function heaviestClue({ table }: AttributionModel, { clues }: TurnInputs): ClueName | null {
  const [heaviest] = table.filter(({ clue }) => clues[clue] !== undefined).sort((a, b) => b.weight - a.weight)
  return heaviest?.clue ?? null
}
