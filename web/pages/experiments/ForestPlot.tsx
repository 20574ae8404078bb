import { Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../parts/Chart.tsx'
import { useFormat } from '../../parts/format.ts'
import { axisLook, intervalMarks } from '../../parts/interval-marks.ts'
import type { Figure } from './answers.ts'
import { marginAt, useFigureName } from './figures.ts'

const ROW_PX = 34
const FRAME_PX = 92

/** Each figure's difference with its interval around no change, and the greatest loss that is borne as a mark. */
export function ForestPlot({ figures, label }: { figures: readonly Figure[]; label: string }) {
  const { t } = useTranslation('experiments')
  // One axis has one unit: money and stars stand in the table.
  const shown = figures.filter((each) => each.difference !== null && each.unit === 'share')
  const option = useForest(shown)
  if (shown.length === 0) return <Typography.Text type="secondary">{t('forest.none')}</Typography.Text>
  return <Chart option={option} height={FRAME_PX + ROW_PX * shown.length} label={label} />
}

function useForest(figures: readonly Figure[]) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const nameOf = useFigureName()
  const { token } = theme.useToken()
  const look = axisLook(token)
  const colours = { advance: token.colorSuccess, stop: token.colorError, inconclusive: token.colorTextSecondary }
  const symbols = { advance: 'circle', stop: 'triangle', inconclusive: 'emptyCircle' }
  const points = (value: number): string => format.points(value)
  return {
    tooltip: { trigger: 'item' },
    legend: {
      top: 0,
      textStyle: { color: token.colorText },
      data: [t('forest.difference'), t('forest.margin')],
    },
    grid: { left: 8, right: 24, top: 48, bottom: 16, containLabel: true },
    xAxis: {
      type: 'value',
      ...look,
      axisLabel: { color: token.colorTextSecondary, formatter: points },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: figures.map((each) => nameOf(each.figure)),
      axisLabel: { color: token.colorText },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      ...figures.map((figure, row) =>
        intervalMarks(
          nameOf(figure.figure),
          [[row, figure.difference!.low, figure.difference!.high]],
          'x',
          colours[figure.verdict],
        ),
      ),
      {
        name: t('forest.difference'),
        type: 'scatter',
        symbolSize: 10,
        z: 3,
        itemStyle: { color: token.colorPrimary },
        data: figures.map(({ difference, verdict }, row) => ({
          value: [difference!.estimate, row],
          symbol: symbols[verdict],
          itemStyle: { color: colours[verdict] },
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { formatter: t('forest.zero'), color: token.colorTextSecondary, position: 'start' },
          lineStyle: { color: token.colorText, type: 'solid', width: 1 },
          data: [{ xAxis: 0 }],
        },
        tooltip: {
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const { figure, difference, verdict } = figures[dataIndex]!
            const { estimate, low, high } = difference!
            return `${nameOf(figure)}: ${points(estimate)}\n${t('forest.range', { low: points(low), high: points(high) })}\n${t(`verdict.${verdict}`)}`
          },
        },
      },
      {
        name: t('forest.margin'),
        type: 'scatter',
        symbol: 'rect',
        symbolSize: [3, 22],
        z: 2,
        itemStyle: { color: token.colorError },
        data: figures.flatMap((figure, row) => {
          const at = marginAt(figure)
          return at === null ? [] : [[at, row]]
        }),
        tooltip: {
          formatter: ({ value }: { value: readonly [number, number] }) =>
            t('forest.marginAt', { margin: points(value[0]) }),
        },
      },
    ],
  }
}
