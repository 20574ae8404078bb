import { Table, type TableColumnsType, Tooltip, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Trial } from './answers.ts'
import { PrecisionOf } from './TrialFigures.tsx'

type Outcome = Trial['after']['rules'][number]
interface Line {
  readonly reason: string
  readonly before: Outcome | undefined
  readonly after: Outcome | undefined
  readonly reviews: number
}

/** Each rule by itself: how many, how many by it alone, how often people agreed. */
export function RuleOutcomes({ trial: { before, after } }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules')
  const reasons = [...new Set([...after.rules, ...before.rules].map(({ reason }) => reason))]
  const lines = reasons.map((reason): Line => {
    const find = ({ rules }: Trial['after']) => rules.find((rule) => rule.reason === reason)
    const reviews = after.reviews.by_reason.find((each) => each.reason === reason)?.reviews ?? 0
    return { reason, before: find(before), after: find(after), reviews }
  })
  return (
    <Table
      size="small"
      rowKey="reason"
      pagination={false}
      scroll={{ x: 900 }}
      columns={useColumns()}
      dataSource={lines}
      locale={{ emptyText: t('test.noRule') }}
    />
  )
}

function useColumns(): TableColumnsType<Line> {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  const format = useFormat()
  const count = (value: number | undefined) => (value === undefined ? '–' : format.number(value))
  return [
    { title: t('table.reason'), render: (_, { reason }) => nameOf('reason', reason) },
    { title: t('outcome.before'), align: 'right', render: (_, { before }) => count(before?.flagged) },
    {
      title: t('outcome.after'),
      align: 'right',
      render: (_, { before, after }) => (
        <Typography.Text strong={before?.flagged !== after?.flagged}>{count(after?.flagged)}</Typography.Text>
      ),
    },
    {
      title: <Tooltip title={t('outcome.aloneWhy')}>{t('outcome.alone')}</Tooltip>,
      align: 'right',
      render: (_, { after }) => count(after?.alone),
    },
    {
      title: <Tooltip title={t('outcome.undecidedWhy')}>{t('outcome.undecided')}</Tooltip>,
      align: 'right',
      render: (_, { after }) => count(after?.undecided),
    },
    {
      title: <Tooltip title={t('outcome.reviewsWhy')}>{t('outcome.reviews')}</Tooltip>,
      align: 'right',
      render: (_, { reviews, after }) => (after === undefined ? '–' : format.number(reviews, 1)),
    },
    {
      title: <Tooltip title={t('outcome.precisionWhy')}>{t('outcome.precision')}</Tooltip>,
      render: (_, { after, before }) => {
        const precision = (after ?? before)?.precision
        return precision && <PrecisionOf precision={precision} />
      },
    },
    {
      title: <Tooltip title={t('outcome.unansweredWhy')}>{t('outcome.unanswered')}</Tooltip>,
      align: 'right',
      render: (_, { after, before }) => count((after ?? before)?.precision.unanswered),
    },
  ]
}
