import { Card, Flex, Select, Typography } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../../parts/Chart.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Loaded } from '../../../parts/Loaded.tsx'
import { useAddress } from '../address.ts'
import { isRated, RATED_TASKS, useNames } from '../names.ts'
import { useTime } from '../Period.tsx'
import { type Trend, useTrend } from './agreement-query.ts'
import { GOOD, TENTATIVE } from './reading.ts'

const DAY_MS = 86_400_000
const STEPS = { day: DAY_MS, week: 7 * DAY_MS } as const

/** Agreement day by day or week by week, with its interval. */
export function TrendCard() {
  const { t } = useTranslation('quality')
  const address = useAddress()
  const names = useNames()
  const step = address.read('step') === 'week' ? 'week' : 'day'
  const given = address.read('trend')
  const task = isRated(given) ? given : null
  const query = useTrend(useTime(), STEPS[step])
  return (
    <Card
      size="small"
      title={t('trend.title')}
      extra={
        <Flex gap="small">
          <Select
            aria-label={t('trend.task')}
            style={{ minWidth: 140 }}
            value={task ?? 'overall'}
            options={[
              { value: 'overall', label: t('trend.overall') },
              ...RATED_TASKS.map((each) => ({ value: each, label: names.task(each) })),
            ]}
            onChange={(value) => address.set({ trend: value === 'overall' ? null : value })}
          />
          <Select
            aria-label={t('trend.step')}
            value={step}
            options={(['day', 'week'] as const).map((value) => ({ value, label: t(`trend.${value}`) }))}
            onChange={(value) => address.set({ step: value === 'day' ? null : value })}
          />
        </Flex>
      }
    >
      <Loaded query={query}>{(trend) => <TrendChart trend={trend} task={task} />}</Loaded>
    </Card>
  )
}

interface Point {
  readonly from: number
  readonly alpha: number | null
  readonly low: number
  readonly high: number
  readonly answers: number
}

function pointsOf(trend: Trend, task: string | null): Point[] {
  return trend.periods.flatMap(({ from, overall, tasks }) => {
    const figure = task === null ? overall : tasks.find((each) => each.task === task)
    return figure === undefined ? [] : [{ from, ...figure }]
  })
}

function TrendChart({ trend, task }: { readonly trend: Trend; readonly task: string | null }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const points = useMemo(() => pointsOf(trend, task).filter(({ alpha }) => alpha !== null), [trend, task])
  const option = useMemo(() => {
    const line = (name: string, value: (point: Point) => number | null, dashed: boolean) => ({
      name,
      type: 'line',
      symbolSize: dashed ? 3 : 7,
      lineStyle: dashed ? { type: 'dashed', width: 1 } : { width: 2 },
      data: points.map((point) => [point.from, value(point)]),
      ...(!dashed && {
        markLine: {
          symbol: 'none',
          silent: true,
          label: { position: 'insideEndTop' },
          data: [{ yAxis: TENTATIVE }, { yAxis: GOOD }],
        },
      }),
    })
    return {
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => format.number(Number(value), 2) },
      legend: { top: 0 },
      xAxis: {
        type: 'time',
        minInterval: DAY_MS,
        axisLabel: { formatter: (at: number) => format.day(at), hideOverlap: true },
      },
      yAxis: { type: 'value', max: 1, min: (value: { min: number }) => Math.min(0, Math.floor(value.min * 10) / 10) },
      series: [
        line(t('trend.alpha'), ({ alpha }) => alpha, false),
        line(t('trend.low'), ({ low }) => low, true),
        line(t('trend.high'), ({ high }) => high, true),
      ],
    }
  }, [points, format, t])
  if (points.length === 0) return <Typography.Text type="secondary">{t('trend.none')}</Typography.Text>
  const [first, last] = [points[0]!, points.at(-1)!]
  const label = t('trend.label', {
    from: format.day(first.from),
    until: format.day(last.from),
    first: format.number(first.alpha ?? 0, 2),
    last: format.number(last.alpha ?? 0, 2),
  })
  return <Chart option={option} height={240} label={label} />
}
