import { Card, Table, type TableColumnsType, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { may, useSession } from '../../../shell/session.ts'
import { noRows } from '../NoRows.tsx'
import type { ListedTask } from '../names.ts'
import { type KeptChange, useChanges } from './taxonomy-query.ts'

/** What was changed, by whom and why; for those who may read it. */
export function Changes({ task }: { readonly task: ListedTask }) {
  return may(useSession(), 'read') ? <List task={task} /> : null
}

function saidOf({ change }: KeptChange): string {
  switch (change.kind) {
    case 'retire':
      return change.from
    case 'split':
      return `${change.from} → ${change.into.map(({ id }) => id).join(' + ')}`
    case 'merge':
      return `${change.from.join(' + ')} → ${change.label.id}`
    case 'rename':
      return `${change.from} → ${change.label.id}`
    default:
      return change.label.id
  }
}

function List({ task }: { readonly task: ListedTask }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const query = useChanges()
  const columns: TableColumnsType<KeptChange> = [
    { title: t('gold.version'), width: 90, align: 'right', render: (_, { version }) => format.number(version) },
    { title: t('taxonomy.kind'), width: 120, render: (_, { kind }) => <Tag>{t(`taxonomy.kinds.${kind}`)}</Tag> },
    { title: t('taxonomy.what'), render: (_, change) => <code className="any-text">{saidOf(change)}</code> },
    { title: t('gold.who'), dataIndex: 'who', width: 140 },
    { title: t('gold.why'), render: (_, { why }) => <span className="any-text">{why}</span> },
    { title: t('gold.at'), width: 180, render: (_, { at }) => <Instant at={at} /> },
  ]
  return (
    <Card size="small" title={t('taxonomy.changes')}>
      <Loaded query={query}>
        {({ changes }) => (
          <Table
            size="small"
            rowKey="version"
            columns={columns}
            dataSource={changes.filter((change) => change.task === task)}
            pagination={{ defaultPageSize: 10, hideOnSinglePage: true }}
            scroll={{ x: 800 }}
            locale={noRows(t('taxonomy.noChange'))}
          />
        )}
      </Loaded>
    </Card>
  )
}
