import { useTranslation } from 'react-i18next'

interface Named {
  readonly id: string
  readonly name_en: string | null
  readonly name_zh: string | null
}

/** @returns a function that names a label in the console's language; without a name, by its id */
export function useLabelName(): (label: Named) => string {
  const { i18n } = useTranslation()
  return (label) => (i18n.language === 'zh' ? label.name_zh : label.name_en) ?? label.id
}

/** The same for an id out of a list. */
export const labelOf = <L extends Named>(labels: readonly L[], id: string): Named =>
  labels.find((label) => label.id === id) ?? { id, name_en: null, name_zh: null }
