import { Table, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Snapshot } from './answers.ts'

type Row = Snapshot['summary'][string] & { readonly task: string }

/** How much a snapshot holds, and how much of it is replayed or of low quality. */
export function SnapshotSummary({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const nameOf = useCodeName()
  const number = (value: number): string => format.number(value)
  const columns: TableColumnsType<Row> = [
    { title: t('snapshot.task'), dataIndex: 'task', render: (task: string) => nameOf('task', task) },
    { title: t('snapshot.items'), dataIndex: 'items', align: 'right', render: number },
    { title: t('snapshot.labels'), dataIndex: 'labels', align: 'right', render: number },
    { title: t('snapshot.replayed'), dataIndex: 'replayed_items', align: 'right', render: number },
    { title: t('snapshot.low'), dataIndex: 'low_quality_items', align: 'right', render: number },
    {
      title: t('snapshot.lowShare'),
      dataIndex: 'low_quality_share',
      align: 'right',
      render: (share: number) =>
        t('snapshot.ofCap', { share: format.percent(share), cap: format.percent(snapshot.caps.low_quality_share) }),
    },
    { title: t('snapshot.effective'), dataIndex: 'effective_size', align: 'right', render: number },
  ]
  return (
    <Table<Row>
      size="small"
      rowKey="task"
      columns={columns}
      dataSource={Object.entries(snapshot.summary).map(([task, each]) => ({ task, ...each }))}
      pagination={false}
    />
  )
}
