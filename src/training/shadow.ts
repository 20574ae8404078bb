import { createHash } from 'node:crypto'
import { compareCodePoints } from '../events/order.ts'
import type { LabelledTurn } from '../labels/label-reader.ts'
import type { Task } from '../models/task.ts'
import { type Candidate, candidatesOf, type TextRef } from './candidate.ts'
import type { BaseModel } from './snapshot.ts'

/** A copy of a live model that learns label by label and answers nobody. */
export interface Shadow {
  /** Follows from task and base: each live model has one shadow. */
  readonly shadowId: string
  readonly task: Task
  readonly base: BaseModel
  /** Epoch milliseconds. */
  readonly startedAt: number
}

/** One label that a shadow learned, and what it and the live model had said before. It holds no text. */
export interface ShadowStep extends TextRef {
  /** Counts from 1; the order in which it learned. */
  readonly step: number
  readonly turnId: string
  readonly conversationId: string | null
  readonly label: string
  readonly labelIds: readonly string[]
  readonly quality: 'low' | 'normal'
  /** Before learning it. */
  readonly predicted: string
  readonly confidence: number
  /** What was served on this turn; null where a person replied, or the model did not know the task. */
  readonly live: string | null
  readonly liveConfidence: number | null
  /** Epoch milliseconds. */
  readonly labelledAt: number
  readonly learnedAt: number
}

/** A label that waits to be learned. */
export type ShadowLesson = Omit<ShadowStep, 'step' | 'predicted' | 'confidence' | 'learnedAt'>

export interface ShadowSwitch {
  readonly on: boolean
  /** null = nobody has switched yet: it is off. */
  readonly who: string | null
  readonly why: string | null
  readonly at: number | null
}

export interface ShadowStore {
  switch(): Promise<ShadowSwitch>
  /** Adds to the ledger of who switched. */
  turn(to: { on: boolean; who: string; why: string; at: number }): Promise<void>
  /** Makes a shadow known; one that is stays as it is. */
  open(shadow: Shadow): Promise<void>
  /** Newest first. */
  shadows(limit: number): Promise<Shadow[]>
  /** In order, after a step. */
  steps(shadowId: string, after: number, limit: number): Promise<ShadowStep[]>
  /** Adds the next steps; false, and nothing is added, when another process went on meanwhile. */
  add(shadowId: string, steps: readonly ShadowStep[]): Promise<boolean>
}

export const SHADOW_SEED = 1
/** Rows of its base's past from which a shadow replays. */
export const SHADOW_PAST = 500

export const shadowId = (task: Task, base: BaseModel): string =>
  `w-${createHash('sha256').update(`${task}:${base.id}`).digest('hex').slice(0, 12)}`

/**
 * What people agreed on for one task, as lessons in the order in which a shadow learns them: by the time of the label,
 * then by its id.
 */
export function lessonsOf(
  turns: readonly LabelledTurn[],
  task: Task,
): (Candidate & { readonly lesson: ShadowLesson })[] {
  return turns
    .flatMap((turn) => candidatesOf([turn]).map((candidate) => ({ turn, candidate })))
    .filter(({ candidate }) => candidate.task === task)
    .map(({ turn, candidate }) => ({ ...candidate, lesson: lessonOf(turn, candidate) }))
    .sort((a, b) => a.labelledAt - b.labelledAt || compareCodePoints(orderKey(a.lesson), orderKey(b.lesson)))
}

const orderKey = ({ labelIds, source, textId }: ShadowLesson): string => `${labelIds.join(' ')} ${source}:${textId}`

function lessonOf(turn: LabelledTurn, candidate: Candidate): ShadowLesson {
  const { source, textId, label, labelIds, quality, conversationId, labelledAt, task } = candidate
  const confidence = task === 'intent' ? turn.prediction.intentConfidence : turn.prediction.objectionConfidence
  return {
    ...{ source, textId, label, quality, conversationId, labelledAt },
    turnId: turn.turnId,
    labelIds: [...labelIds].sort(compareCodePoints),
    live: turn.prediction[task],
    liveConfidence: confidence,
  }
}
