import { Descriptions, Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { Instant } from '../../parts/Instant.tsx'
import { TernaryTag } from '../../parts/TernaryTag.tsx'
import { may, useSession } from '../../shell/session.ts'
import type { Facts, Sample } from './task.ts'

/** What the customer did, beside what was said. */
export function FactsPanel({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('annotate')
  const session = useSession()
  return (
    <section aria-label={t('facts.title')}>
      <Typography.Title level={2} style={{ fontSize: 15, marginBlockStart: 0 }}>
        {t('facts.title')}
      </Typography.Title>
      {sample.facts === null ? (
        <Typography.Text type="secondary">{t('facts.none')}</Typography.Text>
      ) : (
        <KnownFacts facts={sample.facts} />
      )}
      {!sample.blind && <Reasons sample={sample} />}
      {may(session, 'read') && !sample.held_back && !sample.blind && (
        <Link to={`/conversations/${encodeURIComponent(sample.conversation_id)}`}>{t('facts.open')}</Link>
      )}
    </section>
  )
}

function KnownFacts({ facts }: { readonly facts: Facts }) {
  const { t } = useTranslation('annotate')
  const format = useFormat()
  const nameOf = useCodeName()
  const { started_at: began, ended_at: ended, order_amount: amount, order_currency: currency } = facts
  const rows = [
    { key: 'ordered', label: t('facts.ordered'), children: <TernaryTag value={facts.ordered} /> },
    ...(amount === null
      ? []
      : [{ key: 'amount', label: t('facts.amount'), children: format.money(amount, currency ?? undefined) }]),
    { key: 'clicked', label: t('facts.clicked'), children: <TernaryTag value={facts.clicked} /> },
    { key: 'ctas', label: t('facts.ctasSent'), children: format.number(facts.ctas_sent) },
    ...(facts.ratings.length === 0
      ? []
      : [{ key: 'ratings', label: t('facts.ratings'), children: format.list(facts.ratings.map(String)) }]),
    { key: 'human', label: t('facts.human'), children: <TernaryTag value={facts.human_reply} /> },
    { key: 'began', label: t('facts.began'), children: <Instant at={began} /> },
    ...(began === null || ended === null
      ? []
      : [{ key: 'lasted', label: t('facts.lasted'), children: format.span(ended - began) }]),
  ]
  const features = Object.entries(facts.features ?? {}).map(([name, value]) => ({
    key: name,
    label: nameOf('feature', name),
    children: <TernaryTag value={value} />,
  }))
  return (
    <>
      <Descriptions column={1} size="small" colon={false} items={rows} />
      <Typography.Text strong style={{ display: 'block', marginBlock: '12px 4px' }}>
        {t('facts.features')}
      </Typography.Text>
      {facts.features === null ? (
        <Typography.Paragraph type="secondary">{t('facts.featuresBlind')}</Typography.Paragraph>
      ) : (
        <Descriptions column={1} size="small" colon={false} items={features} />
      )}
    </>
  )
}

function Reasons({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('annotate')
  const nameOf = useCodeName()
  if (sample.stratum === 'control') {
    return <Typography.Paragraph type="secondary">{t('facts.reasonsNone')}</Typography.Paragraph>
  }
  if (sample.reasons.length === 0) return null
  return (
    <div style={{ marginBlock: 12 }}>
      <Typography.Text strong>{t('facts.reasons')}</Typography.Text>
      <Flex wrap gap={4} style={{ marginBlockStart: 4 }}>
        {sample.reasons.map((reason) => (
          <Tag key={reason}>{nameOf('reason', reason)}</Tag>
        ))}
      </Flex>
    </div>
  )
}
