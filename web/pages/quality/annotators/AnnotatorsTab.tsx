import { useQuery } from '@tanstack/react-query'
import { Card, Flex, Table, type TableColumnsType, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api, bodyOf } from '../../../api/client.ts'
import { Estimate } from '../../../parts/Estimate.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Nothing } from '../../../parts/Nothing.tsx'
import { Act } from '../Act.tsx'
import { PeriodChoice, type Time, useTime } from '../Period.tsx'
import { Withdrawals } from './Withdrawals.tsx'
import { WithdrawDialog } from './WithdrawDialog.tsx'

export function useAnnotators(time: Time | undefined) {
  return useQuery({
    queryKey: ['quality', 'annotators', time],
    queryFn: () => bodyOf(api.GET('/v1/annotators', { params: { query: time ?? {} } })),
    enabled: time !== undefined,
  })
}

type Annotator = NonNullable<ReturnType<typeof useAnnotators>['data']>['annotators'][number]

/** Who answers how much and how well; bad batches are withdrawn from here. */
export function AnnotatorsTab() {
  const { t } = useTranslation('quality')
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  const query = useAnnotators(useTime())
  return (
    <Flex vertical gap="middle">
      <Flex wrap justify="space-between" gap="small">
        <Act scope="train" onClick={() => setWithdrawing('')}>
          {t('withdraw.open')}
        </Act>
        <PeriodChoice />
      </Flex>
      <Loaded query={query} rows={6}>
        {({ annotators, least_for_rank }) =>
          annotators.length === 0 ? (
            <Nothing title={t('annotators.none')} hint={t('annotators.noneWhy')} />
          ) : (
            <Annotators rows={annotators} leastForRank={least_for_rank} onWithdraw={setWithdrawing} />
          )
        }
      </Loaded>
      <Withdrawals />
      {withdrawing !== null && <WithdrawDialog annotator={withdrawing} onClose={() => setWithdrawing(null)} />}
    </Flex>
  )
}

interface AnnotatorsProps {
  readonly rows: readonly Annotator[]
  readonly leastForRank: number
  readonly onWithdraw: (annotator: string) => void
}

function Annotators({ rows, leastForRank, onWithdraw }: AnnotatorsProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const columns: TableColumnsType<Annotator> = [
    { title: t('annotators.name'), dataIndex: 'annotator', fixed: 'start', width: 150 },
    {
      title: t('annotators.answers'),
      align: 'right',
      sorter: (a, b) => a.answers - b.answers,
      render: (_, { answers }) => format.number(answers),
    },
    {
      title: t('annotators.seconds'),
      align: 'right',
      render: (_, { seconds_per_item: seconds }) => (seconds === null ? '–' : format.span(seconds * 1000)),
    },
    { title: t('annotators.overlap'), align: 'right', render: (_, { agreement }) => format.number(agreement.units) },
    {
      title: t('annotators.agreement'),
      render: (_, { agreement: { rate, low, high } }) => <Estimate estimate={rate} low={low} high={high} />,
    },
    {
      title: t('annotators.gold'),
      render: (_, { gold_accuracy: { rate, low, high, units } }) => (
        <Estimate estimate={rate} low={low} high={high} of={units} />
      ),
    },
    {
      title: t('annotators.rank'),
      align: 'right',
      render: (_, { rank }) => (rank === null ? t('annotators.noRank') : format.number(rank)),
    },
    { title: t('annotators.last'), width: 180, render: (_, { last_at }) => <Instant at={last_at} /> },
    {
      title: t('annotators.acts'),
      render: (_, { annotator }) => (
        <Flex gap="small">
          <Link to={`/quality/confusion?${new URLSearchParams({ annotator })}`}>{t('annotators.confusion')}</Link>
          <Act scope="train" type="link" size="small" style={{ padding: 0 }} onClick={() => onWithdraw(annotator)}>
            {t('withdraw.short')}
          </Act>
        </Flex>
      ),
    },
  ]
  return (
    <Card size="small">
      <Typography.Paragraph type="secondary">
        {t('annotators.about', { least: format.number(leastForRank) })}
      </Typography.Paragraph>
      <Table
        size="small"
        rowKey="annotator"
        columns={columns}
        dataSource={[...rows]}
        pagination={false}
        scroll={{ x: 1100 }}
      />
    </Card>
  )
}
