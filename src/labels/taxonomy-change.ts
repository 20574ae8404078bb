import { LoopError } from '../errors/loop-error.ts'
import {
  knowsLabel,
  labelsOf,
  type Moved,
  refuseGivenUp,
  refuseUnknownLabel,
  type Taxonomy,
  type TaxonomyLabel,
  type TaxonomyTask,
} from './taxonomy.ts'

/** A part of a split, and which of the old texts belong to it (a pattern for rule-pattern.ts); null = a person decides. */
export interface SplitPart extends TaxonomyLabel {
  readonly pattern: string | null
}

/** One change of a task's labels. What goes keeps its id for ever (see Taxonomy.moved). */
export type TaxonomyChange =
  | { readonly kind: 'add'; readonly label: TaxonomyLabel }
  /** Other names, definition or examples under the same id. */
  | { readonly kind: 'describe'; readonly label: TaxonomyLabel }
  | { readonly kind: 'rename'; readonly from: string; readonly label: TaxonomyLabel }
  /** `label` may be one of those that are merged, another that exists, or new. */
  | { readonly kind: 'merge'; readonly from: readonly string[]; readonly label: TaxonomyLabel }
  | { readonly kind: 'split'; readonly from: string; readonly into: readonly SplitPart[] }
  | { readonly kind: 'retire'; readonly from: string }

export const CHANGE_KINDS = ['add', 'describe', 'rename', 'merge', 'split', 'retire'] as const

/**
 * The taxonomy after a change, one version on.
 *
 * Throws LOOP_UNKNOWN_LABEL for a label that is not in it, LOOP_LABEL_GIVEN_UP for an id that was given up earlier,
 * LOOP_BAD_TAXONOMY_CHANGE for a change that says nothing or contradicts itself.
 */
export function changedTaxonomy(taxonomy: Taxonomy, task: TaxonomyTask, change: TaxonomyChange): Taxonomy {
  const version = taxonomy.version + 1
  for (const id of goingLabels(change)) refuseUnknownLabel(taxonomy, task, id)
  for (const { id } of comingLabels(change)) refuseGivenUp(taxonomy, task, id)
  refuseContradiction(taxonomy, task, change)
  const kept = labelsOf(taxonomy, task).filter(({ id }) => !goingLabels(change).includes(id))
  const list = comingLabels(change).reduce(withLabel, kept)
  const moved = { ...taxonomy.moved?.[task], ...fates(change, version) }
  return {
    ...taxonomy,
    version,
    tasks: { ...taxonomy.tasks, [task]: list },
    moved: { ...taxonomy.moved, [task]: moved },
  }
}

/** Labels that can no longer be chosen after the change. */
export function goingLabels(change: TaxonomyChange): readonly string[] {
  if (change.kind === 'merge') return change.from.filter((id) => id !== change.label.id)
  return 'from' in change ? [change.from] : []
}

/** Labels that can be chosen after the change, new ones and those it touches. */
export function comingLabels(change: TaxonomyChange): readonly TaxonomyLabel[] {
  if (change.kind === 'split') return change.into.map(({ pattern: _, ...label }) => label)
  return 'label' in change ? [change.label] : []
}

function fates(change: TaxonomyChange, version: number): Record<string, Moved> {
  const fate = (): Moved | null => {
    if (change.kind === 'rename' || change.kind === 'merge') return { kind: 'to', to: change.label.id, version }
    if (change.kind === 'split') return { kind: 'split', into: change.into.map(({ id }) => id), version }
    return change.kind === 'retire' ? { kind: 'retired', version } : null
  }
  const moved = fate()
  return moved === null ? {} : Object.fromEntries(goingLabels(change).map((id) => [id, moved]))
}

/** A label that is known keeps its place, and what the change does not say of it. */
function withLabel(list: readonly TaxonomyLabel[], label: TaxonomyLabel): readonly TaxonomyLabel[] {
  if (!list.some(({ id }) => id === label.id)) return [...list, label]
  return list.map((known) => (known.id === label.id ? { ...known, ...said(label) } : known))
}

const said = (label: TaxonomyLabel): TaxonomyLabel =>
  Object.fromEntries(Object.entries(label).filter(([, value]) => value !== null)) as unknown as TaxonomyLabel

function refuseContradiction(taxonomy: Taxonomy, task: TaxonomyTask, change: TaxonomyChange): void {
  const refuse = (what: string, toDo: string): never => {
    throw new LoopError('LOOP_BAD_TAXONOMY_CHANGE', `${what} ${toDo}`)
  }
  const coming = comingLabels(change).map(({ id }) => id)
  if (change.kind === 'add' && knowsLabel(taxonomy, task, change.label.id)) {
    refuse(`The ${task} '${change.label.id}' is there already.`, 'Send describe to change its names or definition.')
  }
  if (change.kind === 'describe') refuseUnknownLabel(taxonomy, task, change.label.id)
  if (change.kind === 'rename' && knowsLabel(taxonomy, task, change.label.id)) {
    refuse(
      change.label.id === change.from
        ? `A rename gives a new id, and '${change.from}' is the old one.`
        : `The ${task} '${change.label.id}' is there already.`,
      change.label.id === change.from
        ? 'Send describe to change only what it is called.'
        : `Send merge to join '${change.from}' with it.`,
    )
  }
  if (change.kind === 'merge' && new Set([...change.from, change.label.id]).size < 2) {
    refuse(
      `A merge joins two labels or more, and this one names '${change.label.id}' alone.`,
      'Name the others in from.',
    )
  }
  if (change.kind === 'split' && (new Set(coming).size < 2 || coming.includes(change.from))) {
    refuse(
      `A split of '${change.from}' gives two labels or more, none of them '${change.from}' itself; it names ${coming.join(', ') || 'none'}.`,
      'Old labels keep the old id, so give every part an id of its own.',
    )
  }
}
