import type { Task } from '../models/task.ts'
import { movedLabel, type Taxonomy, type TaxonomyTask } from './taxonomy.ts'

/** What a label that was once given means in a taxonomy. */
export type Meaning =
  | { readonly kind: 'label'; readonly id: string }
  /** It was split: somebody has to look again. */
  | { readonly kind: 'ambiguous'; readonly among: readonly string[] }
  | { readonly kind: 'retired' }

/**
 * Reads a label through everything that was renamed, merged, split or retired up to the taxonomy's version. An id has one
 * meaning for ever, so the version under which it was given need not be known. A label that was never given up means itself.
 *
 * @example translate(taxonomy, 'intent', 'cost') // { kind: 'label', id: 'price' }
 */
export function translate(taxonomy: Taxonomy, task: TaxonomyTask, id: string): Meaning {
  const moved = movedLabel(taxonomy, task, id)
  if (moved === null) return { kind: 'label', id }
  if (moved.kind === 'to') return translate(taxonomy, task, moved.to)
  if (moved.kind === 'retired') return { kind: 'retired' }
  return { kind: 'ambiguous', among: [...new Set(moved.into.flatMap((part) => partsOf(taxonomy, task, part)))] }
}

/** What may be chosen today in place of a label; none when all of it was retired. */
function partsOf(taxonomy: Taxonomy, task: TaxonomyTask, id: string): readonly string[] {
  const meaning = translate(taxonomy, task, id)
  if (meaning.kind === 'label') return [meaning.id]
  return meaning.kind === 'ambiguous' ? meaning.among : []
}

/** The label's one meaning; null when it was split or retired. */
export function translated(taxonomy: Taxonomy, task: TaxonomyTask, id: string): string | null {
  const meaning = translate(taxonomy, task, id)
  return meaning.kind === 'label' ? meaning.id : null
}

/**
 * Items (candidates, gold items) with their labels as they read today; those without one meaning are left out. The items
 * themselves keep what was said.
 */
export function readUnder<T extends { readonly task: TaxonomyTask; readonly label: string }>(
  taxonomy: Taxonomy,
  items: readonly T[],
): T[] {
  return items.flatMap((item) => {
    const label = translated(taxonomy, item.task, item.label)
    if (label === null) return []
    return [label === item.label ? item : { ...item, label }]
  })
}

/** The present name of a predicted label; one without stays as it was said: it was made, and it is wrong. */
export const predictedToday = (taxonomy: Taxonomy, task: Task, id: string | null): string | null =>
  id === null ? null : (translated(taxonomy, task, id) ?? id)

/** Labels of a model that have no one meaning in the taxonomy, with what became of each; none = it can be translated. */
export function untranslatable(
  taxonomy: Taxonomy,
  task: TaxonomyTask,
  labels: readonly string[],
): { readonly label: string; readonly meaning: Exclude<Meaning, { kind: 'label' }> }[] {
  return labels.flatMap((label) => {
    const meaning = translate(taxonomy, task, label)
    return meaning.kind === 'label' ? [] : [{ label, meaning }]
  })
}

/** Every id that reads as this label today, its own first: answers under all of them hang on it. */
export const namesOf = (taxonomy: Taxonomy, task: TaxonomyTask, label: string): readonly string[] => [
  label,
  ...Object.keys(taxonomy.moved?.[task] ?? {}).filter((id) => translated(taxonomy, task, id) === label),
]
