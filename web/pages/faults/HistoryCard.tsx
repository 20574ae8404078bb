import { Card, Col, Row, Table, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import type { Charge, Run, Status } from './faults.ts'

const COLOURS = { queued: 'default', running: 'processing', done: 'success', failed: 'error' } as const

/** Trainings and their models, and every change of who is in charge. */
export function HistoryCard({ status }: { readonly status: Status }) {
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={12}>
        <Runs status={status} />
      </Col>
      <Col xs={24} xl={12}>
        <Changes status={status} />
      </Col>
    </Row>
  )
}

function Runs({ status }: { readonly status: Status }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const verdictsOf = (id: string | null) => status.models.find((model) => model.model_id === id)?.verdicts
  return (
    <Card size="small" title={t('runs.title')}>
      <Table<Run>
        size="small"
        rowKey="run_id"
        pagination={false}
        dataSource={status.runs}
        scroll={{ x: 440 }}
        locale={{ emptyText: <Typography.Text type="secondary">{t('runs.none')}</Typography.Text> }}
        columns={[
          { title: t('runs.when'), dataIndex: 'requested_at', render: (at) => <Instant at={at} now={status.now} /> },
          { title: t('runs.who'), dataIndex: 'who' },
          {
            title: t('runs.state'),
            dataIndex: 'state',
            render: (state: Run['state']) => <Tag color={COLOURS[state]}>{t(`runs.states.${state}`)}</Tag>,
          },
          {
            title: t('runs.model'),
            key: 'model',
            render: (_, { model_id, error }) =>
              model_id === null ? (
                <Typography.Text type="secondary" className="any-text">
                  {error?.message ?? '–'}
                </Typography.Text>
              ) : (
                <IdText id={model_id} />
              ),
          },
          {
            title: t('runs.verdicts'),
            key: 'verdicts',
            align: 'right',
            render: (_, { model_id }) => {
              const verdicts = verdictsOf(model_id)
              return verdicts === undefined ? '–' : format.number(verdicts)
            },
          },
        ]}
      />
    </Card>
  )
}

function Changes({ status }: { readonly status: Status }) {
  const { t } = useTranslation('faults')
  return (
    <Card size="small" title={t('changes.title')}>
      <Table<Charge>
        size="small"
        rowKey="policy_version"
        pagination={false}
        dataSource={status.changes}
        scroll={{ x: 440 }}
        locale={{ emptyText: <Typography.Text type="secondary">{t('changes.none')}</Typography.Text> }}
        columns={[
          { title: t('changes.when'), dataIndex: 'at', render: (at) => <Instant at={at} now={status.now} /> },
          {
            title: t('changes.to'),
            dataIndex: 'model_id',
            render: (id: string | null) => (id === null ? t('charge.rules') : <IdText id={id} />),
          },
          { title: t('changes.who'), dataIndex: 'who' },
          {
            title: t('changes.why'),
            dataIndex: 'why',
            render: (why: string) => <span className="any-text">{why}</span>,
          },
        ]}
      />
    </Card>
  )
}
