import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'

/** The label lists as they are now. */
export function useTaxonomy() {
  return useQuery({
    queryKey: ['quality', 'taxonomy'],
    queryFn: () => bodyOf(api.GET('/v1/taxonomy')),
    staleTime: 60_000,
  })
}

/** @returns a function that names a label in the reader's language; a label without a name there by its id */
export function useTaxonomyName(): (task: 'intent' | 'objection' | 'style', id: string) => string {
  const { i18n } = useTranslation()
  const { data } = useTaxonomy()
  return (task, id) => {
    const found = data?.[task].find((each) => each.id === id)
    return (i18n.language === 'zh' ? found?.name_zh : found?.name_en) || id
  }
}
