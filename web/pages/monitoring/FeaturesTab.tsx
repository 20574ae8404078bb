import { Card, Col, Row } from 'antd'
import { useTranslation } from 'react-i18next'
import { type RateTuple, ratePoint, withGaps } from '../../parts/day-points.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { DayChart } from './DayChart.tsx'
import { featureRates } from './feature-rates.ts'
import { useFigureName } from './figure-names.ts'
import { useSeries } from './monitoring-queries.ts'
import type { TabProps } from './view.ts'

/** How often each feature and each rule holds, day by day. */
export function FeaturesTab({ view, now }: TabProps) {
  const { t } = useTranslation('monitoring')
  const titleOf = useFigureName()
  const series = useSeries('rates', view, now)
  return (
    <Loaded query={series} rows={10}>
      {({ points, from, to }) =>
        points.length === 0 ? (
          <Nothing title={t('features.none')} hint={t('features.noneWhy')} />
        ) : (
          <Row gutter={[16, 16]}>
            {featureRates(points).map(({ figure, filter }) => (
              <Col key={figure} xs={24} md={12} xxl={8}>
                <Card size="small" title={titleOf(figure)} style={{ height: '100%' }}>
                  <DayChart
                    points={withGaps(
                      points.map(({ start_at, point }) =>
                        ratePoint(start_at, point[figure] as RateTuple | undefined, now),
                      ),
                      from,
                      to,
                    )}
                    label={titleOf(figure)}
                    filter={{ ...filter, assistant: view.assistant }}
                  />
                </Card>
              </Col>
            ))}
          </Row>
        )
      }
    </Loaded>
  )
}
