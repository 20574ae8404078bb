import type { theme } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'

type Token = ReturnType<typeof theme.useToken>['token']

/** [position on the category or time axis, low, high], in the units of the axes. */
export type IntervalMark = readonly [number, number, number]

interface Coordinates {
  value(dimension: number): number
  coord(point: readonly [number, number]): readonly [number, number]
}

const CAP_PX = 4

/**
 * A series that draws intervals as lines with caps.
 *
 * @param along which axis the interval lies on
 */
export function intervalMarks(
  name: string,
  marks: readonly IntervalMark[],
  along: 'x' | 'y',
  colour: string,
  more: Readonly<Record<string, unknown>> = {},
): EChartsCoreOption {
  const place = (at: number, value: number): readonly [number, number] => (along === 'x' ? [value, at] : [at, value])
  return {
    name,
    type: 'custom',
    data: marks.map((mark) => [...mark]),
    encode: along === 'x' ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    silent: true,
    z: 1,
    itemStyle: { color: colour },
    renderItem: (_: unknown, api: Coordinates) => {
      const [x1, y1] = api.coord(place(api.value(0), api.value(1)))
      const [x2, y2] = api.coord(place(api.value(0), api.value(2)))
      const [capX, capY] = along === 'x' ? [0, CAP_PX] : [CAP_PX, 0]
      const line = (a: number, b: number, c: number, d: number) => ({
        type: 'line',
        shape: { x1: a, y1: b, x2: c, y2: d },
        style: { stroke: colour, lineWidth: 1.5 },
      })
      return {
        type: 'group',
        children: [
          line(x1, y1, x2, y2),
          line(x1 - capX, y1 - capY, x1 + capX, y1 + capY),
          line(x2 - capX, y2 - capY, x2 + capX, y2 + capY),
        ],
      }
    },
    ...more,
  }
}

/** Lines of an axis in the theme's greys. */
export const axisLook = (token: Token): EChartsCoreOption => ({
  axisLabel: { color: token.colorTextSecondary },
  axisLine: { lineStyle: { color: token.colorBorder } },
  splitLine: { lineStyle: { color: token.colorBorderSecondary } },
  nameTextStyle: { color: token.colorTextSecondary },
})
