import type { LabelledTurn } from '../labels/label-reader.ts'
import type { ConversationTurns } from '../metrics/trait-store.ts'
import type { Task } from '../models/task.ts'
import type { JudgedPrediction } from './calibration.ts'

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

/** Calls with each prediction of a task that the models made in a conversation, whether anybody reviewed it or not. */
export function eachTold(
  { conversationId, userId, turns }: ConversationTurns,
  task: Task,
  told: (user: string, confidence: number, bundle: string | null) => void,
): void {
  const user = userId ?? `conversation ${conversationId}`
  const name = `${task}Confidence` as const
  for (const turn of turns) {
    const confidence = turn[name]
    if (turn[task] !== null && confidence !== null) told(user, confidence, turn.bundle)
  }
}
