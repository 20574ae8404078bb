import { z } from 'zod'
import type { AttributionModel, AttributionReason } from '../../admission/attribution.ts'
import type { AttributedTurn } from '../../admission/attribution-suspect.ts'
import { FAULT_PARTS, likeliest } from '../../admission/fault-part.ts'
import { SUSPECT_PARTS } from '../../admission/suspect-table.ts'
import type { MacroF1 } from '../../stats/macro-f1.ts'

const Share = z.number().min(0).max(1)
const Part = z.enum(FAULT_PARTS)
const Parts = z
  .object({ none: Share, intent: Share, objection: Share, wording: Share, policy: Share })
  .describe('Probabilities that sum to 1; 1 less that of `none` is the chance of a fault.')

const Score = z.object({
  part: Part,
  precision: Share.nullable().describe('null = nothing was named so.'),
  recall: Share.nullable().describe('null = nothing was it.'),
  f1: Share.nullable(),
  turns: z.int().describe('Known turns that were it.'),
})
const Macro = z.object({
  macro_f1: Share.nullable().describe('Mean F1 of the parts that occur; null = no turn is known.'),
  low: Share,
  high: Share.describe('95 % interval, bootstrapped by user.'),
  parts: z.array(Score),
  confusion: z
    .array(z.array(z.number()))
    .describe('By true part then named part, in the order of `parts`; weighted by 1 over the inclusion probability.'),
})
const Row = z.object({
  clue: z.string(),
  part: z.enum(SUSPECT_PARTS),
  prior: Share.describe('First guess.'),
  weight: Share.describe('Chance that a turn which shows the clue is at fault, as verdicts see it.'),
  low: Share,
  high: Share,
  turns: z.int().describe('Turns with the clue of which it is known whether they were at fault.'),
  observed: Share.nullable().describe('Share of these at fault, weighted by inclusion; null = none.'),
  part_observed: Share.nullable().describe(
    'Share of these at fault in the named part; null = none, or the part is open.',
  ),
})

export const ModelAnswer = z.object({
  model: z.string().describe('Id of the fault model that holds it.'),
  made_at: z.int(),
  in_charge: z.boolean().describe('It points annotators at the turn; else the suspect table does.'),
  learned: z.boolean().describe('false = too few verdicts: the table speaks, with the weights that they give it.'),
  verdicts: z.int(),
  turns: z.int(),
  known_turns: z.int().describe('Turns whose part people know: those that the figures are made from.'),
  attribution: Macro.describe('By models that had not seen the user.'),
  suspect_table: Macro.describe('The suspect table on the same turns.'),
  calibration_error: z.number().nullable().describe('Of the chance of a fault, debiased; null = no turn is known.'),
  table: z.array(Row),
})

export const TurnAnswer = z.object({
  turn_id: z.string().describe('Event id of the reply.'),
  likeliest: Part,
  parts: Parts,
  clues: z
    .array(z.object({ clue: z.string(), event_ids: z.array(z.string()) }))
    .describe('Clues of the suspect table that the turn shows.'),
  reasons: z
    .array(z.object({ input: z.string(), push: z.number() }))
    .describe(
      'What speaks for (above 0) or against a fault in the part that is likeliest to have failed, in log odds; none while the table speaks.',
    ),
})

export const toModel = (
  model: AttributionModel,
  { id, madeAt }: { readonly id: string; readonly madeAt: number },
  inCharge: boolean,
): z.infer<typeof ModelAnswer> => ({
  model: id,
  made_at: madeAt,
  in_charge: inCharge,
  learned: model.learned !== null,
  verdicts: model.verdicts,
  turns: model.turns,
  known_turns: model.quality.turns,
  attribution: toMacro(model.quality.model),
  suspect_table: toMacro(model.quality.table),
  calibration_error: known(model.quality.ece),
  table: model.table.map(({ partObserved, ...row }) => ({ ...row, part_observed: partObserved })),
})

export const toTurn = (
  { inputs, parts }: AttributedTurn,
  reasons: readonly AttributionReason[],
): z.infer<typeof TurnAnswer> => ({
  turn_id: inputs.turnId,
  likeliest: likeliest(parts),
  parts: { ...parts },
  clues: Object.entries(inputs.clues).map(([clue, eventIds]) => ({ clue, event_ids: [...eventIds] })),
  reasons: reasons.map(({ input, push }) => ({ input, push })),
})

const toMacro = ({ estimate, low, high, classes, confusion }: MacroF1): z.infer<typeof Macro> => ({
  macro_f1: known(estimate),
  low,
  high,
  parts: classes.map(({ precision, recall, f1, support }, k) => ({
    part: FAULT_PARTS[k]!,
    precision: known(precision),
    recall: known(recall),
    f1: known(f1),
    turns: support,
  })),
  confusion: confusion.map((row) => [...row]),
})

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
