import { Card, Flex, Table, type TableColumnsType, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../../parts/Estimate.tsx'
import { useFormat } from '../../../parts/format.ts'
import { IdText } from '../../../parts/IdText.tsx'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import type { Look } from './trust-query.ts'

type Annotator = Look['annotators'][number]
type Duplicate = Look['duplicates'][number]

/** What a look saw of everybody: how each annotator compares, users that stand out, near-duplicate texts. */
export function LookTables({ look }: { readonly look: Look }) {
  const { t } = useTranslation('quality')
  return (
    <Flex vertical gap="middle">
      <Card size="small" title={t('trust.everybody')}>
        <AnnotatorTable rows={look.annotators} />
      </Card>
      <Card size="small" title={t('trust.duplicates')}>
        <DuplicateTable rows={look.duplicates} />
      </Card>
    </Flex>
  )
}

function AnnotatorTable({ rows }: { readonly rows: readonly Annotator[] }) {
  const { t } = useTranslation('quality')
  const names = useNames()
  const of = (row: Annotator, kind: 'gold' | 'peers' | 'witness') => {
    const found = row.kinds.find((each) => each.kind === kind)
    return <Estimate estimate={found?.rate} low={found?.low} high={found?.high} of={found?.trials} />
  }
  const columns: TableColumnsType<Annotator> = [
    {
      title: t('trust.annotator'),
      render: (_, { annotator, suspected }) => (
        <Flex gap="small">
          {annotator === 'machine' ? t('trust.machine') : annotator}
          {suspected && <Tag color="warning">{t('trust.suspected')}</Tag>}
        </Flex>
      ),
    },
    { title: t('trust.task'), width: 90, render: (_, { task }) => names.task(task === 'objection' ? task : 'intent') },
    { title: t('trust.contradicted.gold'), render: (_, row) => of(row, 'gold') },
    { title: t('trust.contradicted.peers'), render: (_, row) => of(row, 'peers') },
    { title: t('trust.contradicted.witness'), render: (_, row) => of(row, 'witness') },
  ]
  return (
    <Table
      size="small"
      rowKey={({ annotator, task }) => `${task} ${annotator}`}
      columns={columns}
      dataSource={[...rows]}
      locale={noRows(t('trust.nobody'))}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 900 }}
    />
  )
}

function DuplicateTable({ rows }: { readonly rows: readonly Duplicate[] }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const columns: TableColumnsType<Duplicate> = [
    {
      title: t('trust.example'),
      render: (_, { texts: [id] }) =>
        id === undefined ? null : <IdText id={id} to={`/id/${encodeURIComponent(id)}`} />,
    },
    {
      title: t('trust.labels'),
      render: (_, { labels, task }) => (
        <Flex wrap gap={4}>
          {Object.entries(labels).map(([label, count]) => (
            <Tag key={label}>
              {names.label(task === 'objection' ? task : 'intent', label)} {format.number(count)}
            </Tag>
          ))}
        </Flex>
      ),
    },
    { title: t('trust.users'), width: 120, render: (_, { users }) => format.number(users) },
  ]
  return (
    <Table
      size="small"
      rowKey={({ task, texts }) => `${task} ${texts[0]}`}
      columns={columns}
      dataSource={[...rows]}
      locale={noRows(t('trust.noDuplicates'))}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
    />
  )
}
