import { theme } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Chart, type ChartClick } from '../../parts/Chart.tsx'
import { conversationsLink } from '../../parts/conversations-link.ts'
import { DAY_MS } from '../../parts/day-points.ts'
import { useFormat } from '../../parts/format.ts'
import { gridOf, strengthOf } from './drift-grid.ts'
import type { DriftItem } from './monitoring-queries.ts'
import { useSeriesName } from './series-names.ts'

interface DriftChartProps {
  readonly results: readonly DriftItem[]
  readonly assistant: string
}

/** Series by day: the darker, the further from the reference; a mark says that it is drift for sure. */
export function DriftChart({ results, assistant }: DriftChartProps) {
  const { t } = useTranslation('monitoring')
  const navigate = useNavigate()
  const grid = useMemo(() => gridOf(results), [results])
  const option = useGridOption(grid)
  const onPoint = useCallback(
    ({ dataIndex }: ChartClick) => {
      const cell = grid.cells[dataIndex]
      if (cell === undefined) return
      const { day_at } = cell.result
      void navigate(conversationsLink(day_at, day_at + DAY_MS, { assistant }))
    },
    [grid, assistant, navigate],
  )
  return <Chart option={option} height={70 + 28 * grid.series.length} label={t('drift.chart')} onPoint={onPoint} />
}

function useGridOption(grid: ReturnType<typeof gridOf<DriftItem>>) {
  const { t } = useTranslation('monitoring')
  const { token } = theme.useToken()
  const format = useFormat()
  const nameOf = useSeriesName()
  return useMemo(() => {
    const told = ({ dataIndex }: { dataIndex: number }): string => {
      const { series, day_at, effect, matters_from, drifted, adjusted, reference_users, current_users } =
        grid.cells[dataIndex]!.result
      return [
        `${nameOf(series)} · ${format.utcDay(day_at)}`,
        t('drift.tip', {
          ...{ effect: format.number(effect, 3), floor: format.number(matters_from, 2), p: format.number(adjusted, 4) },
          ...{ before: format.number(reference_users), now: format.number(current_users) },
        }),
        t(drifted ? 'drift.drifted' : 'drift.same'),
      ].join('\n')
    }
    return {
      tooltip: { trigger: 'item', formatter: told },
      grid: { left: 8, right: 16, top: 8, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: grid.days.map(format.utcDay), splitArea: { show: false } },
      yAxis: { type: 'category', inverse: true, data: grid.series.map(nameOf) },
      visualMap: {
        ...{ show: false, min: 0, max: 2, dimension: 2 },
        inRange: { color: [token.colorFillQuaternary, token.colorPrimaryBgHover, token.colorWarning] },
      },
      series: [
        {
          type: 'heatmap',
          data: grid.cells.map(({ x, y, result }) => [x, y, Math.min(2, strengthOf(result))]),
          itemStyle: { borderWidth: 2, borderColor: token.colorBgContainer },
          label: {
            show: true,
            color: token.colorText,
            fontWeight: 700,
            formatter: ({ dataIndex }: { dataIndex: number }) => (grid.cells[dataIndex]!.result.drifted ? '●' : ''),
          },
        },
      ],
    }
  }, [grid, t, token, format, nameOf])
}
