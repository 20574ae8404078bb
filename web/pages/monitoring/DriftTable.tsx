import { Table, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { conversationsLink } from '../../parts/conversations-link.ts'
import { DAY_MS } from '../../parts/day-points.ts'
import { useFormat } from '../../parts/format.ts'
import type { DriftItem } from './monitoring-queries.ts'
import { useSeriesName } from './series-names.ts'

interface DriftTableProps {
  readonly results: readonly DriftItem[]
  readonly assistant: string
}

/** Every comparison with its figures: what drifted first, then the newest. */
export function DriftTable({ results, assistant }: DriftTableProps) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const nameOf = useSeriesName()
  const rows = results.toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || b.day_at - a.day_at)
  return (
    <Table<DriftItem>
      size="small"
      rowKey={({ series, day_at }) => `${series} ${day_at}`}
      dataSource={rows}
      scroll={{ x: 760 }}
      pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('drift.day'),
          render: (_, { day_at }) => (
            <Link to={conversationsLink(day_at, day_at + DAY_MS, { assistant })}>{format.utcDay(day_at)}</Link>
          ),
        },
        { title: t('drift.series'), render: (_, { series }) => nameOf(series) },
        {
          title: t('drift.verdict'),
          render: (_, { drifted }) => (
            <Tag {...(drifted && { color: 'warning' })}>{t(drifted ? 'drift.drifted' : 'drift.same')}</Tag>
          ),
        },
        {
          title: t('drift.effect'),
          render: (_, { effect, matters_from, test }) =>
            t('drift.effectOf', {
              effect: format.number(effect, 3),
              floor: format.number(matters_from, 2),
              test: t(`drift.tests.${test}`),
            }),
        },
        { title: t('drift.p'), render: (_, { adjusted }) => format.number(adjusted, 4) },
        {
          title: t('drift.users'),
          render: (_, each) => `${format.number(each.reference_users)} / ${format.number(each.current_users)}`,
        },
      ]}
    />
  )
}
