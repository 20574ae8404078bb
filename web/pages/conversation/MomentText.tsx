import { Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ChatText } from '../../parts/ChatText.tsx'
import { useFormat } from '../../parts/format.ts'
import { type Moment, numberOf, textOf } from './timeline.ts'

interface MomentTextProps {
  readonly moment: Moment
  readonly clicked: ReadonlySet<string>
}

/** What an event says, by its type. */
export function MomentText({ moment: { type, event }, clicked }: MomentTextProps) {
  const { t } = useTranslation('conversation')
  const text = (name: string): string => textOf(event[name]) ?? ''
  switch (type) {
    case 'user_message':
      return <ChatText text={text('text')} />
    case 'assistant_message':
      return <Reply event={event} />
    case 'cta_sent':
      return (
        <Flex gap="small" wrap>
          <ChatText text={[text('offer'), text('cta_id')].filter(Boolean).join(' · ')} />
          <Tag>{t(clicked.has(text('cta_id')) ? 'ctaClicked' : 'ctaNotClicked')}</Tag>
        </Flex>
      )
    case 'fsm_transition':
      return <ChatText text={`${text('from') || '…'} → ${text('to') || '…'}`} />
    case 'order_event':
      return <Order event={event} />
    case 'explicit_feedback':
      return <Feedback event={event} />
    case 'cart_event':
      return <ChatText text={text('action')} />
    case 'cta_click':
      return <ChatText text={text('cta_id')} />
    case 'conversation_end':
      return <ChatText text={text('reason')} />
    default:
      return null
  }
}

type Event = Moment['event']

function Reply({ event }: { event: Event }) {
  const { t } = useTranslation('conversation')
  const bundle = textOf(event.bundle)
  return (
    <>
      <ChatText text={textOf(event.response) ?? ''} />
      <Flex wrap gap={4} style={{ marginTop: 4 }}>
        {event.author === 'human' && <Tag color="processing">{t('byHuman')}</Tag>}
        <Prediction name={t('intent')} label={event.predicted_intent} confidence={event.intent_confidence} />
        <Prediction name={t('objection')} label={event.predicted_objection} confidence={event.objection_confidence} />
        <Note name={t('state')} value={event.fsm_state} />
        <Note name={t('action')} value={event.action} />
        {bundle !== null && (
          <Typography.Text style={{ fontSize: 12 }}>
            <Link to={`/models/${encodeURIComponent(bundle)}`}>
              <ChatText text={[bundle, textOf(event.arm)].filter(Boolean).join(' · ')} />
            </Link>
          </Typography.Text>
        )}
      </Flex>
    </>
  )
}

function Prediction({ name, label, confidence }: { name: string; label: unknown; confidence: unknown }) {
  const format = useFormat()
  const said = textOf(label)
  const sure = numberOf(confidence)
  if (said === null) return null
  return (
    <Tag style={{ whiteSpace: 'normal' }}>
      {name} <ChatText text={said} /> {sure !== null && <strong>{format.percent(sure)}</strong>}
    </Tag>
  )
}

function Note({ name, value }: { name: string; value: unknown }) {
  const said = textOf(value)
  if (said === null) return null
  return (
    <Typography.Text type="secondary" style={{ fontSize: 12 }}>
      {name} <ChatText text={said} />
    </Typography.Text>
  )
}

function Order({ event }: { event: Event }) {
  const format = useFormat()
  const amount = numberOf(event.amount)
  const parts = [textOf(event.status), textOf(event.order_id)]
  return (
    <span>
      {amount !== null && <strong>{format.number(amount, 2)} </strong>}
      <ChatText text={[textOf(event.currency), ...parts].filter(Boolean).join(' · ')} />
    </span>
  )
}

function Feedback({ event }: { event: Event }) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const rating = numberOf(event.rating)
  return (
    <Flex wrap gap="small">
      {rating !== null && <Tag>{t('rating', { rating: format.number(rating, 1) })}</Tag>}
      <ChatText text={[textOf(event.label), textOf(event.comment)].filter(Boolean).join(' · ')} />
    </Flex>
  )
}
