import { Button, Flex, Tag, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { useFormat } from '../../parts/format.ts'
import { type AnswerFact, agrees, type Line } from './chat.ts'

interface ChatLineProps {
  readonly line: Line
  readonly clicked: boolean
  readonly busy: boolean
  readonly onClick: (ctaId: string) => void
}

export function ChatLine({ line, clicked, busy, onClick }: ChatLineProps) {
  const { t } = useTranslation('assistant')
  const format = useFormat()
  if (line.kind === 'act') {
    const words = line.rating === null ? t(`done.${line.act}`) : t('done.rated', { stars: format.number(line.rating) })
    return (
      <Typography.Text type="secondary" style={{ alignSelf: 'center', fontSize: 12 }}>
        {words}
      </Typography.Text>
    )
  }
  if (line.kind === 'customer') return <Bubble text={line.text} mine />
  const { answer, other, ctaId } = line
  return (
    <Flex vertical gap={4} align="flex-start">
      <Flex wrap gap="small" align="flex-start" style={{ width: '100%' }}>
        <Said answer={answer} />
        {other !== null && <Said answer={other} unsaid={!agrees(answer, other) ? 'differs' : 'same'} />}
      </Flex>
      {ctaId !== null && answer.offer !== null && (
        <Button size="small" type="primary" ghost disabled={busy || clicked} onClick={() => onClick(ctaId)}>
          {t(`offers.${answer.offer as 'product' | 'coupon' | 'checkout'}`)}
        </Button>
      )}
    </Flex>
  )
}

/** What a version understood and said; `unsaid` = it was only asked. */
function Said({ answer, unsaid }: { answer: AnswerFact; unsaid?: 'same' | 'differs' }) {
  const { t } = useTranslation('assistant')
  return (
    <div style={{ flex: '1 1 240px', maxWidth: 420 }}>
      <Bubble text={answer.text} faint={unsaid !== undefined} />
      <Flex wrap gap={4} style={{ marginTop: 4 }}>
        <Tag>{answer.bundle}</Tag>
        {unsaid !== undefined && (
          <Tag {...(unsaid === 'differs' && { color: 'warning' })}>{t(`versions.${unsaid}`)}</Tag>
        )}
        <Understood prediction={answer.intent} task="intent" />
        <Understood prediction={answer.objection} task="objection" />
      </Flex>
    </div>
  )
}

function Understood({ prediction, task }: { prediction: AnswerFact['intent']; task: 'intent' | 'objection' }) {
  const { t } = useTranslation('assistant')
  const format = useFormat()
  if (prediction === null) return null
  const words = { label: prediction.label, confidence: format.percent(prediction.confidence, 0) }
  return <Tag>{t(`understood.${task}`, words)}</Tag>
}

interface BubbleProps {
  readonly text: string
  readonly mine?: boolean
  readonly faint?: boolean
}

function Bubble({ text, mine = false, faint = false }: BubbleProps) {
  const { t } = useTranslation('assistant')
  const { token } = theme.useToken()
  return (
    <div
      style={{
        alignSelf: mine ? 'flex-end' : 'flex-start',
        maxWidth: 420,
        padding: '6px 12px',
        borderRadius: token.borderRadiusLG,
        border: `1px ${faint ? 'dashed' : 'solid'} ${token.colorBorder}`,
        background: mine ? token.colorPrimaryBg : faint ? 'transparent' : token.colorFillQuaternary,
        color: faint ? token.colorTextSecondary : token.colorText,
      }}
    >
      <Typography.Text type="secondary" style={{ fontSize: 11, display: 'block' }}>
        {mine ? t('chat.you') : faint ? t('chat.wouldSay') : t('chat.assistant')}
      </Typography.Text>
      <ChatText text={text} />
    </div>
  )
}
