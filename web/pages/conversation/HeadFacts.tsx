import { Flex, Tag, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ChatText } from '../../parts/ChatText.tsx'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { Instant } from '../../parts/Instant.tsx'
import type { Whole } from './whole.ts'

/** Who, where, when, and which bundle answered. */
export function HeadFacts({ whole: { facts, row } }: { whole: Whole }) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const codeName = useCodeName()
  if (facts === null || row === null) return <Typography.Text type="secondary">{t('notDerived')}</Typography.Text>
  const spanMs = facts.started_at === null || facts.ended_at === null ? null : facts.ended_at - facts.started_at
  return (
    <Flex wrap gap="4px 16px" align="baseline">
      <Tag>{t(row.flags.closed ? 'closed' : 'open')}</Tag>
      <Fact name={t('started')}>
        <Instant at={facts.started_at} />
        {spanMs !== null && spanMs > 0 && ` (${format.span(spanMs)})`}
      </Fact>
      <Fact name={t('assistant')}>
        <ChatText text={[facts.assistant_id, facts.channel].filter(Boolean).join(' · ') || '–'} />
      </Fact>
      <Fact name={t('users')}>
        {facts.users.length === 0 && '–'}
        {facts.users.map((user, i) => (
          <span key={user}>
            {i > 0 && ', '}
            <Link to={`/conversations?user=${encodeURIComponent(user)}`}>
              <ChatText text={user} />
            </Link>
          </span>
        ))}
      </Fact>
      <Fact name={t('answeredBy')}>
        {facts.bundle === null ? (
          '–'
        ) : (
          <Link to={`/models/${encodeURIComponent(facts.bundle)}`}>
            <ChatText text={[facts.bundle, facts.arm && codeName('arm', facts.arm)].filter(Boolean).join(' · ')} />
          </Link>
        )}
      </Fact>
      <Fact name={t('ordered')}>
        {facts.ordered === null ? t('known.not_yet') : t(facts.ordered ? 'known.yes' : 'known.no')}
        {facts.order_amount !== null && (
          <ChatText text={` ${format.number(facts.order_amount, 2)} ${facts.order_currency ?? ''}`} />
        )}
      </Fact>
    </Flex>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      <Typography.Text type="secondary">{name} </Typography.Text>
      {children}
    </span>
  )
}
