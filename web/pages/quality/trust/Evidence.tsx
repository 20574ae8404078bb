import { Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { useNames } from '../names.ts'
import type { Case } from './trust-query.ts'

/** What a case rests on, in one sentence. */
export function Evidence({ of: { kind, task, label, figures, names: said } }: { readonly of: Case }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const number = (name: string): string => format.number(figures[name] ?? 0)
  const named = (id: string | null | undefined): string =>
    id === null || id === undefined ? '' : names.label(task === 'objection' ? 'objection' : 'intent', id)
  if (kind === 'annotator') {
    const counts = { trials: number('trials'), contradicted: number('contradicted') }
    const usual = format.percent(figures.usual ?? 0)
    return (
      <Typography.Text>
        {label === null
          ? t('trust.says.annotator', { ...counts, usual })
          : t('trust.says.oneClass', { ...counts, expected: named(said.expected), label: named(label) })}
      </Typography.Text>
    )
  }
  if (kind === 'phrase') {
    const counts = {
      own: number('own'),
      ownOf: number('ownOf'),
      others: number('others'),
      othersOf: number('othersOf'),
    }
    const burst = format.percent(figures.burst ?? 0)
    return (
      <Typography.Text>
        {t('trust.says.phrase', { ...counts, source: said.source, label: named(label), users: number('users'), burst })}
      </Typography.Text>
    )
  }
  const sign = said.sign
  const counts = { count: number('count'), of: number('of'), usual: format.percent(figures.usual ?? 0) }
  const key = sign === 'negative' || sign === 'positive' || sign === 'clicks' ? sign : 'weight'
  return <Typography.Text>{t(`trust.says.${key}`, counts)}</Typography.Text>
}
