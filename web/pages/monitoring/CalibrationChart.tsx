import { Card, theme } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../parts/Chart.tsx'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import { Nothing } from '../../parts/Nothing.tsx'
import type { ConfidenceView } from './monitoring-queries.ts'

/** How often a confidence is right: on the line it says what it means, below it believes too much of itself. */
export function CalibrationChart({ seen: { calibration } }: { seen: ConfidenceView }) {
  const { t } = useTranslation('monitoring')
  const option = useCalibration(calibration.bins)
  return (
    <Card
      size="small"
      title={t('calibration.title')}
      extra={
        <>
          {t('calibration.error')} <Estimate estimate={calibration.ece} low={calibration.low} high={calibration.high} />
        </>
      }
      style={{ height: '100%' }}
    >
      {calibration.bins.length === 0 ? (
        <Nothing title={t('calibration.none')} hint={t('calibration.noneWhy')} />
      ) : (
        <Chart option={option} height={260} label={t('calibration.chart')} />
      )}
    </Card>
  )
}

function useCalibration(bins: ConfidenceView['calibration']['bins']) {
  const { t } = useTranslation('monitoring')
  const { token } = theme.useToken()
  const format = useFormat()
  return useMemo(() => {
    const axis = {
      type: 'value',
      min: 0,
      max: 1,
      axisLabel: { formatter: (value: number) => format.percent(value, 0) },
    }
    const told = ({ dataIndex }: { dataIndex: number }): string => {
      const { confidence, estimate, low, high, units } = bins[dataIndex]!
      return t('calibration.tip', {
        ...{ confidence: format.percent(confidence), estimate: format.percent(estimate) },
        ...{ low: format.percent(low), high: format.percent(high), units: format.number(units) },
      })
    }
    return {
      tooltip: { trigger: 'item', formatter: told },
      grid: { left: 8, right: 24, top: 32, bottom: 24, containLabel: true },
      xAxis: { ...axis, name: t('calibration.confidence'), nameLocation: 'middle', nameGap: 26 },
      yAxis: { ...axis, name: t('calibration.right') },
      series: [
        {
          ...{
            type: 'line',
            silent: true,
            symbol: 'none',
            data: [
              [0, 0],
              [1, 1],
            ],
          },
          lineStyle: { type: 'dashed', width: 1, color: token.colorTextTertiary },
        },
        ...bins.map(({ confidence, low, high }) => ({
          ...{
            type: 'line',
            silent: true,
            symbol: 'none',
            data: [
              [confidence, low],
              [confidence, high],
            ],
          },
          lineStyle: { width: 2, color: token.colorPrimary, opacity: 0.5 },
        })),
        {
          ...{ type: 'scatter', symbolSize: 11, itemStyle: { color: token.colorPrimary } },
          data: bins.map(({ confidence, estimate }) => [confidence, estimate]),
        },
      ],
    }
  }, [bins, t, token, format])
}
