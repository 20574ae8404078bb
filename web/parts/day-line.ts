import type { EChartsCoreOption } from 'echarts/core'
import type { DayPoint } from './day-points.ts'

/** Something that happened, marked on the time axis. */
export interface Mark {
  readonly at: number
  readonly label: string
}

interface DayLine {
  readonly points: readonly DayPoint[]
  readonly marks?: readonly Mark[]
  /** What the tooltip says of a day. */
  readonly told: (point: DayPoint) => string
  readonly shown: { readonly value: (value: number) => string; readonly day: (at: number) => string }
  readonly colour: string
  readonly faint: string
  /** The values are shares: the axis ends at 0 and 1. */
  readonly share?: boolean
}

interface Found {
  readonly min: number
  readonly max: number
}

/**
 * Days as a line with its interval as a band. Days that can still change stand apart: hollow, on a dashed line, without a band.
 * Colour, text and gaps carry it together: nothing is joined over a day of which nothing is known.
 */
export function dayLine({ points, marks = [], told, shown, colour, faint, share = true }: DayLine): EChartsCoreOption {
  const some = (wanted: boolean, value: (point: DayPoint) => number | null) =>
    points.map((point) => [point.at, point.settled === wanted ? value(point) : null])
  const band = {
    type: 'line',
    stack: 'band',
    stackStrategy: 'all',
    silent: true,
    symbol: 'none',
    lineStyle: { opacity: 0 },
  }
  return {
    useUTC: true,
    grid: { left: 8, right: 16, top: marks.length > 0 ? 24 : 12, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', formatter: (hits: { dataIndex: number }[]) => told(points[hits[0]!.dataIndex]!) },
    xAxis: {
      type: 'time',
      minInterval: 86_400_000,
      axisLabel: { formatter: shown.day, hideOverlap: true, color: faint },
      axisLine: { lineStyle: { color: faint } },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitNumber: 3,
      ...(share && {
        max: (found: Found) => (found.max > 0.9 ? 1 : null),
        min: (found: Found) => (found.min < 0.1 ? 0 : null),
      }),
      axisLabel: { formatter: shown.value, color: faint },
      splitLine: { lineStyle: { opacity: 0.3 } },
    },
    series: [
      { ...band, data: some(true, ({ low }) => low) },
      {
        ...band,
        areaStyle: { color: colour, opacity: 0.16 },
        data: some(true, ({ low, high }) => (low === null || high === null ? null : high - low)),
      },
      {
        ...{
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          lineStyle: { width: 2, color: colour },
          itemStyle: { color: colour },
        },
        data: some(true, ({ estimate }) => estimate),
        markLine: marksOf(marks, faint),
      },
      {
        ...{ type: 'line', symbol: 'emptyCircle', symbolSize: 8, itemStyle: { color: colour } },
        lineStyle: { width: 1, type: 'dashed', color: colour, opacity: 0.6 },
        data: some(false, ({ estimate }) => estimate),
      },
    ],
  }
}

const marksOf = (marks: readonly Mark[], colour: string) => ({
  ...{ symbol: 'none', silent: true, animation: false },
  lineStyle: { type: 'solid', width: 1, color: colour, opacity: 0.7 },
  label: { position: 'insideEndTop', fontSize: 10, color: colour, formatter: ({ name }: { name: string }) => name },
  data: marks.map(({ at, label }) => ({ name: label, xAxis: at })),
})
