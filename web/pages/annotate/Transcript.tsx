import { Flex, Typography, theme } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Nothing } from '../../parts/Nothing.tsx'
import type { Form } from './form.ts'
import { TranscriptLine } from './TranscriptLine.tsx'
import type { Sample } from './task.ts'

interface TranscriptProps {
  readonly sample: Sample
  readonly form: Form
  readonly opened: number
  readonly onPoint: (turn: string) => void
}

/** The whole conversation, scrolled to the reply in question. */
export function Transcript({ sample, form, opened, onPoint }: TranscriptProps) {
  const { t } = useTranslation('annotate')
  const { token } = theme.useToken()
  const box = useRef<HTMLElement>(null)
  const { cursor } = form
  // On purpose more than it reads: a new decision scrolls anew, even to a reply of the same id
  useEffect(() => {
    const line = box.current?.querySelector<HTMLElement>('[data-cursor]')
    if (!line || !box.current) return
    const middle = line.offsetTop - (box.current.clientHeight - line.offsetHeight) / 2
    box.current.scrollTo({ top: Math.min(line.offsetTop - 48, middle) })
  }, [cursor, opened])
  return (
    <section
      ref={box}
      aria-label={t('conversation')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      style={{
        background: token.colorBgContainer,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
        height: '100%',
        overflowY: 'auto',
        padding: 12,
        position: 'relative',
      }}
    >
      {sample.turns.length === 0 && <Nothing title={t('conversationEmpty')} />}
      <Flex vertical gap="small">
        {sample.turns.map((line) => (
          <TranscriptLine key={line.event_id} line={line} sample={sample} form={form} onPoint={onPoint} />
        ))}
      </Flex>
      <Typography.Text style={{ display: 'block', height: 24 }} />
    </section>
  )
}
