import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useTaxonomy, useTaxonomyName } from '../../parts/taxonomy-names.ts'

/** What people decide on: twice about the conversation, three times about each turn. */
export const RATED_TASKS = ['intent', 'objection', 'style', 'part', 'at_fault'] as const
export type RatedTask = (typeof RATED_TASKS)[number]
/** Tasks whose labels are a list that people change. */
export const LISTED_TASKS = ['intent', 'objection', 'style'] as const
export type ListedTask = (typeof LISTED_TASKS)[number]
/** Tasks that models learn. */
export const MODEL_TASKS = ['intent', 'objection'] as const
export const PARTS = ['none', 'intent', 'objection', 'wording', 'policy'] as const
export type Part = (typeof PARTS)[number]

export const isRated = (name: string | null): name is RatedTask =>
  (RATED_TASKS as readonly string[]).includes(name ?? '')
export const isListed = (name: string): name is ListedTask => (LISTED_TASKS as readonly string[]).includes(name)

export interface Names {
  task(task: RatedTask): string
  /** The label's name in the reader's language, else its id. */
  label(task: RatedTask, id: string): string
  /** What may be chosen, for a list to choose from. */
  options(task: ListedTask): { readonly value: string; readonly label: string }[]
}

export function useNames(): Names {
  const { t } = useTranslation('quality')
  const code = useCodeName()
  const { data } = useTaxonomy()
  const named = useTaxonomyName()
  return {
    task: (task) => t(`tasks.${task}`),
    label(task, id) {
      if (task === 'at_fault') return id === 'true' ? t('verdict.fault') : t('verdict.noFault')
      return task === 'part' ? code('part', id) : named(task, id)
    },
    options: (task) => (data?.[task] ?? []).map(({ id }) => ({ value: id, label: named(task, id) })),
  }
}
