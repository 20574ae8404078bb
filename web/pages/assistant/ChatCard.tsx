import { Alert, Button, Card, Flex, Rate, Typography } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { type Manner, useAct, useSay } from './assistant-queries.ts'
import { ChatLine } from './ChatLine.tsx'
import { Composer } from './Composer.tsx'
import { useChat } from './chat-store.ts'

const BEGINNINGS = ['price', 'order', 'dear', 'compare'] as const

/** The chat itself: what was said, what can be done, where to write. */
export function ChatCard({ manner }: { manner: Manner }) {
  const { t } = useTranslation('assistant')
  const chat = useChat()
  const say = useSay(manner)
  const act = useAct(manner)
  const busy = say.isPending || act.isPending
  const end = useRef<HTMLDivElement>(null)
  const shown = chat.lines.length
  useEffect(() => {
    if (shown > 0) end.current?.scrollIntoView({ block: 'nearest' })
  }, [shown])
  return (
    <Card size="small" title={t('chat.title')} extra={<code>{chat.conversationId}</code>}>
      <div
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={t('chat.title')}
        style={{ minHeight: 260, maxHeight: '52vh', overflowY: 'auto' }}
      >
        {chat.lines.length === 0 && <Typography.Text type="secondary">{t('chat.empty')}</Typography.Text>}
        <Flex vertical gap="small">
          {chat.lines.map((line, i) => (
            <ChatLine
              key={i}
              line={line}
              clicked={line.kind === 'assistant' && line.ctaId !== null && chat.clicked.includes(line.ctaId)}
              busy={busy || chat.left}
              onClick={(ctaId) => act.mutate({ act: 'click', ctaId })}
            />
          ))}
        </Flex>
        <div ref={end} />
      </div>
      <Flex vertical gap="small" style={{ marginTop: 12 }}>
        {say.isError && <Failure error={say.error} title={t('chat.failed')} />}
        {act.isError && <Failure error={act.error} title={t('chat.failed')} />}
        {chat.left ? (
          <Alert type="info" showIcon title={t('chat.left')} />
        ) : (
          <>
            {chat.turns === 0 && (
              <Flex wrap gap="small">
                {BEGINNINGS.map((name) => (
                  <Button key={name} size="small" disabled={busy} onClick={() => say.mutate(t(`beginnings.${name}`))}>
                    {t(`beginnings.${name}`)}
                  </Button>
                ))}
              </Flex>
            )}
            <Composer busy={busy} onSay={say.mutateAsync} />
          </>
        )}
        <Acts busy={busy || chat.turns === 0} left={chat.left} onAct={(done) => act.mutate(done)} />
      </Flex>
    </Card>
  )
}

interface ActsProps {
  readonly busy: boolean
  readonly left: boolean
  readonly onAct: (done: { act: 'cart' | 'order' | 'leave' | 'rate'; rating?: number }) => void
}

/** What a customer does beside talking. An order and a rating may also come after the end. */
function Acts({ busy, left, onAct }: ActsProps) {
  const { t } = useTranslation('assistant')
  return (
    <Flex wrap gap="small" align="center">
      {(['cart', 'order'] as const).map((act) => (
        <Button key={act} disabled={busy} onClick={() => onAct({ act })}>
          {t(`acts.${act}`)}
        </Button>
      ))}
      <Button danger disabled={busy || left} onClick={() => onAct({ act: 'leave' })}>
        {t('acts.leave')}
      </Button>
      <Flex gap="small" align="center" role="group" aria-label={t('acts.rate')}>
        <Typography.Text type="secondary">{t('acts.rate')}</Typography.Text>
        <Rate value={0} disabled={busy} onChange={(rating) => rating > 0 && onAct({ act: 'rate', rating })} />
      </Flex>
    </Flex>
  )
}
