import { Card, Flex, Tag, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Instant } from '../../../parts/Instant.tsx'
import { useNames } from '../names.ts'
import type { Comparison } from './conflict-query.ts'

type Line = Comparison['lines'][number]

interface ConversationProps {
  readonly lines: readonly Line[]
  /** Event ids of the replies on which people differ. */
  readonly inQuestion: readonly string[]
}

/** The whole conversation; replies in question are marked by a sign and a border. */
export function Conversation({ lines, inQuestion }: ConversationProps) {
  const { t } = useTranslation('quality')
  return (
    <Card size="small" title={t('conflicts.conversation')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section tabIndex={0} aria-label={t('conflicts.conversation')} style={{ maxHeight: '65vh', overflow: 'auto' }}>
        <Flex vertical gap="small">
          {lines.map((line) => (
            <Message key={line.event_id} line={line} isInQuestion={inQuestion.includes(line.event_id)} />
          ))}
        </Flex>
      </section>
    </Card>
  )
}

function Message({ line, isInQuestion }: { readonly line: Line; readonly isInQuestion: boolean }) {
  const { t } = useTranslation('quality')
  const { token } = theme.useToken()
  const names = useNames()
  const mine = line.role === 'user'
  return (
    <div
      style={{
        alignSelf: mine ? 'flex-start' : 'flex-end',
        maxWidth: '88%',
        padding: 8,
        borderRadius: token.borderRadius,
        border: `1px solid ${isInQuestion ? token.colorWarning : token.colorBorderSecondary}`,
        background: mine ? token.colorFillQuaternary : token.colorBgContainer,
      }}
    >
      <Flex wrap gap="small" align="center">
        <Typography.Text strong>{t(`conflicts.roles.${line.role}`)}</Typography.Text>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          <Instant at={line.at} />
        </Typography.Text>
        {isInQuestion && <Tag color="warning">{t('conflicts.inQuestion')}</Tag>}
      </Flex>
      <div className="any-text">{line.text}</div>
      {line.predicted_intent && (
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t('conflicts.modelSaid', {
            intent: names.label('intent', line.predicted_intent),
            objection: line.predicted_objection ? names.label('objection', line.predicted_objection) : '–',
          })}
        </Typography.Text>
      )}
    </div>
  )
}
