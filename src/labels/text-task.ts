import type { Task } from '../models/task.ts'
import { verdictOf } from './machine-label.ts'

/**
 * Why people are asked about one text. `audit`: a random machine label; `split`: its label was split; `suspect`: its label
 * may be wrong; `confirm`: somebody looked at a machine label on purpose.
 */
export const TEXT_TASK_KINDS = ['audit', 'split', 'suspect', 'confirm'] as const
export type TextTaskKind = (typeof TEXT_TASK_KINDS)[number]

/** One text that wants a label. Ids, no text. */
export interface NewTextTask {
  readonly kind: TextTaskKind
  readonly task: Task
  readonly source: 'turn' | 'example'
  readonly textId: string
  readonly conversationId: string | null
  /** The label in question; annotators do not see it. */
  readonly was: string | null
  /** What may be chosen; none = every label of the task. */
  readonly choices: readonly string[]
  /** What asks: a machine label, a version of the taxonomy, a search for errors. */
  readonly about: string
  /** Lowest first. */
  readonly priority: number
}

export interface TextTask extends NewTextTask {
  readonly textTaskId: string
  readonly state: 'waiting' | 'decided' | 'dropped'
  readonly createdAt: number
  readonly label: string | null
  readonly decidedBy: 'people' | 'rule' | null
  readonly decidedAt: number | null
  readonly answers: number
}

export interface TextLease {
  readonly leaseId: string
  readonly until: number
  readonly task: TextTask
}

export interface TextAnswer {
  readonly textTaskId: string
  readonly leaseId: string
  /** null = none of the labels fits. */
  readonly label: string | null
  readonly who: string
  readonly recordedBy: string
  readonly seconds: number | null
  readonly taxonomyVersion: number
}

export interface KeptTextAnswer extends Omit<TextAnswer, 'leaseId' | 'recordedBy'> {
  readonly textAnswerId: string
  readonly blind: boolean
  readonly at: number
}

/** What the answers so far come to; null = one more person is asked. */
export type Decision = { readonly label: string | null } | null

/**
 * A new label is decided by one person. Where a label is in question, who agrees with it settles it, and who contradicts it
 * needs a second person who says the same.
 *
 * @param answers in order of time; null = none fits
 */
export function decisionOf(task: Pick<NewTextTask, 'kind' | 'was'>, answers: readonly (string | null)[]): Decision {
  if (answers.length === 0) return null
  if (task.was === null || task.kind === 'split' || task.kind === 'confirm') return { label: answers.at(-1)! }
  const verdict = verdictOf(task.was, answers)
  if (verdict.kind === 'open') return null
  return { label: verdict.kind === 'right' ? task.was : verdict.label }
}

export type Recorded =
  | { readonly kind: 'recorded'; readonly textAnswerId: string; readonly decision: Decision; readonly task: TextTask }
  | { readonly kind: 'lost' }

export interface TextTaskQuery {
  readonly kind?: TextTaskKind | undefined
  readonly task?: Task | undefined
  readonly state?: TextTask['state'] | undefined
  readonly limit: number
  readonly after?: string | undefined
}

/** The queue of single texts. */
export interface TextDesk {
  /** Adds what is new; a text that is asked about for the same reason is known. Returns how many were added. */
  add(tasks: readonly NewTextTask[], now: number): Promise<number>
  /** The same, decided by a rule already. */
  addDecided(tasks: readonly (NewTextTask & { readonly label: string })[], now: number): Promise<number>
  /** The next text that this annotator has not answered; null = none waits. */
  lease(annotator: string, kinds: readonly TextTaskKind[], leaseMs: number, now: number): Promise<TextLease | null>
  /** Adds an answer, and decides when it suffices; the verdict on a machine label comes with it. All or nothing. */
  record(answer: TextAnswer, now: number): Promise<Recorded>
  list(query: TextTaskQuery): Promise<TextTask[]>
  get(textTaskId: string): Promise<TextTask | null>
  /** What people said, in order. */
  answers(textTaskId: string): Promise<KeptTextAnswer[]>
  counts(): Promise<{ readonly kind: TextTaskKind; readonly state: TextTask['state']; readonly tasks: number }[]>
}
