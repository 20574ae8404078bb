import { LockOutlined, UnlockOutlined } from '@ant-design/icons'
import { Alert, Button, Card, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { Loaded } from '../../../parts/Loaded.tsx'
import { useAddress } from '../address.ts'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import { type Cell, type ModelTask, useCells } from './source-query.ts'

/** Where labels of machines may count: open or shut, and what the audits say. */
export function Cells({ task }: { readonly task: ModelTask }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const query = useCells(task)
  return (
    <Card size="small" title={t('cells.title')}>
      <Loaded query={query}>
        {({ cells, target, shut_labels: shut, accepted, audited_precision: precision }) => (
          <>
            <Typography.Paragraph type="secondary">
              {t('cells.about', { target: format.percent(target) })}{' '}
              {precision === null
                ? t('cells.nothingAccepted')
                : t('cells.accepted', { accepted: format.number(accepted), precision: format.percent(precision) })}
            </Typography.Paragraph>
            {shut.length > 0 && (
              <Alert
                type="warning"
                showIcon
                title={t('cells.shutLabels', { labels: format.list(shut.map((label) => names.label(task, label))) })}
              />
            )}
            <CellTable cells={cells} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

function CellTable({ cells }: { readonly cells: readonly Cell[] }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const address = useAddress()
  const columns: TableColumnsType<Cell> = [
    { title: t('cells.cell'), render: (_, { cell }) => <code>{cell}</code> },
    {
      title: t('sources.state'),
      render: (_, { open }) => (
        <Tag color={open ? 'success' : 'default'} icon={open ? <UnlockOutlined /> : <LockOutlined />}>
          {t(open ? 'cells.open' : 'cells.shut')}
        </Tag>
      ),
    },
    {
      title: t('cells.precision'),
      render: (_, { precision, low, right, audits }) =>
        precision === null
          ? t('cells.noAudit')
          : t('cells.figures', {
              precision: format.percent(precision),
              low: format.percent(low),
              right: format.number(right),
              audits: format.number(audits),
            }),
    },
    { title: t('cells.why'), render: (_, { reason }) => <span className="any-text">{reason}</span> },
    {
      title: t('cells.labels'),
      align: 'right',
      render: (_, { labels }) => format.number(Object.values(labels).reduce((sum, n) => sum + n, 0)),
    },
    {
      title: t('annotators.acts'),
      render: (_, { cell }) => (
        <Button size="small" onClick={() => address.set({ cell, state: null })}>
          {t('cells.show')}
        </Button>
      ),
    },
  ]
  return (
    <Table
      size="small"
      rowKey="cell"
      columns={columns}
      dataSource={[...cells]}
      pagination={false}
      scroll={{ x: 900 }}
      locale={noRows(t('cells.none'))}
    />
  )
}
