import { Button, Flex, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { useFormat } from '../../parts/format.ts'
import { MomentText } from './MomentText.tsx'
import { type Moment, otherFields } from './timeline.ts'

interface MomentBoxProps {
  readonly moment: Moment
  /** It shows the reason that is chosen. */
  readonly evidence: boolean
  /** Here the model probably failed. */
  readonly suspect: boolean
  readonly clicked: ReadonlySet<string>
}

const SMALL = { fontSize: 12, height: 20 }

const SIDE: Readonly<Record<string, string>> = {
  user_message: 'conversation-user',
  assistant_message: 'conversation-assistant',
}

/** One event: what it says, when, why it matters here, and as it came. */
export function MomentBox({ moment, evidence, suspect, clicked }: MomentBoxProps) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const [raw, setRaw] = useState(false)
  const others = otherFields(moment)
  return (
    <article
      className={`conversation-bubble ${SIDE[moment.type] ?? 'conversation-middle'} ${evidence ? 'conversation-evidence' : ''}`}
      data-event={moment.id}
    >
      <Flex wrap align="center" gap={6}>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          <EventName type={moment.type} /> · <time title={format.exact(moment.at)}>{format.time(moment.at)}</time>
        </Typography.Text>
        {evidence && <Tag color="warning">{t('evidence')}</Tag>}
        {suspect && <Tag color="error">{t('suspect')}</Tag>}
        {moment.elsewhere && <Tag>{t('elsewhere')}</Tag>}
        {moment.late && <Tag>{t('late')}</Tag>}
        <Button type="text" size="small" style={SMALL} aria-expanded={raw} onClick={() => setRaw(!raw)}>
          {t(raw ? 'hideRaw' : 'showRaw')}
        </Button>
      </Flex>
      <MomentText moment={moment} clicked={clicked} />
      {others.length > 0 && (
        <Typography.Text type="secondary" style={{ fontSize: 12, display: 'block' }}>
          {others.map(([name, value]) => (
            <span key={name} style={{ display: 'block' }}>
              <ChatText text={`${name}: ${value}`} />
            </span>
          ))}
        </Typography.Text>
      )}
      {raw && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className="conversation-raw" tabIndex={0} aria-label={t('rawLabel')}>
          <code>
            <ChatText text={JSON.stringify(moment.event, null, 2)} />
          </code>
        </section>
      )}
    </article>
  )
}

const NAMED = [
  ...(['user_message', 'assistant_message', 'cta_sent', 'cta_click', 'fsm_transition'] as const),
  ...(['cart_event', 'order_event', 'explicit_feedback', 'conversation_end'] as const),
] as const

function EventName({ type }: { type: string }) {
  const { t } = useTranslation('conversation')
  const known = NAMED.find((each) => each === type)
  return known === undefined ? <ChatText text={type} /> : <span>{t(`event.${known}`)}</span>
}
