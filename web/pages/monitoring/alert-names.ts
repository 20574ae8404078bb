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
