import { CheckCircleOutlined, MinusCircleOutlined, PauseCircleOutlined } from '@ant-design/icons'
import { Card, Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../../parts/Estimate.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Nothing } from '../../../parts/Nothing.tsx'
import { useNames } from '../names.ts'
import { Cells } from './Cells.tsx'
import { MachineLabels } from './MachineLabels.tsx'
import { type ModelTask, type Source, useSources } from './source-query.ts'
import { TaskChoice, useModelTask } from './TaskChoice.tsx'

/** Everything that labels without a person, and how often it is wrong. */
export function SourcesTab() {
  const { t } = useTranslation('quality')
  const task = useModelTask()
  const query = useSources(task)
  return (
    <Flex vertical gap="middle">
      <Flex wrap justify="space-between" gap="small">
        <Typography.Text type="secondary">{t('sources.about')}</Typography.Text>
        <TaskChoice />
      </Flex>
      <Loaded query={query}>
        {({ sources }) =>
          sources.length === 0 ? (
            <Nothing title={t('sources.none')} hint={t('sources.noneWhy')} />
          ) : (
            <>
              <SourceTable sources={sources} task={task} />
              <Cells task={task} />
              <MachineLabels task={task} />
            </>
          )
        }
      </Loaded>
    </Flex>
  )
}

const STATE: Readonly<Record<Source['state'], { readonly color: string; readonly icon: ReactNode }>> = {
  on: { color: 'success', icon: <CheckCircleOutlined /> },
  off: { color: 'default', icon: <PauseCircleOutlined /> },
  not_voted: { color: 'default', icon: <MinusCircleOutlined /> },
}

function SourceTable({ sources, task }: { readonly sources: readonly Source[]; readonly task: ModelTask }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const columns: TableColumnsType<Source> = [
    {
      title: t('sources.source'),
      width: 220,
      render: (_, { kind, rule_id, voter }) => (
        <Flex vertical>
          <code>{rule_id ?? voter}</code>
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t(`sources.kinds.${kind}`)}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      title: t('gold.label'),
      render: (_, { label }) => (label === null ? t('sources.many') : names.label(task, label)),
    },
    {
      title: t('sources.state'),
      render: (_, { state }) => <Tag {...STATE[state]}>{t(`sources.states.${state}`)}</Tag>,
    },
    {
      title: t('sources.error'),
      sorter: (a, b) => (a.error_rate ?? -1) - (b.error_rate ?? -1),
      render: (_, { error_rate, low, high, audits }) => (
        <Estimate estimate={error_rate} low={low} high={high} of={audits} />
      ),
    },
    { title: t('sources.votes'), align: 'right', render: (_, { votes }) => format.number(votes) },
    {
      title: t('sources.coverage'),
      align: 'right',
      render: (_, { coverage }) => (coverage === null ? '–' : format.percent(coverage)),
    },
    { title: t('sources.accepted'), align: 'right', render: (_, { accepted }) => format.number(accepted) },
    { title: t('sources.lastAudit'), render: (_, { last_audit_at: at }) => <Instant at={at} /> },
  ]
  return (
    <Card size="small" title={t('sources.title')}>
      <Table
        size="small"
        rowKey="voter"
        columns={columns}
        dataSource={[...sources]}
        pagination={false}
        scroll={{ x: 1000 }}
      />
    </Card>
  )
}
