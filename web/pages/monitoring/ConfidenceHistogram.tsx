import { Card, theme } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Chart } from '../../parts/Chart.tsx'
import { conversationsLink } from '../../parts/conversations-link.ts'
import { useFormat } from '../../parts/format.ts'
import type { ConfidenceView } from './monitoring-queries.ts'

interface ConfidenceHistogramProps {
  readonly seen: ConfidenceView
  readonly from: number
  readonly to: number
  readonly assistant: string
}

/** How sure the model was, over all predicted turns of the span. */
export function ConfidenceHistogram({ seen, from, to, assistant }: ConfidenceHistogramProps) {
  const { t } = useTranslation('monitoring')
  const { token } = theme.useToken()
  const format = useFormat()
  const option = useMemo(() => {
    const width = 1 / seen.histogram.length
    const range = (i: number) => `${format.percent(i * width, 0)} – ${format.percent((i + 1) * width, 0)}`
    return {
      tooltip: {
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) =>
          t('histogram.tip', { range: range(dataIndex), turns: format.number(seen.histogram[dataIndex] ?? 0) }),
      },
      grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: seen.histogram.map((_, i) => format.percent((i + 1) * width, 0)) },
      yAxis: { type: 'value', splitNumber: 3, axisLabel: { formatter: (value: number) => format.number(value) } },
      series: [{ type: 'bar', data: seen.histogram, itemStyle: { color: token.colorPrimary }, barCategoryGap: '10%' }],
    }
  }, [seen.histogram, t, token, format])
  const unsure = conversationsLink(from, to, { assistant, reason: 'low_confidence' })
  return (
    <Card
      size="small"
      title={t('histogram.title')}
      extra={<Link to={unsure}>{t('histogram.unsure')}</Link>}
      style={{ height: '100%' }}
    >
      <Chart option={option} height={260} label={t('histogram.chart')} />
    </Card>
  )
}
