import { Button, Card, Flex, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import type { Snapshot } from './answers.ts'
import { LabelTrace } from './LabelTrace.tsx'
import { Line } from './Line.tsx'
import { bundlePath, conversationPath, snapshotPath } from './paths.ts'
import { useSnapshot } from './queries.ts'
import { SnapshotSummary } from './SnapshotSummary.tsx'

type Item = Snapshot['items'][number]
const PAGE_ITEMS = 50

/** Frozen training data: what it grew out of, what came of it, and each item down to who labelled it. */
export function SnapshotPage() {
  const { t } = useTranslation('models')
  const { snapshot = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const page = Math.max(1, Number(params.get('page')) || 1)
  const found = useSnapshot(snapshot, (page - 1) * PAGE_ITEMS, PAGE_ITEMS)
  return (
    <PageFrame title={t('snapshot.title', { snapshot })} about={<Link to="/models">{t('allVersions')}</Link>}>
      <Loaded query={found} rows={10}>
        {(shown) => (
          <>
            <Relations snapshot={shown} />
            <SnapshotSummary snapshot={shown} />
            <ItemTable
              snapshot={shown}
              page={page}
              onPage={(next) => {
                const changed = new URLSearchParams(params)
                changed.set('page', String(next))
                setParams(changed)
              }}
            />
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}

function Relations({ snapshot: { parent, lineage, created_at } }: { snapshot: Snapshot }) {
  const { t } = useTranslation('models')
  const links = (ids: readonly string[], to?: (id: string) => string) =>
    ids.length === 0 ? '–' : ids.map((id) => <IdText key={id} id={id} {...(to !== undefined && { to: to(id) })} />)
  return (
    <Card size="small">
      <Flex vertical gap={4}>
        <Line>
          <span>{t('snapshot.made')}</span> <Instant at={created_at} />
        </Line>
        <Line>
          <span>{t('snapshot.parent')}</span>
          {parent === null ? <span>{t('snapshot.first')}</span> : <IdText id={parent} to={snapshotPath(parent)} />}
        </Line>
        <Line>
          <span>{t('snapshot.children')}</span> {links(lineage.children, snapshotPath)}
        </Line>
        <Line>
          <span>{t('snapshot.bundles')}</span> {links(lineage.bundles, (id) => bundlePath(id))}
        </Line>
        <Line>
          <span>{t('snapshot.models')}</span> {links(lineage.models)}
        </Line>
      </Flex>
    </Card>
  )
}

interface ItemTableProps {
  readonly snapshot: Snapshot
  readonly page: number
  onPage(page: number): void
}

function ItemTable({ snapshot, page, onPage }: ItemTableProps) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const nameOf = useCodeName()
  const [label, setLabel] = useState<string | null>(null)
  const columns: TableColumnsType<Item> = [
    { title: t('snapshot.task'), dataIndex: 'task', render: (task: string) => nameOf('task', task) },
    { title: t('snapshot.label'), dataIndex: 'label', render: (each: string) => <code>{each}</code> },
    {
      title: t('snapshot.text'),
      key: 'text',
      render: (_, { text_id, conversation_id }) =>
        conversation_id === null ? (
          <IdText id={text_id} />
        ) : (
          <IdText id={text_id} to={conversationPath(conversation_id)} />
        ),
    },
    {
      title: t('snapshot.answers'),
      dataIndex: 'label_ids',
      render: (ids: Item['label_ids'], { source }) =>
        source === 'example' || ids.length === 0
          ? t('snapshot.imported')
          : ids.map((id) => (
              <Button key={id} type="link" size="small" onClick={() => setLabel(id)}>
                {id}
              </Button>
            )),
    },
    {
      title: t('snapshot.quality'),
      key: 'quality',
      render: (_, { quality, role }) => (
        <>
          {quality === 'low' && <Tag color="warning">{t('snapshot.lowTag')}</Tag>}
          {role === 'replay' && <Tag>{t('snapshot.replayTag')}</Tag>}
        </>
      ),
    },
    {
      title: t('snapshot.weight'),
      dataIndex: 'weight',
      align: 'right',
      render: (weight: number) => format.number(weight, 3),
    },
  ]
  return (
    <>
      <Table<Item>
        size="small"
        rowKey={({ task, text_id }) => `${task} ${text_id}`}
        columns={columns}
        dataSource={snapshot.items}
        pagination={{
          current: page,
          pageSize: PAGE_ITEMS,
          total: snapshot.items_total,
          showSizeChanger: false,
          onChange: onPage,
        }}
        scroll={{ x: 'max-content' }}
      />
      <LabelTrace label={label} onClose={() => setLabel(null)} />
    </>
  )
}
