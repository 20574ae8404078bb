import type { AdmissionConfig } from '../admission/config.ts'
import { faultInputs } from '../admission/fault-inputs.ts'
import { type FaultModel, faultProbability } from '../admission/fault-model.ts'
import type { SamplingPolicy } from '../admission/sampling-policy.ts'
import type { LoopEvent } from '../events/event.ts'
import type { DueConversation, FaultScore } from '../pool/pool-store.ts'

/** A model that can score, by its id. */
export interface FaultJudge {
  readonly id: string
  readonly model: FaultModel
}

/** Who scores what is drawn for: the model in charge, and the newest one in its shadow. Of those that cannot be read, none. */
export interface FaultJudges {
  of(policy: SamplingPolicy): Promise<readonly FaultJudge[]>
}

/** Nothing was trained yet, or nobody asks. */
export const NO_JUDGES: FaultJudges = { of: async () => [] }

/**
 * Scores by what is known when the draw is due: fixed from then on, whatever comes later.
 *
 * @param events punctual ones of each conversation
 * @param thresholds of the rules that judge a conversation
 */
export function scoreFaults(
  due: readonly DueConversation[],
  events: ReadonlyMap<string, readonly LoopEvent[]>,
  thresholds: (conversation: DueConversation) => AdmissionConfig,
  judges: readonly FaultJudge[],
): FaultScore[] {
  return due.flatMap((conversation) => {
    const { conversationId, row, facts, computedAt } = conversation
    const subject = { row, facts, events: events.get(conversationId) ?? [], knownAt: computedAt }
    const inputs = faultInputs(subject, thresholds(conversation))
    return judges.map(({ id, model }) => ({
      conversationId,
      model: id,
      probability: faultProbability(model, inputs),
      at: computedAt,
    }))
  })
}
