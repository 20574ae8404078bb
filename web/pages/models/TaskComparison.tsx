import { Table, type TableColumnsType, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Score, TaskFindings } from './answers.ts'

interface Row {
  readonly key: string
  readonly name: string
  readonly hint: string
  readonly before: ReactNode
  readonly after: ReactNode
  readonly change: ReactNode
}

/** Before and after on the same gold set: accuracy, its paired difference, what flipped, calibration. */
export function TaskComparison({ findings }: { findings: TaskFindings }) {
  const { t } = useTranslation('models')
  const rows = useRows(findings)
  const columns: TableColumnsType<Row> = [
    {
      title: t('compare.what'),
      key: 'name',
      render: (_, { name, hint }) => (
        <>
          <div>{name}</div>
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {hint}
          </Typography.Text>
        </>
      ),
    },
    { title: t('compare.before'), dataIndex: 'before' },
    { title: t('compare.after'), dataIndex: 'after' },
    { title: t('compare.change'), dataIndex: 'change' },
  ]
  return <Table<Row> size="small" columns={columns} dataSource={rows} pagination={false} />
}

function useRows({ before, after, difference, negative_flips }: TaskFindings): Row[] {
  const { t } = useTranslation('models')
  const format = useFormat()
  const none = t('compare.noneBefore')
  const accuracy = (score: Score) => (
    <Estimate estimate={score.accuracy} low={score.low} high={score.high} of={score.items} />
  )
  const ece = (score: Score) =>
    score.ece === null
      ? '–'
      : `${format.percent(score.ece)} ${t('compare.atMost', { high: format.percent(score.ece_high ?? 1) })}`
  const rows: Row[] = [
    {
      key: 'accuracy',
      name: t('compare.accuracy'),
      hint: t('compare.accuracyHint'),
      before: before === null ? none : accuracy(before),
      after: accuracy(after),
      change:
        difference === null ? (
          '–'
        ) : (
          <Estimate kind="points" estimate={difference.estimate} low={difference.low} high={difference.high} />
        ),
    },
    {
      key: 'ece',
      name: t('compare.ece'),
      hint: t('compare.eceHint'),
      before: before === null ? none : ece(before),
      after: ece(after),
      change: before?.ece == null || after.ece === null ? '–' : format.points(after.ece - before.ece),
    },
  ]
  if (difference === null) return rows
  const { only_before, only_after, p } = difference
  return [
    ...rows,
    {
      key: 'flips',
      name: t('compare.flips'),
      hint: t('compare.flipsHint'),
      before: t('compare.broken', { count: only_before }),
      after: t('compare.mended', { count: only_after }),
      change: t('compare.flipShare', {
        share: format.percent(after.items === 0 ? 0 : negative_flips / after.items),
      }),
    },
    {
      key: 'mcnemar',
      name: t('compare.mcnemar'),
      hint: t('compare.mcnemarHint'),
      before: null,
      after: null,
      change: t('compare.p', { p: pText(p, format.number) }),
    },
  ]
}

/** A p-value to two digits; what is tiny says so. */
function pText(p: number, number: (value: number, digits?: number) => string): string {
  if (p < 0.0001) return `< ${number(0.0001, 4)}`
  return number(p, p < 0.01 ? 4 : 2)
}
