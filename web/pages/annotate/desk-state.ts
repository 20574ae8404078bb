import type { Draft } from './draft.ts'
import type { Form, FormAnswer } from './form.ts'
import type { Held } from './queue.ts'
import type { Recorded, Sample } from './task.ts'

/** What was done last, so that it can be taken back; the form comes back as it was. */
export type Done =
  | { readonly kind: 'label'; readonly sampleId: string; readonly labelId: string; readonly form: Form }
  | { readonly kind: 'skip'; readonly sampleId: string; readonly leaseId: string; readonly form: Form }

/** An answer that came too late, beside what stands instead. */
export interface Conflict {
  readonly yours: FormAnswer
  readonly recorded: readonly Recorded[]
  /** The service's reason. */
  readonly why: string
}

/** A word to the annotator about what just happened. */
export interface Notice {
  readonly kind: 'undone' | 'undoneForGood' | 'nothingToUndo' | 'undoRefused' | 'keptLate' | 'draftBack'
  readonly detail?: string
  /** Counts up, so that the same word twice is seen twice. */
  readonly at: number
}

/** One annotator at work on the queue. */
export interface DeskState {
  /** `working`: a sample lies open. `sending`: it is on its way. */
  readonly phase: 'loading' | 'working' | 'sending' | 'empty' | 'failed'
  readonly sample: Sample | null
  readonly form: Form | null
  /** The lease of the open sample is lost: the service's reason. What was written stays. */
  readonly lost: string | null
  /** The other answer was seen: what is sent now is kept beside it. */
  readonly late: boolean
  readonly conflict: Conflict | null
  /** The last thing that failed, other than a lost lease. */
  readonly problem: unknown
  readonly done: readonly Done[]
  readonly notice: Notice | null
  /** Counts samples that were opened: whoever watches it knows when the next decision begins. */
  readonly opened: number
}

export const FIRST: DeskState = {
  phase: 'loading',
  sample: null,
  form: null,
  lost: null,
  late: false,
  conflict: null,
  problem: null,
  done: [],
  notice: null,
  opened: 0,
}
/** How far back undo reaches. */
export const MOST_DONE = 50

/** What a browser remembers of an annotator's work: drafts by sample for all its tabs, the open lease for this tab. */
export interface DeskMemory {
  draft(sample: Sample): Draft | null
  keepDraft(sampleId: string, draft: Draft): void
  dropDraft(sampleId: string): void
  open(): Held | null
  keepOpen(held: Held | null): void
}
