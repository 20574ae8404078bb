import { z } from 'zod'
import { faultInputs } from '../../admission/fault-inputs.ts'
import { faultReasons } from '../../admission/fault-model.ts'
import { conversationAsOf } from '../../admission/fault-subject.ts'
import type { Ports } from '../wiring.ts'

export const FaultAnswer = z.object({
  scores: z
    .array(
      z.object({
        model_id: z.string(),
        probability: z.number().describe('Chance that a model was at fault, as known when its draw was due.'),
        at: z.int(),
        in_charge: z.boolean().describe('Does this model decide now?'),
      }),
    )
    .describe('Newest model first; fixed since the draw.'),
  reasons: z
    .array(
      z.object({
        input: z.string().describe('What the model read: a signal, a number, or one of the texts as a whole.'),
        push: z.number().describe('In log odds: above 0 towards a fault, below 0 away from it.'),
      }),
    )
    .describe('What pushed the score of the model in charge, else of the newest, most; strongest first.'),
})

const MOST_REASONS = 8

/** What the learned admission thinks of a conversation; null = no model has scored it. */
export async function faultOf(
  conversationId: string,
  { faults, judges, pool, rules, features }: Ports,
): Promise<z.infer<typeof FaultAnswer> | null> {
  const scores = await faults.faults.scoresOf(conversationId)
  if (scores.length === 0) return null
  const policy = await pool.policy()
  const shown = scores.find(({ model }) => model === policy.learned?.id) ?? scores[0]!
  return {
    scores: scores.map(({ model, probability, at }) => ({
      model_id: model,
      probability,
      at,
      in_charge: model === policy.learned?.id,
    })),
    reasons: await reasonsOf(conversationId, shown, { faults, judges, rules, features }),
  }
}

/** Read again as it was known then. A model that is gone, or damaged, gives none. */
async function reasonsOf(
  conversationId: string,
  { model, at }: { readonly model: string; readonly at: number },
  { faults, judges, rules, features }: Pick<Ports, 'faults' | 'judges' | 'rules' | 'features'>,
): Promise<z.infer<typeof FaultAnswer>['reasons']> {
  const record = await faults.faults.model(model)
  const loaded = record && (await judges.load(record))
  const draw = (await faults.material.draws([conversationId])).get(conversationId)
  const past = (await faults.material.pasts([conversationId])).get(conversationId)
  if (loaded?.state !== 'ready' || draw === undefined || past === undefined) return []
  const subject = conversationAsOf(conversationId, past, at, features)
  const { thresholds } = await rules.version(draw.rulesVersion)
  return faultReasons(loaded.model, faultInputs(subject, thresholds), MOST_REASONS)
}
