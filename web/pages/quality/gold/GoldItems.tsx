import { WarningOutlined } from '@ant-design/icons'
import { Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdText } from '../../../parts/IdText.tsx'
import { Instant } from '../../../parts/Instant.tsx'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import type { GoldItem } from './gold-query.ts'

interface GoldItemsProps {
  readonly items: readonly GoldItem[]
  readonly task: 'intent' | 'objection'
  readonly loading: boolean
  readonly chosen: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
}

export function GoldItems({ items, task, loading, chosen, onChoose }: GoldItemsProps) {
  const { t } = useTranslation('quality')
  const names = useNames()
  const columns: TableColumnsType<GoldItem> = [
    {
      title: t('gold.text'),
      render: (_, { text }) =>
        text ? (
          <span className="any-text">{text}</span>
        ) : (
          <Typography.Text type="secondary">{t('gold.erased')}</Typography.Text>
        ),
    },
    { title: t('gold.label'), width: 180, render: (_, { label }) => <Tag>{names.label(task, label)}</Tag> },
    {
      title: t('gold.rests'),
      width: 220,
      render: (_, { label_ids, withdrawn_label_ids: gone }) =>
        gone.length > 0 ? (
          <Tag color="warning" icon={<WarningOutlined />}>
            {t('gold.withdrawn', { gone: gone.length, answers: label_ids.length })}
          </Tag>
        ) : label_ids.length > 0 ? (
          t('gold.answers', { count: label_ids.length })
        ) : (
          t('gold.direct')
        ),
    },
    {
      title: t('confusion.conversation'),
      width: 180,
      render: (_, { conversation_id: id }) =>
        id === null ? '–' : <IdText id={id} to={`/conversations/${encodeURIComponent(id)}`} />,
    },
    { title: t('gold.who'), dataIndex: 'who', width: 160, ellipsis: true },
    { title: t('gold.addedAt'), width: 170, render: (_, { added_at }) => <Instant at={added_at} /> },
  ]
  return (
    // The table's own `scroll` would copy "choose all" into a row that is hidden from readers and yet reached by Tab.
    <div style={{ overflowX: 'auto' }}>
      <Table
        size="small"
        style={{ minWidth: 960 }}
        rowKey="gold_id"
        loading={loading}
        columns={columns}
        dataSource={[...items]}
        pagination={false}
        locale={noRows(t('gold.none'))}
        rowSelection={{
          selectedRowKeys: [...chosen],
          onChange: (keys) => onChoose(keys.map(String)),
          getCheckboxProps: ({ gold_id }) => ({ 'aria-label': t('gold.choose', { id: gold_id }) }),
          getTitleCheckboxProps: () => ({ 'aria-label': t('gold.chooseAll') }),
        }}
      />
    </div>
  )
}
