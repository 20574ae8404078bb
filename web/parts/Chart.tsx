import { theme } from 'antd'
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { type ECharts, type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useAppearance } from '../shell/appearance.ts'

use([
  ...[BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart, CanvasRenderer],
  ...[AriaComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent],
  ...[TooltipComponent, VisualMapComponent],
])

export interface ChartClick {
  readonly seriesName: string
  readonly name: string
  readonly dataIndex: number
  readonly data: unknown
}

interface ChartProps {
  /** ECharts option; colours, text and tooltip style come from the theme. Tooltips are drawn, never HTML. */
  readonly option: EChartsCoreOption
  readonly height: number
  /** What the picture shows, for those who do not see it. */
  readonly label: string
  readonly onPoint?: ((click: ChartClick) => void) | undefined
}

/** A chart on a canvas that follows its box, the appearance and the language. */
export function Chart({ option, height, label, onPoint }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(null)
  const dark = useAppearance() === 'dark'
  const { token } = theme.useToken()
  useEffect(() => {
    const opened = init(box.current, dark ? 'dark' : null, { renderer: 'canvas' })
    chart.current = opened
    const watcher = new ResizeObserver(() => opened.resize())
    watcher.observe(box.current!)
    return () => {
      watcher.disconnect()
      opened.dispose()
    }
  }, [dark])
  useEffect(() => {
    chart.current?.setOption({ ...frameOf(token), ...option, ...tooltipOf(option, token) }, { notMerge: true })
  }, [option, token, dark])
  useEffect(() => {
    const opened = chart.current
    if (!onPoint || !opened) return
    const listener = (event: unknown): void => onPoint(event as ChartClick)
    opened.on('click', listener)
    return () => void (opened.isDisposed() || opened.off('click', listener))
  }, [onPoint, dark])
  return <div ref={box} role="img" aria-label={label} style={{ height, width: '100%' }} />
}

type Token = ReturnType<typeof theme.useToken>['token']

const frameOf = (token: Token): EChartsCoreOption => ({
  animation: false,
  backgroundColor: 'transparent',
  color: [token.colorPrimary, token.colorWarning, token.colorSuccess, token.colorError, token.purple, token.cyan],
  textStyle: { fontFamily: token.fontFamily, color: token.colorText },
  grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
})

/** HTML tooltips would need inline styles, and could carry markup out of the data. */
const tooltipOf = ({ tooltip }: EChartsCoreOption, token: Token): EChartsCoreOption =>
  tooltip === undefined
    ? {}
    : {
        tooltip: {
          confine: true,
          backgroundColor: token.colorBgElevated,
          borderColor: token.colorBorder,
          textStyle: { color: token.colorText, fontSize: 12 },
          ...(tooltip as object),
          renderMode: 'richText',
        },
      }
