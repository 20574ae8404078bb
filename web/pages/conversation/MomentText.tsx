import { Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ChatText } from '../../parts/ChatText.tsx'
import { type CodeKind, useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { useTaxonomyName } from '../../parts/taxonomy-names.ts'
import { type Moment, numberOf, textOf } from './timeline.ts'

interface MomentTextProps {
  readonly moment: Moment
  readonly clicked: ReadonlySet<string>
}

/** What an event says, by its type. */
export function MomentText({ moment: { type, event }, clicked }: MomentTextProps) {
  const { t } = useTranslation('conversation')
  const codeName = useCodeName()
  const text = (name: string): string => textOf(event[name]) ?? ''
  const named = (kind: CodeKind, name: string): string => codeName(kind, text(name))
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
      return <ChatText text={`${named('state', 'from') || '…'} → ${named('state', 'to') || '…'}`} />
    case 'order_event':
      return <Order event={event} />
    case 'explicit_feedback':
      return <Feedback event={event} />
    case 'cart_event':
      return <ChatText text={named('cart', 'action')} />
    case 'cta_click':
      return <ChatText text={text('cta_id')} />
    case 'conversation_end':
      return <ChatText text={named('end', 'reason')} />
    default:
      return null
  }
}

type Event = Moment['event']

function Reply({ event }: { event: Event }) {
  const { t } = useTranslation('conversation')
  const codeName = useCodeName()
  const bundle = textOf(event.bundle)
  const arm = textOf(event.arm)
  return (
    <>
      <ChatText text={textOf(event.response) ?? ''} />
      <Flex wrap gap={4} style={{ marginTop: 4 }}>
        {event.author === 'human' && <Tag color="processing">{t('byHuman')}</Tag>}
        <Prediction task="intent" label={event.predicted_intent} confidence={event.intent_confidence} />
        <Prediction task="objection" label={event.predicted_objection} confidence={event.objection_confidence} />
        <Note kind="state" value={event.fsm_state} />
        <Note kind="action" value={event.action} />
        {bundle !== null && (
          <Typography.Text style={{ fontSize: 12 }}>
            <Link to={`/models/${encodeURIComponent(bundle)}`}>
              <ChatText text={[bundle, arm && codeName('arm', arm)].filter(Boolean).join(' · ')} />
            </Link>
          </Typography.Text>
        )}
      </Flex>
    </>
  )
}

interface PredictionProps {
  readonly task: 'intent' | 'objection'
  readonly label: unknown
  readonly confidence: unknown
}

function Prediction({ task, label, confidence }: PredictionProps) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const labelName = useTaxonomyName()
  const said = textOf(label)
  const sure = numberOf(confidence)
  if (said === null) return null
  return (
    <Tag style={{ whiteSpace: 'normal' }}>
      {t(task)} <ChatText text={labelName(task, said)} /> {sure !== null && <strong>{format.percent(sure)}</strong>}
    </Tag>
  )
}

function Note({ kind, value }: { kind: 'state' | 'action'; value: unknown }) {
  const { t } = useTranslation('conversation')
  const codeName = useCodeName()
  const said = textOf(value)
  if (said === null) return null
  return (
    <Typography.Text type="secondary" style={{ fontSize: 12 }}>
      {t(kind)} <ChatText text={codeName(kind, said)} />
    </Typography.Text>
  )
}

function Order({ event }: { event: Event }) {
  const format = useFormat()
  const amount = numberOf(event.amount)
  const codeName = useCodeName()
  const status = textOf(event.status)
  const parts = [status && codeName('order', status), textOf(event.order_id)]
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
