import { theme } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Chart, type ChartClick } from '../../parts/Chart.tsx'
import { type ConversationFilter, conversationsLink } from '../../parts/conversations-link.ts'
import { DayTable } from '../../parts/DayTable.tsx'
import { dayLine } from '../../parts/day-line.ts'
import { DAY_MS, type DayPoint } from '../../parts/day-points.ts'
import { useFormat } from '../../parts/format.ts'
import { Nothing } from '../../parts/Nothing.tsx'

interface DayChartProps {
  readonly points: readonly DayPoint[]
  readonly label: string
  /** Which conversations stand behind a day. */
  readonly filter: ConversationFilter
  /** Another colour than the usual one, for what is another kind of figure. */
  readonly apart?: boolean
  /** Units behind a day's estimate are known. */
  readonly counted?: boolean
}

/** A figure of monitoring day by day; a point leads to the conversations behind it. */
export function DayChart({ points, label, filter, apart = false, counted = true }: DayChartProps) {
  const { t } = useTranslation('monitoring')
  const { token } = theme.useToken()
  const navigate = useNavigate()
  const format = useFormat()
  const told = useTold(counted)
  const option = useMemo(
    () =>
      dayLine({
        ...{ points, told, colour: apart ? token.colorWarning : token.colorPrimary, faint: token.colorTextTertiary },
        shown: { value: (value) => format.percent(value, 0), day: format.utcDay },
      }),
    [points, told, apart, token, format],
  )
  const leadsTo = useCallback(({ at }: DayPoint) => conversationsLink(at, at + DAY_MS, filter), [filter])
  const onPoint = useCallback(
    ({ dataIndex }: ChartClick) => {
      const point = points[dataIndex]
      if (point !== undefined) void navigate(leadsTo(point))
    },
    [points, leadsTo, navigate],
  )
  if (points.every(({ estimate, low }) => estimate === null && low === null))
    return <Nothing title={t('nothing.title')} hint={t('nothing.hint')} />
  return (
    <>
      <Chart option={option} height={190} label={t('chart', { label })} onPoint={onPoint} />
      <DayTable points={points} leadsTo={leadsTo} label={label} />
    </>
  )
}

function useTold(counted: boolean): (point: DayPoint) => string {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  return useCallback(
    ({ at, estimate, low, high, units, open, settled }) => {
      const day = format.utcDay(at)
      if (estimate === null) return t(open > 0 ? 'tip.open' : 'tip.nothing', { day, open: format.number(open) })
      const lines = [
        t('tip.estimate', {
          day,
          estimate: format.percent(estimate),
          low: format.percent(low ?? 0),
          high: format.percent(high ?? 1),
        }),
        ...(counted ? [t('tip.units', { units: format.number(units) })] : []),
        ...(open > 0 ? [t('tip.still', { open: format.number(open) })] : []),
        ...(settled ? [] : [t('tip.unsettled')]),
      ]
      return lines.join('\n')
    },
    [t, format, counted],
  )
}
