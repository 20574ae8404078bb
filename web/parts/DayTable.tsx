import { Flex, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DayPoint } from './day-points.ts'
import { Estimate } from './Estimate.tsx'
import { useFormat } from './format.ts'

interface DayTableProps {
  readonly points: readonly DayPoint[]
  /** Where a day leads: the conversations behind it. */
  readonly leadsTo: (point: DayPoint) => string
  readonly kind?: 'percent' | 'number'
  readonly digits?: number
  /** Names what the table shows. */
  readonly label: string
}

/** The figures of a chart as a table, for those who read better than they see; closed until it is wanted. */
export function DayTable({ points, leadsTo, kind = 'percent', digits = 1, label }: DayTableProps) {
  const { t } = useTranslation('parts')
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const known = points.filter(({ units, open }) => units > 0 || open > 0).toReversed()
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary style={{ cursor: 'pointer' }}>{t('days.table', { label })}</summary>
      {open && (
        <Table<DayPoint>
          size="small"
          rowKey="at"
          dataSource={known}
          pagination={{ pageSize: 14, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('days.day'), render: (_, point) => <Link to={leadsTo(point)}>{format.utcDay(point.at)}</Link> },
            {
              title: t('days.figure'),
              render: (_, { estimate, low, high, units }) => (
                <Estimate estimate={estimate} low={low} high={high} of={units} kind={kind} digits={digits} />
              ),
            },
            {
              title: t('days.open'),
              render: (_, { open, settled }) => (
                <Flex gap="small">{settled ? t('days.settled') : t('days.still', { open: format.number(open) })}</Flex>
              ),
            },
          ]}
        />
      )}
    </details>
  )
}
