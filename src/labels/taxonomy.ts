import { LoopError } from '../errors/loop-error.ts'
import { MAX_ID_LENGTH } from '../events/strict.ts'
import { badText } from '../events/text-checks.ts'
import { TASKS, type Task } from '../models/task.ts'

/** One thing a classifier may say. Names are for people; the id is what events, labels and models carry. */
export interface TaxonomyLabel {
  readonly id: string
  readonly nameEn: string | null
  readonly nameZh: string | null
}

/** What annotators may choose. Its version is the version of the guideline under which an answer was given. */
export interface Taxonomy {
  readonly version: number
  readonly tasks: Readonly<Record<Task, readonly TaxonomyLabel[]>>
}

export const emptyTaxonomy: Taxonomy = { version: 0, tasks: { intent: [], objection: [] } }

export const knowsLabel = (taxonomy: Taxonomy, task: Task, id: string): boolean =>
  taxonomy.tasks[task].some((label) => label.id === id)

/**
 * The taxonomy with these labels too, one version on; the same one when it knows them all. What an old log calls a label
 * and nobody could choose (empty, over-long, no well-formed text) is passed over.
 */
export function withLabels(taxonomy: Taxonomy, added: Readonly<Record<Task, readonly string[]>>): Taxonomy {
  const fresh = (task: Task) =>
    [...new Set(added[task])].filter((id) => canBeChosen(id) && !knowsLabel(taxonomy, task, id))
  if (TASKS.every((task) => fresh(task).length === 0)) return taxonomy
  const grown = (task: Task) => [
    ...taxonomy.tasks[task],
    ...fresh(task).map((id) => ({ id, nameEn: null, nameZh: null })),
  ]
  return { version: taxonomy.version + 1, tasks: { intent: grown('intent'), objection: grown('objection') } }
}

const canBeChosen = (id: string): boolean => id !== '' && id.length <= MAX_ID_LENGTH && badText(id) === null

/** Throws LOOP_UNKNOWN_LABEL, naming what may be chosen. */
export function refuseUnknownLabel(taxonomy: Taxonomy, task: Task, id: string | null): void {
  if (id === null || knowsLabel(taxonomy, task, id)) return
  const known = taxonomy.tasks[task].map((label) => label.id)
  throw new LoopError(
    'LOOP_UNKNOWN_LABEL',
    `'${id}' is no ${task} of the taxonomy (version ${taxonomy.version}), which has ${known.join(', ') || 'none yet'}. Choose one of them, or add it with PUT /v1/taxonomy.`,
  )
}

/** The taxonomy with other lists for some tasks, one version on; null keeps a task's list. Of equal ids the first stays. */
export function replacedTaxonomy(
  taxonomy: Taxonomy,
  lists: Readonly<Record<Task, readonly TaxonomyLabel[] | null>>,
): Taxonomy {
  if (TASKS.every((task) => lists[task] === null)) return taxonomy
  const listOf = (task: Task) => {
    const labels = lists[task] ?? taxonomy.tasks[task]
    return labels.filter((label, i) => labels.findIndex((other) => other.id === label.id) === i)
  }
  return { version: taxonomy.version + 1, tasks: { intent: listOf('intent'), objection: listOf('objection') } }
}
