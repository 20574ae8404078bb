import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { useFigureName } from './figure-names.ts'
import type { AlertRule } from './monitoring-queries.ts'

/** @returns a function that says in words when a rule fires */
export function useRuleWords(): (rule: AlertRule) => string {
  const { t } = useTranslation(['monitoring', 'parts'])
  const format = useFormat()
  const figureOf = useFigureName()
  return ({ subject, breach, for_ms, least_units }) => {
    const lasting = for_ms > 0 ? t('alerts.words.for', { span: format.span(for_ms) }) : ''
    if (subject.kind === 'drift')
      return t('alerts.words.drift', { series: subject.series || t('alerts.words.any') }) + lasting
    if (subject.kind === 'disagreement') return t('alerts.words.disagreement', { days: subject.days }) + lasting
    if (subject.kind === 'parting') return t('alerts.words.parting', { days: subject.days }) + lasting
    if (subject.kind === 'trust')
      return t('alerts.words.trust', { kinds: format.list(subject.of.map((kind) => t(`parts:alerts.kinds.${kind}`))) })
    const units = least_units > 0 ? t('alerts.words.units', { units: format.number(least_units) }) : ''
    const bound = breach === null ? '' : t(`alerts.words.${breach.bound}`)
    const side = breach === null ? '' : t(`alerts.words.${breach.is}`, { value: format.percent(breach.value) })
    return (
      t('alerts.words.figure', { figure: figureOf(subject.figure), bound, side, days: subject.days }) + units + lasting
    )
  }
}
