import {
  AlertOutlined,
  BellOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  ExclamationCircleOutlined,
  InfoCircleOutlined,
  WarningOutlined,
} from '@ant-design/icons'
import { Flex, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { AlertItem } from './monitoring-queries.ts'

const SEVERITY = {
  critical: { color: 'error', icon: <ExclamationCircleOutlined /> },
  warning: { color: 'warning', icon: <WarningOutlined /> },
  info: { color: 'default', icon: <InfoCircleOutlined /> },
} as const

export function SeverityTag({ severity }: { severity: AlertItem['severity'] }) {
  const { t } = useTranslation('monitoring')
  return <Tag {...SEVERITY[severity]}>{t(`alerts.severities.${severity}`)}</Tag>
}

const STATE = {
  firing: { color: 'error', icon: <AlertOutlined /> },
  pending: { color: 'warning', icon: <ClockCircleOutlined /> },
  resolved: { color: 'success', icon: <CheckCircleOutlined /> },
  quiet: { color: 'default', icon: <CheckCircleOutlined /> },
} as const

/** State, and whether it is silenced. */
export function StateTag({ alert: { state, silenced }, now }: { alert: AlertItem; now: number }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  return (
    <Flex wrap gap={4}>
      <Tag {...STATE[state]}>{t(`alerts.states.${state}`)}</Tag>
      {silenced !== null && silenced.until > now && (
        <Tag icon={<BellOutlined />}>{t('alerts.silencedUntil', { until: format.instant(silenced.until) })}</Tag>
      )}
    </Flex>
  )
}
