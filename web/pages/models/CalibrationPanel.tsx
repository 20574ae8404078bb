import { Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../parts/Chart.tsx'
import { useFormat } from '../../parts/format.ts'
import { axisLook, intervalMarks } from '../../parts/interval-marks.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import type { Curve, TaskFindings } from './answers.ts'
import { useCalibration } from './queries.ts'

interface CalibrationPanelProps {
  readonly evaluation: string
  readonly task: string
  readonly findings: TaskFindings
}

/** Does "90 % sure" mean right nine times of ten? Stated confidence against accuracy, with how many items say so. */
export function CalibrationPanel({ evaluation, task, findings }: CalibrationPanelProps) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const curves = useCalibration(evaluation)
  return (
    <Loaded query={curves}>
      {({ tasks }) => {
        const curve = tasks[task]
        if (curve === undefined) return null
        return (
          <div>
            <Typography.Text type="secondary">
              {t('calibration.about', {
                ece: findings.after.ece === null ? '–' : format.percent(findings.after.ece),
              })}
            </Typography.Text>
            <Reliability curve={curve} label={t('calibration.chart', { task })} />
          </div>
        )
      }}
    </Loaded>
  )
}

const HEIGHT = 372

function Reliability({ curve, label }: { curve: Curve; label: string }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const { token } = theme.useToken()
  const look = axisLook(token)
  const percent = (value: number): string => format.percent(value, 0)
  const sides = [
    {
      name: t('compare.before'),
      bins: curve.before ?? [],
      colour: token.colorWarning,
      symbol: 'diamond',
      dashed: true,
    },
    { name: t('compare.after'), bins: curve.after, colour: token.colorPrimary, symbol: 'circle', dashed: false },
  ].filter(({ bins }) => bins.length > 0)
  const confidence = { type: 'value', min: 0, max: 1, ...look }
  const option = {
    tooltip: { trigger: 'item' },
    legend: { top: 0, textStyle: { color: token.colorText }, data: sides.map(({ name }) => name) },
    grid: [
      { left: 56, right: 16, top: 32, height: 190 },
      { left: 56, right: 16, top: 262, height: 56 },
    ],
    xAxis: [
      { ...confidence, gridIndex: 0, axisLabel: { show: false } },
      {
        ...confidence,
        gridIndex: 1,
        name: t('calibration.confidence'),
        nameLocation: 'middle',
        nameGap: 24,
        axisLabel: { ...(look as { axisLabel: object }).axisLabel, formatter: percent },
      },
    ],
    yAxis: [
      {
        type: 'value',
        min: 0,
        max: 1,
        gridIndex: 0,
        name: t('calibration.accuracy'),
        ...look,
        axisLabel: { ...(look as { axisLabel: object }).axisLabel, formatter: percent },
      },
      { type: 'value', gridIndex: 1, name: t('calibration.items'), splitNumber: 2, ...look },
    ],
    series: [
      {
        type: 'line',
        silent: true,
        symbol: 'none',
        data: [
          [0, 0],
          [1, 1],
        ],
        lineStyle: { color: token.colorTextTertiary, type: 'dotted', width: 1 },
      },
      ...sides.flatMap(({ name, bins, colour, symbol, dashed }) => [
        {
          name,
          type: 'line',
          symbol,
          symbolSize: 8,
          itemStyle: { color: colour },
          lineStyle: { color: colour, width: 1.5, type: dashed ? 'dashed' : 'solid' },
          data: bins.map((bin) => [bin.mean_confidence, bin.accuracy]),
          tooltip: {
            formatter: ({ dataIndex }: { dataIndex: number }) => {
              const bin = bins[dataIndex]!
              return `${name}\n${t('calibration.point', {
                confidence: format.percent(bin.mean_confidence),
                accuracy: format.percent(bin.accuracy),
                low: format.percent(bin.low),
                high: format.percent(bin.high),
                items: format.number(bin.items),
              })}`
            },
          },
        },
        intervalMarks(
          `${name} 95 %`,
          bins.map((bin) => [bin.mean_confidence, bin.low, bin.high] as const),
          'y',
          colour,
        ),
        {
          name,
          type: 'bar',
          xAxisIndex: 1,
          yAxisIndex: 1,
          barWidth: 6,
          itemStyle: { color: colour },
          data: bins.map((bin) => [(bin.from + bin.to) / 2, bin.items]),
          tooltip: { valueFormatter: (value: number) => format.number(value) },
        },
      ]),
    ],
  }
  return <Chart option={option} height={HEIGHT} label={label} />
}
