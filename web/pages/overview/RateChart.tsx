import { theme } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Chart, type ChartClick } from '../../parts/Chart.tsx'
import { conversationsLink } from '../../parts/conversations-link.ts'
import { DayTable } from '../../parts/DayTable.tsx'
import { dayLine } from '../../parts/day-line.ts'
import { DAY_MS, type DayPoint } from '../../parts/day-points.ts'
import { useFormat } from '../../parts/format.ts'
import type { Release } from './facts.ts'
import type { FigureName } from './overview-queries.ts'
import { bySame } from './releases.ts'

interface RateChartProps {
  readonly figure: FigureName
  readonly points: readonly DayPoint[]
  readonly releases: readonly Release[]
  readonly assistant: string
}

/** A rate day by day; a point leads to the conversations of its day. */
export function RateChart({ figure, points, releases, assistant }: RateChartProps) {
  const { t } = useTranslation('overview')
  const { token } = theme.useToken()
  const navigate = useNavigate()
  const told = useTold()
  const format = useFormat()
  const option = useMemo(
    () =>
      dayLine({
        ...{ points, told, colour: token.colorPrimary, faint: token.colorTextTertiary },
        marks: bySame(releases).map(({ at, action }) => ({ at, label: t(`releases.short.${action}`) })),
        shown: { value: (value) => format.percent(value, 0), day: format.utcDay },
      }),
    [points, releases, told, token, t, format],
  )
  const leadsTo = useCallback(({ at }: DayPoint) => conversationsLink(at, at + DAY_MS, { assistant }), [assistant])
  const onPoint = useCallback(
    ({ dataIndex }: ChartClick) => {
      const point = points[dataIndex]
      if (point !== undefined) void navigate(leadsTo(point))
    },
    [points, leadsTo, navigate],
  )
  const label = t(`figures.${figure}.title`)
  return (
    <>
      <Chart option={option} height={190} label={t('rates.chart', { label })} onPoint={onPoint} />
      <DayTable points={points} leadsTo={leadsTo} label={label} />
    </>
  )
}

/** What the tooltip says of a day. */
function useTold(): (point: DayPoint) => string {
  const { t } = useTranslation('overview')
  const format = useFormat()
  return useCallback(
    ({ at, estimate, low, high, units, open, settled }) => {
      const day = format.utcDay(at)
      if (estimate === null)
        return t(open > 0 ? 'rates.tip.open' : 'rates.tip.nothing', { day, open: format.number(open) })
      const words = {
        ...{ day, estimate: format.percent(estimate), units: format.number(units), open: format.number(open) },
        ...{ low: format.percent(low ?? 0), high: format.percent(high ?? 1) },
      }
      return t(settled ? 'rates.tip.settled' : open > 0 ? 'rates.tip.unsettled' : 'rates.tip.running', words)
    },
    [t, format],
  )
}
