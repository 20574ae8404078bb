import { LEARNED_REASON } from '../admission/learned-plan.ts'
import type { LabelledTurn } from '../labels/label-reader.ts'
import { TASKS, type Task } from '../models/task.ts'

/** Where a text lives: a user_message among the events, or an imported example. */
export type TextSource = 'turn' | 'example'

/** Names a text without holding it. */
export interface TextRef {
  readonly source: TextSource
  /** Event id or example id. */
  readonly textId: string
}

/** One labelled text that may enter a snapshot. */
export interface Candidate extends TextRef {
  readonly task: Task
  readonly label: string
  /** Answers of the ledger, or the example, that say so. */
  readonly labelIds: readonly string[]
  /** `low`: from a conversation that behaviour or outcome flagged, where customers were served badly more often than they come. */
  readonly quality: 'low' | 'normal'
  /** How often the text counts before any cap. */
  readonly weight: number
  /** Whom the per-user cap counts; null for imported examples. */
  readonly userId: string | null
  readonly conversationId: string | null
  /** Epoch milliseconds. */
  readonly labelledAt: number
  /** Who said so; absent = no annotator. */
  readonly annotators?: readonly string[]
  /** Cluster of near-duplicate texts that it belongs to; absent = none. */
  readonly duplicates?: string
}

/** A model's doubt, or its suspicion of another, says nothing against the conversation: its text is as good as any, and worth more to learn from. */
const DOUBTS: ReadonlySet<string> = new Set(['low_confidence', LEARNED_REASON])
const servedBadly = ({ reasons }: LabelledTurn): boolean => reasons.some((reason) => !DOUBTS.has(reason))

/**
 * What people's answers offer to training: one candidate per task that was answered without a tie, on a turn whose
 * customer message is known. What flagged the conversation decides the quality.
 */
export function candidatesOf(turns: readonly LabelledTurn[]): Candidate[] {
  return turns.flatMap((turn) =>
    TASKS.flatMap((task) => {
      const label = turn.label[task]
      if (label === null || turn.textEventId === null) return []
      return [
        {
          task,
          source: 'turn' as const,
          textId: turn.textEventId,
          label,
          labelIds: turn.labelIds,
          quality: servedBadly(turn) ? ('low' as const) : ('normal' as const),
          weight: 1,
          userId: turn.userId ?? turn.conversationId,
          conversationId: turn.conversationId,
          labelledAt: turn.labelledAt,
          annotators: turn.annotators,
        },
      ]
    }),
  )
}
