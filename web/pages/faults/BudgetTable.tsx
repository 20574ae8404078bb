import { Flex, Table, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Comparison } from './faults.ts'

const FIGURES = ['precision', 'recall'] as const
type Row = { readonly figure: (typeof FIGURES)[number] }

/** Both ways side by side at one budget, and their difference with its interval. */
export function BudgetTable({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const cell = (side: 'rules' | 'learned') => (_: unknown, row: Row) => (
    <Estimate {...(comparison[side][row.figure] ?? { estimate: null })} />
  )
  const rows: Row[] = FIGURES.map((figure) => ({ figure }))
  return (
    <Flex vertical gap="small">
      <Typography.Text>{t('budget.share', { share: format.percent(comparison.share) })}</Typography.Text>
      <Table
        size="small"
        rowKey="figure"
        pagination={false}
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('budget.figure'), dataIndex: 'figure', render: (_, { figure }) => t(`budget.${figure}`) },
          { title: t('budget.rules'), key: 'rules', render: cell('rules') },
          { title: t('budget.learned'), key: 'learned', render: cell('learned') },
          { title: t('budget.difference'), key: 'difference', render: (_, row) => <Gain of={comparison} {...row} /> },
        ]}
      />
    </Flex>
  )
}

function Gain({ of, figure }: Row & { readonly of: Comparison }) {
  const { t } = useTranslation('faults')
  const found = of.difference[figure]
  if (found === null) return <Estimate estimate={null} />
  const verdict = found.low > 0 ? 'better' : found.high < 0 ? 'worse' : 'open'
  const colour = { better: 'success', worse: 'error', open: 'default' }[verdict]
  return (
    <Flex wrap gap="small" align="center">
      <Estimate {...found} kind="points" />
      <Tag color={colour}>{t(`budget.${verdict}`)}</Tag>
    </Flex>
  )
}
