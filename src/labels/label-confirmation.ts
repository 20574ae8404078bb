import type { Task } from '../models/task.ts'

/** A label that a search called suspect, and a person found right. Ids, no text. */
export interface LabelConfirmation {
  readonly task: Task
  readonly source: 'turn' | 'example'
  readonly textId: string
  readonly label: string
}

/** What searches for wrong labels need not show again. */
export interface LabelConfirmations {
  /** Returns how many were new. */
  add(
    confirmed: readonly LabelConfirmation[],
    by: { readonly who: string; readonly recordedBy: string },
    now: number,
  ): Promise<number>
  of(task: Task): Promise<LabelConfirmation[]>
}
