import { theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../parts/Chart.tsx'
import { useFormat } from '../../parts/format.ts'
import { axisLook, intervalMarks } from '../../parts/interval-marks.ts'
import type { Comparison } from './faults.ts'

const HEIGHT = 260
const SIDES = ['rules', 'learned'] as const
/** So that the intervals of both sides stand beside each other. */
const APART = 0.0015

/** Precision of both ways at every budget up to all that the rules flag, with intervals. */
export function BudgetChart({ curve, label }: { readonly curve: readonly Comparison[]; readonly label: string }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const { token } = theme.useToken()
  const look = axisLook(token)
  const colours = { rules: token.colorWarning, learned: token.colorPrimary }
  const symbols = { rules: 'rect', learned: 'circle' }
  const place = (side: (typeof SIDES)[number], share: number) => share + (side === 'rules' ? -APART : APART)
  const points = (side: (typeof SIDES)[number]) =>
    curve.flatMap((one) => {
      const found = one[side].precision
      return found === null ? [] : [[place(side, one.share), found.estimate, found.low, found.high] as const]
    })
  const percent = (value: number) => format.percent(value, 0)
  const option = {
    tooltip: {
      trigger: 'item',
      formatter: ({ seriesName, data }: { seriesName: string; data: readonly number[] }) =>
        `${seriesName}\n${t('curve.at', { share: format.percent(data[0]!) })}\n${format.percent(data[1]!)} (${format.percent(data[2]!)} – ${format.percent(data[3]!)})`,
    },
    legend: { top: 0, textStyle: { color: token.colorText }, data: SIDES.map((side) => t(`budget.${side}`)) },
    grid: { left: 8, right: 24, top: 48, bottom: 28, containLabel: true },
    xAxis: {
      type: 'value',
      // A whole step beyond everything would read as more than all conversations.
      max: ({ max }: { readonly max: number }) => (max > 0.9 ? 1 + APART : null),
      name: t('curve.share'),
      nameLocation: 'middle',
      nameGap: 28,
      ...look,
      axisLabel: { color: token.colorTextSecondary, formatter: percent },
    },
    yAxis: {
      type: 'value',
      name: t('budget.precision'),
      min: 0,
      max: 1,
      ...look,
      axisLabel: { color: token.colorTextSecondary, formatter: percent },
    },
    series: SIDES.flatMap((side) => [
      intervalMarks(
        `${side} interval`,
        points(side).map(([x, , low, high]) => [x, low, high] as const),
        'y',
        colours[side],
      ),
      {
        name: t(`budget.${side}`),
        type: 'line',
        symbol: symbols[side],
        symbolSize: 8,
        z: 3,
        lineStyle: { color: colours[side], type: side === 'rules' ? 'dashed' : 'solid' },
        itemStyle: { color: colours[side] },
        data: points(side).map((point) => [...point]),
      },
    ]),
  }
  return <Chart option={option} height={HEIGHT} label={label} />
}
