import { Card, Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Experiment } from './answers.ts'

/** What the open conversations will bring: an estimate apart from the figures, on which nothing is decided. */
export function OpenCard({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  return (
    <Card size="small" title={t('open.title')}>
      <Flex vertical gap="small">
        <Typography.Text type="secondary">{t('open.about')}</Typography.Text>
        <Flex wrap gap="large">
          <Arm name={t('arm.live')} forecast={experiment.open.live} />
          <Arm name={t('arm.canary')} forecast={experiment.open.canary} />
        </Flex>
      </Flex>
    </Card>
  )
}

function Arm({ name, forecast }: { name: string; forecast: Experiment['open']['live'] }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  if (forecast === null) {
    return (
      <Flex vertical style={{ minWidth: 260 }}>
        <Typography.Text type="secondary">{name}</Typography.Text>
        <span>{t('open.none')}</span>
      </Flex>
    )
  }
  const { open, converted, expected, rate } = forecast
  return (
    <Flex vertical style={{ minWidth: 260 }}>
      <Typography.Text type="secondary">{name}</Typography.Text>
      <span>{t('open.waiting', { open: format.number(open), converted: format.number(converted) })}</span>
      <span>
        {t('open.expected')} <Estimate kind="number" {...expected} digits={0} />
      </span>
      <span>
        {t('open.rate')} <Estimate {...rate} />
      </span>
    </Flex>
  )
}
