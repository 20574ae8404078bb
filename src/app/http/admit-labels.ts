import type { LabelDesk } from '../../labels/label-desk.ts'
import { growTaxonomy } from '../../loop/send-for-labels.ts'
import type { Task } from '../../models/task.ts'

/** What people label examples or gold items with, annotators may choose too. */
export const admitLabels = (
  desk: LabelDesk,
  task: Task,
  labelled: readonly { readonly label: string }[],
  who: string,
  now: number,
) => growTaxonomy(desk, { intent: [], objection: [], [task]: labelled.map(({ label }) => label) }, who, now)
