import { theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../parts/Chart.tsx'
import { useFormat } from '../../parts/format.ts'
import { axisLook, intervalMarks } from '../../parts/interval-marks.ts'
import type { Report } from './faults.ts'

const HEIGHT = 240

interface CalibrationChartProps {
  readonly bins: Report['calibration']
  readonly label: string
}

/** Stated chance of a fault against how often people found one; a calibrated model lies on the diagonal. */
export function CalibrationChart({ bins, label }: CalibrationChartProps) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const { token } = theme.useToken()
  const look = axisLook(token)
  const percent = (value: number) => format.percent(value, 0)
  const axis = { type: 'value', min: 0, max: 1, ...look }
  const labels = { axisLabel: { color: token.colorTextSecondary, formatter: percent } }
  const option = {
    tooltip: {
      trigger: 'item',
      formatter: ({ dataIndex, seriesType }: { dataIndex: number; seriesType: string }) => {
        const bin = bins[dataIndex]
        if (bin === undefined || seriesType !== 'scatter') return ''
        const { estimate, low, high } = bin.observed
        return `${t('calibration.stated', { share: percent(bin.probability) })}\n${t('calibration.found', { share: percent(estimate), low: percent(low), high: percent(high) })}\n${t('calibration.of', { verdicts: format.number(bin.verdicts) })}`
      },
    },
    grid: { left: 8, right: 24, top: 32, bottom: 28, containLabel: true },
    xAxis: { ...axis, ...labels, name: t('calibration.x'), nameLocation: 'middle', nameGap: 28 },
    yAxis: { ...axis, ...labels, name: t('calibration.y') },
    series: [
      {
        name: t('calibration.ideal'),
        type: 'line',
        symbol: 'none',
        silent: true,
        lineStyle: { color: token.colorTextSecondary, type: 'dashed', width: 1 },
        data: [
          [0, 0],
          [1, 1],
        ],
      },
      intervalMarks(
        'interval',
        bins.map(({ probability, observed }) => [probability, observed.low, observed.high] as const),
        'y',
        token.colorPrimary,
      ),
      {
        name: t('calibration.y'),
        type: 'scatter',
        symbolSize: 9,
        z: 3,
        itemStyle: { color: token.colorPrimary },
        data: bins.map(({ probability, observed }) => [probability, observed.estimate]),
      },
    ],
  }
  return <Chart option={option} height={HEIGHT} label={label} />
}
