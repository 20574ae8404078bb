import { Alert, Card, Col, Flex, Row, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Share, WorthAnswer } from './worth.ts'

/** What the rules in force find, beside how often the model is at fault at all. */
export function SummaryRow({ answer }: { readonly answer: WorthAnswer }) {
  const { t } = useTranslation('signals')
  const format = useFormat()
  const { base, pool, unflagged, control_judged } = answer
  return (
    <Flex vertical gap="small">
      {control_judged === 0 && <Alert type="warning" showIcon title={t('noControl')} description={t('noControlWhy')} />}
      <Row gutter={[12, 12]}>
        <Figure
          title={t('summary.base')}
          share={base.rate}
          hint={t('summary.judged', { judged: format.number(base.judged), control: format.number(control_judged) })}
        />
        <Figure
          title={t('summary.pool')}
          share={pool.rate}
          hint={t('summary.poolHint', { judged: format.number(pool.judged) })}
        />
        <Figure title={t('summary.recall')} share={pool.recall} hint={t('summary.recallHint')} />
        <Figure
          title={t('summary.unflagged')}
          share={unflagged.rate}
          hint={t('summary.unflaggedHint', { judged: format.number(unflagged.judged) })}
        />
      </Row>
    </Flex>
  )
}

function Figure({ title, share, hint }: { readonly title: string; readonly share: Share; readonly hint: string }) {
  return (
    <Col xs={24} sm={12} xl={6}>
      <Card size="small" style={{ height: '100%' }}>
        <Flex vertical gap={4}>
          <Typography.Text type="secondary">{title}</Typography.Text>
          <Estimate estimate={share?.estimate} low={share?.low} high={share?.high} large />
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {hint}
          </Typography.Text>
        </Flex>
      </Card>
    </Col>
  )
}
