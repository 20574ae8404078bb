import type { LabelledTurn } from '../labels/label-reader.ts'
import type { ConversationTurns } from '../metrics/trait-store.ts'
import type { Task } from '../models/task.ts'
import type { JudgedPrediction } from './calibration.ts'
import type { UnjudgedPrediction } from './unlabelled-accuracy.ts'

/** Random turns with a consensus label and a confidence; suspect turns never enter. */
export function judgedPredictions(
  turns: readonly LabelledTurn[],
  task: Task,
): (JudgedPrediction & { turn: LabelledTurn })[] {
  return turns.flatMap((turn) => {
    const { prediction, label, isRandomTurn } = turn
    const [predicted, truth, confidence] = [prediction[task], label[task], prediction[`${task}Confidence`]]
    if (!isRandomTurn || predicted === null || truth === null || confidence === null) return []
    return [
      {
        turn,
        confidence,
        correct: predicted === truth,
        probability: turn.inclusionProbability,
        weight: turn.predictedTurns,
        user: turn.userId ?? `conversation ${turn.conversationId}`,
      },
    ]
  })
}

/** What the models said in a conversation, whether anybody reviewed it or not. */
export const unjudgedPredictions = (
  { conversationId, userId, turns }: ConversationTurns,
  task: Task,
): (UnjudgedPrediction & { bundle: string | null })[] =>
  turns.flatMap((turn) => {
    const confidence = turn[`${task}Confidence`]
    if (turn[task] === null || confidence === null) return []
    return [{ confidence, user: userId ?? `conversation ${conversationId}`, bundle: turn.bundle }]
  })
