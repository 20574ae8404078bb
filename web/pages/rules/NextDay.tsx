import { Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { Trial } from './answers.ts'

/** How many conversations of the next day the changed table would flag, with the interval that holds on 95 of 100 days. */
export function NextDay({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const { next_day: next } = trial.after
  if (next === null) return <Typography.Text type="secondary">{t('nextDay.none')}</Typography.Text>
  return (
    <Flex wrap gap="small" align="baseline">
      <Typography.Text strong>{t('nextDay.title')}</Typography.Text>
      <Typography.Text strong data-testid="next-day">
        {t('nextDay.range', { low: format.number(next.low), high: format.number(next.high) })}
      </Typography.Text>
      <Typography.Text type="secondary">
        {t(next.by_weekday ? 'nextDay.basisWeekday' : 'nextDay.basis', {
          estimate: format.number(next.estimate, 1),
          day: format.utcDay(next.day_at),
          days: format.number(next.days),
          dispersion: format.number(next.dispersion, 1),
        })}
      </Typography.Text>
    </Flex>
  )
}
