import { Card, Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { may, useSession } from '../../../shell/session.ts'
import { Act } from '../Act.tsx'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import { ProposalDialog } from './ProposalDialog.tsx'
import { type Proposal, useProposalSearch, useProposals } from './taxonomy-query.ts'

interface ProposalsProps {
  readonly task: 'intent' | 'objection'
}

/** Clusters of unsure messages that may be labels of their own. */
export function Proposals(props: ProposalsProps) {
  return may(useSession(), 'read') ? <List {...props} /> : null
}

function List({ task }: ProposalsProps) {
  const { t } = useTranslation('quality')
  const query = useProposals(task)
  const search = useProposalSearch(task)
  const [opened, setOpened] = useState<Proposal | null>(null)
  return (
    <Card
      size="small"
      title={t('proposals.title')}
      extra={
        <Act scope="train" size="small" loading={search.isPending} onClick={() => search.mutate()}>
          {t('proposals.search')}
        </Act>
      }
    >
      <Typography.Paragraph type="secondary">{t('proposals.about')}</Typography.Paragraph>
      {search.isError && <Failure error={search.error} />}
      <Loaded query={query}>{({ proposals }) => <Rows rows={proposals} task={task} onOpen={setOpened} />}</Loaded>
      {opened !== null && <ProposalDialog proposal={opened} onClose={() => setOpened(null)} />}
    </Card>
  )
}

interface RowsProps extends ProposalsProps {
  readonly rows: readonly Proposal[]
  readonly onOpen: (proposal: Proposal) => void
}

function Rows({ rows, task, onOpen }: RowsProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const columns: TableColumnsType<Proposal> = [
    {
      title: t('proposals.keywords'),
      render: (_, { keywords }) => (
        <Flex wrap gap={4}>
          {keywords.slice(0, 8).map((word) => (
            <Tag key={word}>{word}</Tag>
          ))}
        </Flex>
      ),
    },
    { title: t('proposals.size'), width: 90, align: 'right', render: (_, { size }) => format.number(size) },
    {
      title: t('proposals.coherence'),
      width: 100,
      align: 'right',
      render: (_, { coherence }) => format.number(coherence, 2),
    },
    {
      title: t('proposals.stability'),
      width: 100,
      align: 'right',
      render: (_, { stability }) => format.percent(stability, 0),
    },
    {
      title: t('proposals.predicted'),
      render: (_, { predicted }) =>
        format.list(
          Object.entries(predicted)
            .sort(([, a], [, b]) => b - a)
            .slice(0, 3)
            .map(([label, times]) => `${names.label(task, label)} ×${format.number(times)}`),
        ),
    },
    { title: t('sources.state'), width: 110, render: (_, { state }) => <Tag>{t(`proposals.states.${state}`)}</Tag> },
    { title: t('proposals.foundAt'), width: 170, render: (_, { found_at }) => <Instant at={found_at} /> },
    {
      title: t('annotators.acts'),
      width: 110,
      render: (_, row) => (
        <Act scope="read" size="small" onClick={() => onOpen(row)}>
          {t('proposals.open')}
        </Act>
      ),
    },
  ]
  return (
    <Table
      size="small"
      rowKey="proposal_id"
      columns={columns}
      dataSource={[...rows]}
      pagination={{ defaultPageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: 900 }}
      locale={noRows(t('proposals.none'))}
    />
  )
}
