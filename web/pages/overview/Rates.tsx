import { Card, Col, Flex, Row, Skeleton, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DayPoint } from '../../parts/day-points.ts'
import { Estimate } from '../../parts/Estimate.tsx'
import { Failure } from '../../parts/Failure.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { FIGURES, type FigureName, type Pooled, useDays, usePooled, useReleases } from './overview-queries.ts'
import { RateChart } from './RateChart.tsx'
import { ReleaseList } from './ReleaseList.tsx'
import { type Choice, type Split, settledForAll, splitOf } from './span.ts'

interface RatesProps {
  readonly choice: Choice
  /** The data's clock; undefined = not known yet. */
  readonly now: number | undefined
}

/** The four rates over time, each with its interval, and the releases that may have moved them. */
export function Rates({ choice, now }: RatesProps) {
  const { t } = useTranslation('overview')
  const days = useDays(choice, now)
  const releases = useReleases(choice)
  const splits = days.data && FIGURES.map((figure) => splitOf(days.data.figures[figure]))
  const settledUntil = splits && settledForAll(splits)
  const pooled = usePooled(choice, days.data?.from, settledUntil)
  const shown = (releases.data ?? []).filter(({ at }) => days.data !== undefined && at >= days.data.from)
  return (
    <Loaded query={days} rows={10}>
      {({ empty, figures }) =>
        empty ? (
          <Card size="small">
            <Nothing
              title={t('rates.none')}
              hint={t('rates.noneWhy')}
              action={<Link to="/assistant">{t('rates.talk')}</Link>}
            />
          </Card>
        ) : (
          <Flex vertical gap="middle">
            {pooled.isError && <Failure error={pooled.error} retry={() => void pooled.refetch()} />}
            <Row gutter={[16, 16]}>
              {FIGURES.map((figure, i) => (
                <Col key={figure} xs={24} lg={12}>
                  <RateCard
                    figure={figure}
                    points={figures[figure]}
                    split={splits![i]!}
                    pooled={pooled.data?.find((each) => each.figure === figure)}
                    pooledTo={settledUntil ?? null}
                    waiting={pooled.isLoading}
                  >
                    <RateChart figure={figure} points={figures[figure]} releases={shown} assistant={choice.assistant} />
                  </RateCard>
                </Col>
              ))}
            </Row>
            <ReleaseList releases={shown} />
          </Flex>
        )
      }
    </Loaded>
  )
}

interface RateCardProps {
  readonly figure: FigureName
  readonly points: readonly DayPoint[]
  readonly split: Split
  readonly pooled: Pooled | undefined
  readonly pooledTo: number | null
  readonly waiting: boolean
  readonly children: React.ReactNode
}

function RateCard({ figure, split, pooled, pooledTo, waiting, children }: RateCardProps) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  return (
    <Card
      size="small"
      title={t(`figures.${figure}.title`)}
      extra={<About figure={figure} />}
      style={{ height: '100%' }}
    >
      <Flex wrap justify="space-between" align="flex-end" gap="small">
        {waiting ? (
          <Skeleton.Button active size="small" style={{ width: 160 }} />
        ) : (
          <Estimate large estimate={pooled?.estimate} low={pooled?.low} high={pooled?.high} of={pooled?.denominator} />
        )}
        <Typography.Text type="secondary" style={{ fontSize: 12, textAlign: 'end' }}>
          <div>
            {pooledTo === null ? t('rates.unsettled') : t('rates.settledTo', { day: format.utcDay(pooledTo - 1) })}
          </div>
          <OpenPart split={split} />
        </Typography.Text>
      </Flex>
      {children}
    </Card>
  )
}

const About = ({ figure }: { figure: FigureName }) => {
  const { t } = useTranslation('overview')
  return (
    <Typography.Text type="secondary" style={{ fontSize: 12 }}>
      {t(`figures.${figure}.about`)}
    </Typography.Text>
  )
}

/** The days that can still change: what is known of them so far, apart from the rate. */
function OpenPart({ split: { open } }: { split: Split }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  if (open === null || open.known + open.unknown === 0) return null
  return (
    <div>
      {t('rates.open', {
        day: format.utcDay(open.since),
        yes: format.number(open.numerator),
        known: format.number(open.known),
        unknown: format.number(open.unknown),
      })}
    </div>
  )
}
