import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { ruleOf } from './feature-rates.ts'

/** Names a figure; one that nobody has named keeps its code. */
export function useFigureName(): (figure: string) => string {
  const { t, i18n } = useTranslation('monitoring')
  const name = useCodeName()
  return (figure) => {
    const rule = ruleOf(figure)
    if (rule !== null) return t('figures.rule', { rule: name('reason', rule) })
    const key = `figures.${figure}`
    return i18n.exists(key, { ns: 'monitoring' }) ? t(key as never) : figure
  }
}
