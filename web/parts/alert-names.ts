import { useTranslation } from 'react-i18next'
import { useCodeName } from './CodeName.tsx'

/** @returns a function that names an alert: its rule, and the place where it is judged */
export function useAlertName(): (rule: string, place?: Readonly<Record<string, string>>) => string {
  const { t, i18n } = useTranslation('parts')
  const code = useCodeName()
  const named = (by: string, group: string): string => {
    if (by === 'task') return code('task', group)
    const key = `alerts.kinds.${group}`
    return by === 'kind' && i18n.exists(key, { ns: 'parts' }) ? t(key as never) : group
  }
  return (rule, place = {}) => {
    const key = `alerts.names.${rule}`
    const name = i18n.exists(key, { ns: 'parts' }) ? t(key as never) : rule
    const where = Object.entries(place).map(([by, group]) => named(by, group))
    return where.length === 0 ? name : t('alerts.at', { name, where: where.join(t('alerts.comma')) })
  }
}

/** @returns a function that says what to do about an alert: the shipped advice in the reader's language, an own note as written */
export function useAlertAdvice(): (rule: string, note: string, isShipped: boolean) => string {
  const { t, i18n } = useTranslation('parts')
  return (rule, note, isShipped) => {
    const key = `alerts.advice.${rule}`
    return isShipped && i18n.exists(key, { ns: 'parts' }) ? t(key as never) : note
  }
}
