import { Card, Flex, Select, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Chart } from '../../parts/Chart.tsx'
import { differenceOf } from '../../parts/figure-units.ts'
import { useFormat } from '../../parts/format.ts'
import { axisLook, intervalMarks } from '../../parts/interval-marks.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import type { Experiment, Figure, Point } from './answers.ts'
import { marginAt, useFigureName } from './figures.ts'
import { useCourse } from './queries.ts'

const HEIGHT = 260

/** How the interval narrowed over time, figure by figure. */
export function CourseCard({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  const nameOf = useFigureName()
  const [params, setParams] = useSearchParams()
  const course = useCourse(experiment.experiment, experiment.assistant_id)
  const names = experiment.check.figures.map((each) => each.figure)
  const figure = names.find((each) => each === params.get('figure')) ?? names[0]
  if (figure === undefined) return null
  const choose = (value: string): void => {
    const changed = new URLSearchParams(params)
    changed.set('figure', value)
    setParams(changed, { replace: true })
  }
  return (
    <Card
      size="small"
      title={t('course.title')}
      extra={
        <Select
          aria-label={t('course.figure')}
          value={figure}
          style={{ minWidth: 180 }}
          options={names.map((value) => ({ value, label: nameOf(value) }))}
          onChange={choose}
        />
      }
    >
      <Loaded query={course}>{({ points }) => <Course points={points} figure={figure} />}</Loaded>
      <Typography.Text type="secondary">{t('course.about')}</Typography.Text>
    </Card>
  )
}

interface Seen {
  readonly at: number
  readonly users: number
  readonly difference: NonNullable<Figure['difference']>
  readonly margin: number | null
  readonly unit: Figure['unit']
  readonly currency: string | null
}

function Course({ points, figure }: { points: readonly Point[]; figure: string }) {
  const { t } = useTranslation('experiments')
  const seen = points.flatMap(({ at, check }): Seen[] => {
    const found = check.figures.find((each) => each.figure === figure)
    if (found === undefined || found.difference === null) return []
    const { difference, unit, canary } = found
    return [{ at, users: canary.users, difference, margin: marginAt(found), unit, currency: check.currency }]
  })
  const option = useCourseOption(seen)
  if (seen.length === 0) return <Nothing title={t('course.none')} />
  return (
    <Flex>
      <Chart option={option} height={HEIGHT} label={t('course.label')} />
    </Flex>
  )
}

/** Where the axis ends: the first intervals may be so wide that nothing later could be read; they run off. */
function reachOf(seen: readonly Seen[]): number {
  const later = seen.slice(Math.floor(seen.length / 2))
  const ends = later.flatMap(({ difference: { low, high }, margin }) => [low, high, margin ?? 0].map(Math.abs))
  return Math.ceil(Math.max(0.01, ...ends) * 22) / 20
}

function useCourseOption(seen: readonly Seen[]) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const { token } = theme.useToken()
  const look = axisLook(token)
  const points = (value: number): string =>
    differenceOf(value, seen[0]?.unit ?? 'share', seen[0]?.currency ?? null, format)
  const reach = reachOf(seen)
  return {
    tooltip: { trigger: 'item' },
    legend: { top: 0, textStyle: { color: token.colorText }, data: [t('forest.difference'), t('forest.margin')] },
    grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time',
      ...look,
      axisLabel: { color: token.colorTextSecondary, hideOverlap: true, formatter: (at: number) => format.instant(at) },
    },
    yAxis: {
      type: 'value',
      min: -reach,
      max: reach,
      ...look,
      axisLabel: { color: token.colorTextSecondary, formatter: points },
    },
    series: [
      intervalMarks(
        t('forest.interval'),
        seen.map(({ at, difference }) => [at, difference.low, difference.high] as const),
        'y',
        token.colorPrimary,
        { clip: true },
      ),
      {
        name: t('forest.difference'),
        type: 'line',
        symbol: 'circle',
        symbolSize: 8,
        z: 3,
        itemStyle: { color: token.colorPrimary },
        lineStyle: { color: token.colorPrimary, width: 1.5 },
        data: seen.map(({ at, difference }) => [at, difference.estimate]),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { formatter: t('forest.zero'), color: token.colorTextSecondary },
          lineStyle: { color: token.colorText, type: 'solid', width: 1 },
          data: [{ yAxis: 0 }],
        },
        tooltip: {
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const { at, users, difference } = seen[dataIndex]!
            return `${format.instant(at)}: ${points(difference.estimate)}\n${t('forest.range', { low: points(difference.low), high: points(difference.high) })}\n${t('course.users', { users: format.number(users) })}`
          },
        },
      },
      {
        name: t('forest.margin'),
        type: 'line',
        symbol: 'none',
        step: 'end',
        itemStyle: { color: token.colorError },
        lineStyle: { color: token.colorError, type: 'dashed', width: 1 },
        data: seen.map(({ at, margin }) => [at, margin]),
      },
    ],
  }
}
