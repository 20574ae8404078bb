import { useTranslation } from 'react-i18next'

/** @returns a function that names an alert: its rule, and the place where it is judged */
export function useAlertName(): (rule: string, place?: Readonly<Record<string, string>>) => string {
  const { t, i18n } = useTranslation('monitoring')
  return (rule, place = {}) => {
    const key = `rules.${rule}`
    const name = i18n.exists(key, { ns: 'monitoring' }) ? t(key as never) : rule
    const where = Object.values(place).join(', ')
    return where === '' ? name : t('alerts.at', { name, where })
  }
}

/** @returns a function that says what to do about an alert: the shipped advice in the reader's language, an own note as written */
export function useAlertAdvice(): (rule: string, note: string, isShipped: boolean) => string {
  const { t, i18n } = useTranslation('monitoring')
  return (rule, note, isShipped) => {
    const key = `advice.${rule}`
    return isShipped && i18n.exists(key, { ns: 'monitoring' }) ? t(key as never) : note
  }
}
