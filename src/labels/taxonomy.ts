import { LoopError } from '../errors/loop-error.ts'
import { MAX_ID_LENGTH } from '../events/strict.ts'
import { badText } from '../events/text-checks.ts'
import { TASKS, type Task } from '../models/task.ts'

/** What the taxonomy holds lists for: what classifiers answer, and the style of a reply, which only people judge. */
export const TAXONOMY_TASKS = [...TASKS, 'style'] as const
export type TaxonomyTask = (typeof TAXONOMY_TASKS)[number]

/** One thing a classifier or an annotator may say. Names are for people; the id is what events, labels and models carry. */
export interface TaxonomyLabel {
  readonly id: string
  readonly nameEn: string | null
  readonly nameZh: string | null
  /** The guideline: when this label applies, and when not. */
  readonly definitionEn?: string | null
  readonly definitionZh?: string | null
  /** Event ids of messages that show it; their texts lie in the events alone. */
  readonly examples?: readonly string[]
}

/**
 * What became of a label that may no longer be chosen. `to`: renamed, or merged into another. `split`: its labels say too
 * little now. `retired`: it means nothing any more.
 */
export type Moved =
  | { readonly kind: 'to'; readonly to: string; readonly version: number }
  | { readonly kind: 'split'; readonly into: readonly string[]; readonly version: number }
  | { readonly kind: 'retired'; readonly version: number }

/** What annotators may choose. Its version is the version of the guideline under which an answer was given. */
export interface Taxonomy {
  readonly version: number
  readonly tasks: Readonly<Record<Task, readonly TaxonomyLabel[]>> & { readonly style?: readonly TaxonomyLabel[] }
  /** Labels of earlier versions. An id that stands here never comes back, so that an old label has one meaning. */
  readonly moved?: Partial<Readonly<Record<TaxonomyTask, Readonly<Record<string, Moved>>>>>
  /** Tasks whose list people set: what models say beyond it is not added. */
  readonly decided?: readonly TaxonomyTask[]
}

export const emptyTaxonomy: Taxonomy = { version: 0, tasks: { intent: [], objection: [] } }

export const labelsOf = (taxonomy: Taxonomy, task: TaxonomyTask): readonly TaxonomyLabel[] => taxonomy.tasks[task] ?? []

export const knowsLabel = (taxonomy: Taxonomy, task: TaxonomyTask, id: string): boolean =>
  labelsOf(taxonomy, task).some((label) => label.id === id)

export function movedLabel(taxonomy: Taxonomy, task: TaxonomyTask, id: string): Moved | null {
  const moved = taxonomy.moved?.[task]
  return moved !== undefined && Object.hasOwn(moved, id) ? moved[id]! : null
}

/**
 * The taxonomy with these labels too, one version on; the same one when it knows them all. What an old log calls a label
 * and nobody could choose (empty, over-long, no well-formed text) is passed over, and so is what an old model still says
 * under a name that was given up.
 */
export function withLabels(taxonomy: Taxonomy, added: Readonly<Record<Task, readonly string[]>>): Taxonomy {
  const fresh = (task: Task) =>
    [...new Set(added[task])].filter(
      (id) => canBeChosen(id) && !knowsLabel(taxonomy, task, id) && movedLabel(taxonomy, task, id) === null,
    )
  if (TASKS.every((task) => fresh(task).length === 0)) return taxonomy
  const grown = (task: Task) => [
    ...taxonomy.tasks[task],
    ...fresh(task).map((id) => ({ id, nameEn: null, nameZh: null })),
  ]
  const tasks = { ...taxonomy.tasks, intent: grown('intent'), objection: grown('objection') }
  return { ...taxonomy, version: taxonomy.version + 1, tasks }
}

/** `withLabels` for what models say: a list that people set stays as they set it. */
export function withObserved(taxonomy: Taxonomy, said: Readonly<Record<Task, readonly string[]>>): Taxonomy {
  const open = (task: Task) => (isDecided(taxonomy, task) ? [] : said[task])
  return withLabels(taxonomy, { intent: open('intent'), objection: open('objection') })
}

export const isDecided = (taxonomy: Taxonomy, task: TaxonomyTask): boolean => taxonomy.decided?.includes(task) ?? false

export const canBeChosen = (id: string): boolean => id !== '' && id.length <= MAX_ID_LENGTH && badText(id) === null

/** Throws LOOP_UNKNOWN_LABEL, naming what may be chosen. */
export function refuseUnknownLabel(taxonomy: Taxonomy, task: TaxonomyTask, id: string | null): void {
  if (id === null || knowsLabel(taxonomy, task, id)) return
  const known = labelsOf(taxonomy, task).map((label) => label.id)
  throw new LoopError(
    'LOOP_UNKNOWN_LABEL',
    `'${id}' is no ${task} of the taxonomy (version ${taxonomy.version}), which has ${known.join(', ') || 'none yet'}. Choose one of them, or add it with PUT /v1/taxonomy.`,
  )
}

export type TaxonomyLists = Readonly<Record<Task, readonly TaxonomyLabel[] | null>> & {
  readonly style?: readonly TaxonomyLabel[] | null
}

/**
 * The taxonomy with other lists for some tasks, one version on; null keeps a task's list. Of equal ids the first stays.
 * What a list does not say of a known label (definitions, examples) stays as it was. A task whose list is given is decided
 * from then on; an empty list leaves it to the models again.
 * Throws LOOP_LABEL_GIVEN_UP for an id that was renamed, merged, split or retired.
 */
export function replacedTaxonomy(taxonomy: Taxonomy, lists: TaxonomyLists): Taxonomy {
  if (TAXONOMY_TASKS.every((task) => (lists[task] ?? null) === null)) return taxonomy
  const listOf = (task: TaxonomyTask) => {
    const labels = lists[task] ?? labelsOf(taxonomy, task)
    for (const { id } of labels) refuseGivenUp(taxonomy, task, id)
    const known = new Map(labelsOf(taxonomy, task).map((label) => [label.id, label]))
    return labels
      .filter((label, i) => labels.findIndex((other) => other.id === label.id) === i)
      .map((label) => ({ ...known.get(label.id), ...label }))
  }
  const tasks = { intent: listOf('intent'), objection: listOf('objection'), style: listOf('style') }
  const decided = TAXONOMY_TASKS.filter((task) => (lists[task] ? lists[task].length > 0 : isDecided(taxonomy, task)))
  return { ...taxonomy, version: taxonomy.version + 1, tasks, decided }
}

/** Throws LOOP_LABEL_GIVEN_UP (409). */
export function refuseGivenUp(taxonomy: Taxonomy, task: TaxonomyTask, id: string): void {
  const moved = movedLabel(taxonomy, task, id)
  if (moved === null) return
  throw new LoopError(
    'LOOP_LABEL_GIVEN_UP',
    `The ${task} '${id}' ${fateOf(moved)} in version ${moved.version} of the taxonomy; old labels still carry that id, so it cannot get a new meaning. Choose another id.`,
    { status: 409 },
  )
}

function fateOf(moved: Moved): string {
  if (moved.kind === 'to') return `became '${moved.to}'`
  return moved.kind === 'split' ? `was split into ${moved.into.join(', ')}` : 'was retired'
}
