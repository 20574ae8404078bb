import { Card, Col, Flex, Row, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { ConfidenceView } from './monitoring-queries.ts'

/** The truth that we have, beside what can be said without labels: three cards, never one number. */
export function ThreeAccuracies({ seen: { weighted, mean_confidence, thresholded, turns } }: { seen: ConfidenceView }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const cards = [
    { key: 'weighted', bounded: weighted, of: weighted?.turns, about: t('accuracy.weightedAbout') },
    { key: 'mean_confidence', bounded: mean_confidence, of: turns, about: t('accuracy.meanAbout') },
    {
      key: 'thresholded',
      bounded: thresholded,
      of: turns,
      about:
        thresholded === null
          ? t('accuracy.thresholdedNone')
          : t('accuracy.thresholdedAbout', {
              threshold: format.number(thresholded.threshold, 2),
              labelled: format.number(thresholded.labelled),
            }),
    },
  ] as const
  return (
    <Row gutter={[16, 16]}>
      {cards.map(({ key, bounded, of, about }) => (
        <Col key={key} xs={24} lg={8}>
          <Card size="small" title={t(`accuracy.cards.${key}`)} style={{ height: '100%' }}>
            <Flex vertical gap={4}>
              <Estimate
                large
                estimate={bounded?.estimate}
                low={bounded?.low}
                high={bounded?.high}
                {...(of !== undefined && { of })}
              />
              <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                {about}
              </Typography.Text>
            </Flex>
          </Card>
        </Col>
      ))}
    </Row>
  )
}
