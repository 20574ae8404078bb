import { Alert, Card, Flex, Segmented, Table, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAlertName } from '../../parts/alert-names.ts'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { AlertDrawer } from './AlertDrawer.tsx'
import { AlertRulesCard } from './AlertRulesCard.tsx'
import { SeverityTag, StateTag } from './AlertTags.tsx'
import { AlertValue } from './AlertValue.tsx'
import { type AlertItem, type AlertState, useAlerts } from './monitoring-queries.ts'
import type { TabProps } from './view.ts'

const STATES: readonly AlertState[] = ['open', 'firing', 'pending', 'resolved', 'quiet']

/** What is wrong now and was; who has seen it; by which rules. */
export function AlertsTab({ view, now, onView }: TabProps) {
  const { t } = useTranslation('monitoring')
  const [state, setState] = useState<AlertState>('open')
  const alerts = useAlerts(state)
  return (
    <Flex vertical gap="middle">
      <Segmented
        aria-label={t('alerts.state')}
        value={state}
        onChange={setState}
        options={STATES.map((value) => ({ value, label: t(`alerts.states.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      <Loaded query={alerts}>
        {({ alerts: found, channels }) => (
          <>
            {channels.length === 0 && <Alert type="info" showIcon title={t('alerts.nobodyTold')} />}
            <AlertTable alerts={found} now={now} onOpen={(alert) => onView({ alert })} />
          </>
        )}
      </Loaded>
      <AlertRulesCard />
      {view.alert !== '' && <AlertDrawer alertId={view.alert} now={now} onClose={() => onView({ alert: '' })} />}
    </Flex>
  )
}

interface AlertTableProps {
  readonly alerts: readonly AlertItem[]
  readonly now: number
  readonly onOpen: (alertId: string) => void
}

function AlertTable({ alerts, now, onOpen }: AlertTableProps) {
  const { t } = useTranslation('monitoring')
  const nameOf = useAlertName()
  return (
    <Card size="small">
      <Table<AlertItem>
        size="small"
        rowKey="alert_id"
        dataSource={alerts}
        scroll={{ x: 820 }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Typography.Text type="secondary">{t('alerts.none')}</Typography.Text> }}
        columns={[
          {
            title: t('alerts.alert'),
            render: (_, { alert_id, rule, place }) => (
              <Typography.Link
                onClick={() => onOpen(alert_id)}
                role="button"
                tabIndex={0}
                onKeyDown={(event) => event.key === 'Enter' && onOpen(alert_id)}
              >
                {nameOf(rule, place)}
              </Typography.Link>
            ),
          },
          { title: t('alerts.severity'), render: (_, { severity }) => <SeverityTag severity={severity} /> },
          { title: t('alerts.state'), render: (_, alert) => <StateTag alert={alert} now={now} /> },
          { title: t('alerts.since'), render: (_, { since }) => <Instant at={since} now={now} /> },
          {
            title: t('alerts.value'),
            render: (_, alert) => <AlertValue alert={alert} />,
          },
          { title: t('alerts.seen'), render: (_, { acknowledged }) => acknowledged?.who ?? t('alerts.nobody') },
        ]}
      />
    </Card>
  )
}
