import { Card, Col, Flex, Row, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Trial } from './answers.ts'

/** Pool, moves, reviews and precision, before and after. */
export function TrialFigures({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const { before, after, added, dropped, kept, base } = trial
  const reviews = ({ reviews: { flagged, control } }: Trial['before']): string => format.number(flagged + control, 1)
  return (
    <Row gutter={[12, 12]}>
      <Figure title={t('figure.pool')} hint={t('figure.undecided', { count: after.undecided })}>
        <BeforeAfter before={format.number(before.flagged)} after={format.number(after.flagged)} testId="pool" />
      </Figure>
      <Figure title={t('figure.moves')} hint={t('figure.kept', { kept: format.number(kept.conversations) })}>
        <Typography.Text style={LARGE}>
          {t('figure.inOut', {
            added: format.number(added.conversations),
            dropped: format.number(dropped.conversations),
          })}
        </Typography.Text>
      </Figure>
      <Figure
        title={t('figure.reviews')}
        hint={t('figure.budget', {
          budget: format.number(after.reviews.budget, 0),
          control: format.number(after.reviews.control, 1),
        })}
      >
        <BeforeAfter before={reviews(before)} after={reviews(after)} />
      </Figure>
      <Figure title={t('figure.precision')} hint={t('figure.base')} extra={<PrecisionOf precision={base} />}>
        <Flex vertical>
          <Labelled label={t('figure.before')}>
            <PrecisionOf precision={before.precision} />
          </Labelled>
          <Labelled label={t('figure.after')}>
            <PrecisionOf precision={after.precision} />
          </Labelled>
        </Flex>
      </Figure>
    </Row>
  )
}

const LARGE = { fontSize: 22, lineHeight: 1.3, fontWeight: 600 }

export const PrecisionOf = ({ precision }: { readonly precision: Trial['base'] }) => (
  <Estimate
    estimate={precision.estimate}
    low={precision.low}
    high={precision.high}
    {...(precision.estimate !== null && { of: precision.labelled })}
  />
)

function BeforeAfter({ before, after, testId }: { before: string; after: string; testId?: string }) {
  const { t } = useTranslation('rules')
  return (
    <Typography.Text style={LARGE} data-testid={testId}>
      {before === after ? after : t('figure.fromTo', { before, after })}
    </Typography.Text>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Flex gap="small" align="baseline">
      <Typography.Text type="secondary">{label}</Typography.Text>
      {children}
    </Flex>
  )
}

interface FigureProps {
  readonly title: string
  readonly hint: string
  readonly extra?: ReactNode
  readonly children: ReactNode
}

function Figure({ title, hint, extra, children }: FigureProps) {
  return (
    <Col xs={24} md={12} xxl={6}>
      <Card size="small" style={{ height: '100%' }}>
        <Flex vertical gap={4}>
          <Typography.Text type="secondary">{title}</Typography.Text>
          {children}
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {hint} {extra}
          </Typography.Text>
        </Flex>
      </Card>
    </Col>
  )
}
